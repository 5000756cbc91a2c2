import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import {
  type EventRule,
  eventRuleSchema,
  MOST_CELLS,
  readStyle,
  USUAL_STYLE,
  type WallCell,
  type WallLayout,
  type WallQuality,
  type WallStyle,
} from '../../../server/walls/schema.ts';
import { cellCount, isLayout } from './layouts.ts';

export type WallContent = { layout: WallLayout; cells: readonly WallCell[] };

/** The saved view this wall came from, and what it was then. */
export type Opened = { id: string; version: number; content: string };

type WallState = WallContent & {
  focus: number;
  opened: Opened | null;
  /** Fills the whole stage for a while. */
  maximised: number | null;
  dock: boolean;
  fit: 'whole' | 'fill';
  style: WallStyle;
};

type WallActions = {
  chooseLayout: (layout: WallLayout) => void;
  focusCell: (index: number) => void;
  /** Into the chosen cell; goes on to the next empty one when that was empty itself. */
  pick: (cameraId: string) => void;
  put: (index: number, cameraId: string) => void;
  /** One camera a cell from there on, as far as the layout has cells. */
  fill: (from: number, cameraIds: readonly string[]) => void;
  swap: (from: number, to: number) => void;
  clear: (index: number) => void;
  setQuality: (index: number, quality: WallQuality) => void;
  /** Makes it an event cell, or none. */
  setEvents: (index: number, events: EventRule | undefined) => void;
  maximise: (index: number | null) => void;
  /** Shows a saved view instead of what is there. */
  open: (view: WallContent & { id: string; version: number }) => void;
  /** What is there now is that version of a view. */
  markSaved: (id: string, version: number, content: WallContent) => void;
  /** The view's name or marks changed, not its pictures. */
  replaceVersion: (id: string, version: number) => void;
  /** Keeps the pictures, forgets the view. */
  detach: () => void;
  replace: (content: WallContent, opened: Opened | null) => void;
  toggleDock: () => void;
  toggleFit: () => void;
  /** What is no choice of a style changes nothing. */
  restyle: (change: { [Name in keyof WallStyle]?: string }) => void;
};

export type WallStore = WallState & WallActions;

const EMPTY: WallCell = { cameraId: null, quality: 'auto' };

/** As many cells as there can be: those beyond the layout keep their cameras for a larger one. */
function allCells(cells: readonly WallCell[]): WallCell[] {
  return Array.from({ length: MOST_CELLS }, (_, index) => cells[index] ?? EMPTY);
}

export const EMPTY_WALL: WallContent = { layout: '4', cells: allCells([]) };

/** What is worth saving: without the empty cells at the end. */
export function contentOf({ layout, cells }: WallContent): WallContent {
  const last = cells.findLastIndex(
    ({ cameraId, quality, events }) => cameraId !== null || quality !== 'auto' || events,
  );
  return { layout, cells: cells.slice(0, last + 1) };
}

/** An ordinary cell reads as it did before there were others. */
function marksOf({ cameraId, quality, events }: WallCell): unknown[] {
  if (events === undefined) return [cameraId, quality];
  return [cameraId, quality, events.severity, events.kind, events.holdS];
}

export function fingerprint(content: WallContent): string {
  const { layout, cells } = contentOf(content);
  return JSON.stringify([layout, cells.map(marksOf)]);
}

/** Whether something would be lost by showing something else. */
export function hasUnsaved(wall: WallContent & { opened: Opened | null }): boolean {
  if (wall.opened === null)
    return wall.cells.some(({ cameraId, events }) => cameraId !== null || events !== undefined);
  return fingerprint(wall) !== wall.opened.content;
}

const QUALITIES: readonly WallQuality[] = ['auto', 'main', 'sub'];

function readCell(value: unknown): WallCell {
  if (typeof value !== 'object' || value === null) return EMPTY;
  const { cameraId, quality, events }: Partial<Record<keyof WallCell, unknown>> = value;
  const rule = eventRuleSchema.safeParse(events);
  return {
    cameraId: typeof cameraId === 'string' ? cameraId : null,
    quality: QUALITIES.find((known) => known === quality) ?? 'auto',
    ...(rule.success && { events: rule.data }),
  };
}

/** What the browser kept may be of another version of the product, or damaged. */
function readKept(value: unknown): Partial<WallState> {
  if (typeof value !== 'object' || value === null) return {};
  const {
    layout,
    cells,
    focus,
    opened,
    dock,
    fit,
    style,
  }: Partial<Record<keyof WallState, unknown>> = value;
  if (!isLayout(layout) || !Array.isArray(cells)) return {};
  return {
    layout,
    cells: allCells(cells.map(readCell)),
    focus: typeof focus === 'number' && focus >= 0 && focus < cellCount(layout) ? focus : 0,
    opened: readOpened(opened),
    dock: dock !== false,
    fit: fit === 'whole' ? 'whole' : 'fill',
    style: readStyle(style),
  };
}

function readOpened(value: unknown): Opened | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, version, content }: Partial<Record<keyof Opened, unknown>> = value;
  if (typeof id !== 'string' || typeof version !== 'number' || typeof content !== 'string')
    return null;
  return { id, version, content };
}

/** One person's wall on this browser, as they left it. */
export function createWallStore(userId: string) {
  return create<WallStore>()(
    persist(
      (set) => {
        const change = (index: number, cell: Partial<WallCell>) =>
          set(({ cells }) => ({
            cells: cells.map((was, at) => (at === index ? { ...was, ...cell } : was)),
          }));
        return {
          ...EMPTY_WALL,
          focus: 0,
          opened: null,
          maximised: null,
          dock: true,
          fit: 'fill',
          style: USUAL_STYLE,
          chooseLayout: (layout) =>
            set(({ focus }) => ({
              layout,
              maximised: null,
              focus: Math.min(focus, cellCount(layout) - 1),
            })),
          focusCell: (index) =>
            set(({ layout, focus }) => ({
              focus: index >= 0 && index < cellCount(layout) ? index : focus,
            })),
          pick: (cameraId) =>
            set(({ cells, focus, layout }) => {
              const next = cells.map((was, at) => (at === focus ? { ...was, cameraId } : was));
              const shown = next.slice(0, cellCount(layout));
              const isEmpty = (cell: WallCell) => cell.cameraId === null;
              const after = shown.findIndex((cell, at) => at > focus && isEmpty(cell));
              const empty = after === -1 ? shown.findIndex(isEmpty) : after;
              const wasEmpty = cells[focus]?.cameraId === null;
              return { cells: next, focus: wasEmpty && empty !== -1 ? empty : focus };
            }),
          put: (index, cameraId) => change(index, { cameraId }),
          fill: (from, cameraIds) =>
            set(({ cells, layout }) => {
              const shown = cellCount(layout);
              return {
                cells: cells.map((was, at) => {
                  const cameraId = cameraIds[at - from];
                  return cameraId === undefined || at >= shown ? was : { ...was, cameraId };
                }),
                focus: from,
                maximised: null,
              };
            }),
          swap: (from, to) =>
            set(({ cells }) => {
              const [one = EMPTY, other = EMPTY] = [cells[from], cells[to]];
              return {
                cells: cells.map((was, at) => {
                  if (at === to) return one;
                  return at === from ? other : was;
                }),
                focus: to,
              };
            }),
          clear: (index) =>
            set(({ cells, maximised }) => ({
              cells: cells.map((was, at) => (at === index ? EMPTY : was)),
              maximised: maximised === index ? null : maximised,
            })),
          setQuality: (index, quality) => change(index, { quality }),
          setEvents: (index, events) =>
            set(({ cells }) => ({
              cells: cells.map((was, at) => {
                if (at !== index) return was;
                const { events: _, ...cell } = was;
                return events === undefined ? cell : { ...cell, events };
              }),
            })),
          maximise: (maximised) => set({ maximised }),
          open: ({ id, version, layout, cells }) =>
            set({
              layout,
              cells: allCells(cells),
              focus: 0,
              maximised: null,
              opened: { id, version, content: fingerprint({ layout, cells }) },
            }),
          markSaved: (id, version, content) =>
            set({ opened: { id, version, content: fingerprint(content) } }),
          replaceVersion: (id, version) =>
            set(({ opened }) => (opened?.id === id ? { opened: { ...opened, version } } : {})),
          detach: () => set({ opened: null }),
          replace: ({ layout, cells }, opened) =>
            set({ layout, cells: allCells(cells), opened, focus: 0, maximised: null }),
          toggleDock: () => set(({ dock }) => ({ dock: !dock })),
          restyle: (change) => set(({ style }) => ({ style: readStyle({ ...style, ...change }) })),
          toggleFit: () => set(({ fit }) => ({ fit: fit === 'fill' ? 'whole' : 'fill' })),
        };
      },
      {
        name: `lukou-wall-${userId}`,
        version: 1,
        storage: createJSONStorage(() => localStorage),
        partialize: ({ layout, cells, focus, opened, dock, fit, style }) => ({
          layout,
          cells,
          focus,
          opened,
          dock,
          fit,
          style,
        }),
        migrate: (kept) => kept,
        merge: (kept, current) => ({ ...current, ...readKept(kept) }),
      },
    ),
  );
}

export type WallStoreApi = ReturnType<typeof createWallStore>;

/** Saved walls 方案 as the console sees them. */
import { z } from 'zod';
import { MOST_TOGETHER, qualitySchema } from '../cameras/schema.ts';
import {
  atLeast,
  type EventKind,
  type EventSeverity,
  eventKindSchema,
  eventSeveritySchema,
} from '../events/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** The usual layouts are named by their number of cells. */
export const namedLayoutSchema = z.enum([
  '1',
  '2',
  '3',
  '4',
  '6',
  '8',
  '9',
  '10',
  '13',
  '16',
  '25',
  '36',
]);
export type NamedLayout = z.infer<typeof namedLayoutSchema>;

/** The largest layout: cells beyond the chosen one keep their cameras out of sight. */
export const MOST_CELLS = MOST_TOGETHER;
/** Columns and rows of a free grid. */
export const MOST_LINES = 8;

/** Column, row, width and height in units of the layout's grid. */
export type Place = readonly [x: number, y: number, width: number, height: number];
/** A grid whose cells people merged: 自由分屏. What is not merged is a cell of one unit. */
export type FreeGrid = {
  readonly columns: number;
  readonly rows: number;
  readonly merged: readonly Place[];
};

const FREE = /^free:([1-8])x([1-8]):((?:\d\.\d\.\d\.\d(?:,\d\.\d\.\d\.\d)*)?)$/;

/** `free:4x3:0.0.2.2,2.0.1.2` is 4 columns, 3 rows, and merged cells as x.y.width.height; null for anything else. */
export function readFreeGrid(name: string): FreeGrid | null {
  const [whole, columns, rows, list = ''] = FREE.exec(name) ?? [];
  if (whole === undefined) return null;
  const merged = list === '' ? [] : list.split(',').map(readPlace);
  const grid = { columns: Number(columns), rows: Number(rows), merged };
  return isSound(grid) ? grid : null;
}

export function freeGridName({ columns, rows, merged }: FreeGrid): `free:${string}` {
  return `free:${columns}x${rows}:${inReadingOrder(merged)
    .map((place) => place.join('.'))
    .join(',')}`;
}

export function inReadingOrder(places: readonly Place[]): Place[] {
  return [...places].sort(([ax, ay], [bx, by]) => ay - by || ax - bx);
}

/** Cells of a free grid. */
export function freeCellCount({ columns, rows, merged }: FreeGrid): number {
  const saved = merged.reduce((sum, [, , width, height]) => sum + width * height - 1, 0);
  return columns * rows - saved;
}

function readPlace(text: string): Place {
  const [x = 0, y = 0, width = 0, height = 0] = text.split('.').map(Number);
  return [x, y, width, height];
}

/** Merged cells lie inside, are more than one unit and share none; there are not too many cells. */
function isSound(grid: FreeGrid): boolean {
  const taken = new Set<number>();
  for (const [x, y, width, height] of grid.merged) {
    if (width * height < 2 || x + width > grid.columns || y + height > grid.rows) return false;
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1) {
        const unit = row * grid.columns + column;
        if (taken.has(unit)) return false;
        taken.add(unit);
      }
  }
  return freeCellCount(grid) <= MOST_CELLS;
}

export type Layout = { columns: number; rows: number; label: string; places: readonly Place[] };

/** Big cells as given, then single ones wherever there is room, in reading order. */
export function placesOf({ columns, rows, merged }: FreeGrid): readonly Place[] {
  const places: Place[] = [...merged];
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1)
      if (!merged.some((place) => meets(place, [x, y, 1, 1]))) places.push([x, y, 1, 1]);
  return places;
}

export function meets([x, y, width, height]: Place, [ox, oy, ow, oh]: Place): boolean {
  return ox < x + width && x < ox + ow && oy < y + height && y < oy + oh;
}

function layout(label: string, columns: number, rows: number, merged: readonly Place[]): Layout {
  return { label, columns, rows, places: placesOf({ columns, rows, merged }) };
}

const square = (label: string, side: number) => layout(label, side, side, []);

const NAMED: Record<NamedLayout, Layout> = {
  '1': square('1', 1),
  '2': layout('2', 2, 1, []),
  '3': layout('1+2', 3, 2, [[0, 0, 2, 2]]),
  '4': square('4', 2),
  '6': layout('1+5', 3, 3, [[0, 0, 2, 2]]),
  '8': layout('1+7', 4, 4, [[0, 0, 3, 3]]),
  '9': square('9', 3),
  '10': layout('2+8', 4, 4, [
    [0, 0, 2, 2],
    [2, 0, 2, 2],
  ]),
  '13': layout('1+12', 4, 4, [[0, 0, 2, 2]]),
  '16': square('16', 4),
  '25': square('25', 5),
  '36': square('36', 6),
};

/** In a free grid the cells count in reading order, merged or not. */
export function layoutOf(name: WallLayout): Layout {
  if (isNamed(name)) return NAMED[name];
  const grid = readFreeGrid(name);
  if (grid === null) throw new Error(`no layout: ${name}`);
  const { columns, rows } = grid;
  return { label: `${columns}×${rows}`, columns, rows, places: inReadingOrder(placesOf(grid)) };
}

function isNamed(name: string): name is NamedLayout {
  return name in NAMED;
}

/** Cells that a layout shows. */
export function cellsIn(layout: WallLayout): number {
  const grid = readFreeGrid(layout);
  return grid === null ? Number(layout) : freeCellCount(grid);
}

export const wallLayoutSchema = z.union([
  namedLayoutSchema,
  z.templateLiteral(['free:', z.string()]).refine((name) => readFreeGrid(name) !== null),
]);
export type WallLayout = z.infer<typeof wallLayoutSchema>;
/** Of one person. Far above what anybody finds again in a list, far below what hurts the database. */
export const MOST_VIEWS_OF_ONE = 500;

export const wallQualitySchema = z.enum(['auto', ...qualitySchema.options]);
export type WallQuality = z.infer<typeof wallQualitySchema>;

export const HOLD_BOUNDS_S = { least: 5, most: 3_600 } as const;
/** Which events a cell takes, and for how long at most; null: until somebody acknowledges. */
export const eventRuleSchema = z.object({
  severity: eventSeveritySchema,
  /** null: any. */
  kind: eventKindSchema.nullable(),
  holdS: z.number().int().min(HOLD_BOUNDS_S.least).max(HOLD_BOUNDS_S.most).nullable(),
});
export type EventRule = z.infer<typeof eventRuleSchema>;

/** Whether an event is one for such a cell. */
export function suits(
  { severity, kind }: EventRule,
  event: { readonly severity: EventSeverity; readonly kind: EventKind },
): boolean {
  return atLeast(severity).includes(event.severity) && (kind === null || kind === event.kind);
}

export const wallCellSchema = z.object({
  cameraId: idSchema.nullable(),
  quality: wallQualitySchema,
  /** An event cell 事件格 shows the newest event that fits, in between its own camera. */
  events: eventRuleSchema.optional(),
});
export type WallCell = z.infer<typeof wallCellSchema>;

const wallHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  layout: wallLayoutSchema,
  /** Cells that have a camera. */
  cameras: z.number().int(),
  owner: z.object({ id: z.string(), displayName: z.string() }),
  shared: z.boolean(),
  locked: z.boolean(),
  version: z.number().int(),
  changedAt: z.date(),
  changedBy: z.string(),
  /** What whoever asks may do with it. */
  mayChange: z.boolean(),
  /** Rename, share, lock and remove. */
  mayManage: z.boolean(),
});
export type WallHead = z.infer<typeof wallHeadSchema>;
export const wallListSchema = z.object({ items: z.array(wallHeadSchema) });

export const wallSchema = wallHeadSchema.extend({ cells: z.array(wallCellSchema) });
export type WallView = z.infer<typeof wallSchema>;

const wallFieldsSchema = z.object({
  name: z.string().trim().min(1).max(64),
  layout: wallLayoutSchema,
  cells: z.array(wallCellSchema).max(MOST_CELLS),
  shared: z.boolean(),
  locked: z.boolean(),
});

export const wallCreateInputSchema = wallFieldsSchema
  .partial()
  .required({ name: true, layout: true, cells: true });
export type WallCreateInput = z.infer<typeof wallCreateInputSchema>;

/** `version` is the one the change starts from. */
export const wallUpdateInputSchema = wallFieldsSchema
  .partial()
  .extend({ id: idSchema, version: z.number().int().min(1) });
export type WallUpdateInput = z.infer<typeof wallUpdateInputSchema>;

export const wallIdSchema = z.object({ id: idSchema });

/** How a wall looks, to one person or on one screen: where names stand over the pictures, how large, and what is between cells. */
export const TITLES = ['top', 'bottom', 'pointed', 'none'] as const;
export const TITLE_SIZES = ['small', 'medium', 'large'] as const;
export const GAPS = ['none', 'line', 'wide'] as const;

export const wallStyleSchema = z.object({
  title: z.enum(TITLES),
  size: z.enum(TITLE_SIZES),
  gap: z.enum(GAPS),
});
export type WallStyle = Readonly<z.infer<typeof wallStyleSchema>>;

export const USUAL_STYLE: WallStyle = { title: 'top', size: 'small', gap: 'line' };

/** What was kept may be of another version of the product, or damaged. */
export function readStyle(kept: unknown): WallStyle {
  if (typeof kept !== 'object' || kept === null) return USUAL_STYLE;
  const { title, size, gap }: Partial<Record<keyof WallStyle, unknown>> = kept;
  return {
    title: TITLES.find((known) => known === title) ?? USUAL_STYLE.title,
    size: TITLE_SIZES.find((known) => known === size) ?? USUAL_STYLE.size,
    gap: GAPS.find((known) => known === gap) ?? USUAL_STYLE.gap,
  };
}

import { create, type StoreApi, type UseBoundStore } from 'zustand';
import {
  type CameraEntry,
  cameraEntry,
  cycleS,
  MOST_CAMERAS,
  type PatrolCamera,
  type PatrolCreateInput,
  type PatrolEntry,
  type PatrolPlanView,
  splitPages,
} from '../../../server/patrols/schema.ts';

export type PlanFields = Required<Omit<PatrolCreateInput, 'entries'>>;
/** An entry with a name of its own: the same camera may stand in a plan twice. */
export type DraftEntry = { readonly key: string; readonly entry: PatrolEntry };
export type NestedPlan = PatrolPlanView['plans'][number];

type DraftState = {
  fields: PlanFields;
  entries: readonly DraftEntry[];
  cameras: ReadonlyMap<string, PatrolCamera>;
  plans: ReadonlyMap<string, NestedPlan>;
  /** Something would be lost by leaving. */
  changed: boolean;
};

type DraftActions = {
  set: (fields: Partial<PlanFields>) => void;
  /** Before `at`, else at the end. @returns how many found no room */
  addCameras: (cameras: readonly PatrolCamera[], at?: number) => number;
  addPlan: (plan: NestedPlan) => void;
  move: (from: number, to: number) => void;
  remove: (index: number) => void;
  change: (index: number, part: Partial<CameraEntry>) => void;
  /** For all cameras at once. */
  changeAll: (part: Pick<CameraEntry, 'dwellS'> | Pick<CameraEntry, 'quality'>) => void;
  markSaved: (plan: PatrolPlanView) => void;
};

export type DraftStore = DraftState & DraftActions;

export const NEW_PLAN: PlanFields = {
  name: '',
  layout: '9',
  loop: true,
  skipOffline: true,
  attested: false,
  checklist: [],
  windows: [],
  cron: null,
  shared: false,
  locked: false,
};

let keys = 0;
const keyed = (entry: PatrolEntry): DraftEntry => ({ key: `e${keys++}`, entry });

function fromPlan(plan: PatrolPlanView | null): DraftState {
  if (plan === null)
    return { fields: NEW_PLAN, entries: [], cameras: new Map(), plans: new Map(), changed: false };
  const { name, layout, loop, skipOffline, attested, checklist, windows, cron } = plan;
  const { shared, locked } = plan;
  return {
    fields: { name, layout, loop, skipOffline, attested, checklist, windows, cron, shared, locked },
    entries: plan.entries.map(keyed),
    cameras: new Map(plan.cameras.map((camera) => [camera.id, camera])),
    plans: new Map(plan.plans.map((nested) => [nested.id, nested])),
    changed: false,
  };
}

/** A plan being written; a fresh store per plan. */
export function createDraft(plan: PatrolPlanView | null): UseBoundStore<StoreApi<DraftStore>> {
  return create<DraftStore>()((set, get) => ({
    ...fromPlan(plan),
    set: (fields) => set((was) => ({ fields: { ...was.fields, ...fields }, changed: true })),
    addCameras: (cameras, at) => {
      const { entries } = get();
      const room = Math.max(0, MOST_CAMERAS - entries.length);
      const added = cameras.slice(0, room).map(({ id }) => keyed(cameraEntry(id)));
      const index = at ?? entries.length;
      set((was) => ({
        entries: [...entries.slice(0, index), ...added, ...entries.slice(index)],
        cameras: new Map([
          ...was.cameras,
          ...cameras.map((camera) => [camera.id, camera] as const),
        ]),
        changed: true,
      }));
      return cameras.length - added.length;
    },
    addPlan: (nested) =>
      set((was) => ({
        entries: [...was.entries, keyed({ kind: 'plan', planId: nested.id })],
        plans: new Map([...was.plans, [nested.id, nested]]),
        changed: true,
      })),
    move: (from, to) =>
      set(({ entries }) => {
        const moved = entries[from];
        if (moved === undefined || to < 0 || to >= entries.length || from === to) return {};
        const rest = entries.filter((_, index) => index !== from);
        return { entries: [...rest.slice(0, to), moved, ...rest.slice(to)], changed: true };
      }),
    remove: (index) =>
      set(({ entries }) => ({ entries: entries.filter((_, at) => at !== index), changed: true })),
    change: (index, part) =>
      set(({ entries }) => ({
        entries: entries.map((was, at) => (at === index ? changed(was, part) : was)),
        changed: true,
      })),
    changeAll: (part) =>
      set(({ entries }) => ({ entries: entries.map((was) => changed(was, part)), changed: true })),
    markSaved: (saved) => set(fromPlan(saved)),
  }));
}

function changed(was: DraftEntry, part: Partial<CameraEntry>): DraftEntry {
  return was.entry.kind === 'camera' ? { ...was, entry: { ...was.entry, ...part } } : was;
}

/** A page of the preview: cameras with their place in the list, or another plan by itself. */
export type DraftPage =
  | { kind: 'cameras'; slots: { index: number; key: string; entry: CameraEntry }[] }
  | { kind: 'plan'; index: number; key: string; planId: string };

export function draftPages(entries: readonly DraftEntry[], cells: number): DraftPage[] {
  const pages: DraftPage[] = [];
  let run: { index: number; key: string; entry: CameraEntry; dwellS: number; newPage: boolean }[] =
    [];
  const close = () => {
    for (const slots of splitPages(run, cells)) pages.push({ kind: 'cameras', slots });
    run = [];
  };
  entries.forEach(({ key, entry }, index) => {
    if (entry.kind === 'camera') {
      run.push({ index, key, entry, dwellS: entry.dwellS, newPage: entry.newPage });
      return;
    }
    close();
    pages.push({ kind: 'plan', index, key, planId: entry.planId });
  });
  close();
  return pages;
}

/** Once through everything, plans inside included. */
export function draftCycleS(
  { entries, plans }: Pick<DraftState, 'entries' | 'plans'>,
  cells: number,
): number {
  return draftPages(entries, cells).reduce((sum, page) => {
    if (page.kind === 'plan') return sum + (plans.get(page.planId)?.cycleS ?? 0);
    return (
      sum +
      cycleS(
        page.slots.map(({ entry }) => entry),
        cells,
      )
    );
  }, 0);
}

export type Warning = 'gone' | 'offline' | 'fault' | 'broken';

/** What will not show a picture, by what is known now. */
export function warningOf(
  entry: PatrolEntry,
  { cameras, plans }: Pick<DraftState, 'cameras' | 'plans'>,
): Warning | null {
  if (entry.kind === 'plan') {
    const nested = plans.get(entry.planId);
    if (nested === undefined) return 'gone';
    return nested.cameras === null ? 'broken' : null;
  }
  const status = cameras.get(entry.cameraId)?.status;
  if (status === undefined) return 'gone';
  return status === 'offline' || status === 'fault' ? status : null;
}

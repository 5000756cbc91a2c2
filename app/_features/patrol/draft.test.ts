import { describe, expect, it } from 'vitest';
import { MOST_CAMERAS, type PatrolCamera } from '../../../server/patrols/schema.ts';
import { createDraft, draftCycleS, draftPages, warningOf } from './draft.ts';

const camera = (id: string, status: PatrolCamera['status'] = 'online'): PatrolCamera => ({
  id,
  name: id,
  roadCode: null,
  direction: null,
  chainageM: null,
  status,
  presets: [],
});
const open = () => {
  const store = createDraft(null);
  const draft = () => store.getState();
  const ids = () =>
    draft().entries.map(({ entry }) => (entry.kind === 'camera' ? entry.cameraId : entry.planId));
  return { draft, ids };
};

describe('writing a plan', () => {
  it('adds at the end or before an entry, and moves either way', () => {
    const { draft, ids } = open();
    draft().addCameras([camera('a'), camera('b'), camera('c')]);
    draft().addCameras([camera('x')], 1);
    expect(ids()).toEqual(['a', 'x', 'b', 'c']);
    draft().move(0, 3);
    draft().move(2, 0);
    expect(ids()).toEqual(['c', 'x', 'b', 'a']);
    draft().move(0, -1);
    draft().move(3, 4);
    expect(ids()).toEqual(['c', 'x', 'b', 'a']);
    draft().remove(1);
    expect([ids(), draft().changed]).toEqual([['c', 'b', 'a'], true]);
  });

  it('says how many found no room', () => {
    const { draft } = open();
    const many = Array.from({ length: MOST_CAMERAS - 1 }, (_, index) => camera(`c${index}`));
    expect(draft().addCameras(many)).toBe(0);
    expect(draft().addCameras([camera('a'), camera('b'), camera('c')])).toBe(2);
    expect(draft().entries).toHaveLength(MOST_CAMERAS);
  });

  it('shows pages and the time once through, plans inside included', () => {
    const { draft } = open();
    draft().addCameras(['a', 'b', 'c', 'd', 'e'].map((id) => camera(id)));
    draft().addPlan({ id: 'p', name: 'p', cameras: 7, cycleS: 45 });
    draft().addCameras([camera('f')]);
    draft().change(1, { newPage: true, dwellS: 30 });
    draft().change(5, { newPage: true }); // a plan has no page mark of its own
    const pages = draftPages(draft().entries, 2).map((page) =>
      page.kind === 'plan' ? page.planId : page.slots.map(({ index }) => index).join(),
    );
    expect(pages).toEqual(['0', '1,2', '3,4', 'p', '6']);
    expect(draftCycleS(draft(), 2)).toBe(15 + 30 + 15 + 45 + 15);
    draft().changeAll({ dwellS: 5 });
    expect(draftCycleS(draft(), 2)).toBe(5 + 5 + 5 + 45 + 5);
  });

  it('warns of what will show nothing', () => {
    const { draft } = open();
    draft().addCameras([camera('a'), camera('b', 'offline'), camera('c', 'fault')]);
    draft().addPlan({ id: 'p', name: 'p', cameras: null, cycleS: 0 });
    const gone = { kind: 'plan', planId: 'nowhere' } as const;
    const warnings = [...draft().entries.map(({ entry }) => entry), gone].map((entry) =>
      warningOf(entry, draft()),
    );
    expect(warnings).toEqual([null, 'offline', 'fault', 'broken', 'gone']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  type CameraPlace,
  MOST_PLACED,
  type PlacedCamera,
} from '../../../../server/cameras/schema.ts';
import { draggedTo, handlePoint, movedTo, pointOf, turnedBy } from './handles.ts';
import {
  change,
  hasRoom,
  learn,
  NO_SESSION,
  placeIn,
  redo,
  saved,
  settle,
  toMapCamera,
  undo,
  unsaved,
} from './session.ts';

const PLACE: CameraPlace = {
  ...{ lon: 117, lat: 31, displayLon: null, displayLat: null },
  ...{ azimuth: 90, viewAngle: 60, viewRangeM: 200 },
  ...{ roadId: null, direction: null, chainageM: null },
};
const placed = (id: string, place = PLACE): PlacedCamera => ({
  camera: {
    ...{ id, code: id, name: id, kind: 'bullet', status: 'online' },
    statusSince: new Date('2026-03-09T04:00:00Z'),
  },
  place,
});
const BEGUN = learn(NO_SESSION, [placed('a'), placed('b')]);
const turned = (azimuth: number) => ({ ...PLACE, azimuth });

describe('steps', () => {
  it('go back and forth, also past a save', () => {
    const two = change(change(BEGUN, 'a', turned(1), 'drag', 0), 'b', turned(2), 'drag', 1);
    expect(unsaved(two).map(({ id }) => id)).toEqual(['a', 'b']);
    const kept = saved(two, unsaved(two));
    expect(unsaved(kept)).toEqual([]);

    const back = undo(kept);

    expect(back.id).toBe('b');
    expect(unsaved(back.session)).toEqual([{ id: 'b', before: turned(2), after: PLACE }]);
    expect(unsaved(redo(back.session).session)).toEqual([]);
    expect(undo(undo(undo(kept).session).session)).toMatchObject({ id: null });
  });
  it('a new step drops what was undone', () => {
    const undone = undo(change(BEGUN, 'a', turned(1), 'drag', 0)).session;
    const other = change(undone, 'a', turned(3), 'drag', 1);
    expect(redo(other).id).toBeNull();
    expect(placeIn(undo(other).session, 'a')).toEqual(PLACE);
  });
  it.each([
    ['nudge', 900, 1],
    ['nudge', 1_100, 2],
    ['drag', 900, 2],
  ] as const)('two of %s %i ms apart are %i', (kind, apart, count) => {
    const twice = change(change(BEGUN, 'a', turned(1), kind, 0), 'a', turned(2), kind, apart);
    expect(twice.steps).toHaveLength(count);
    expect(placeIn(twice, 'a')?.azimuth).toBe(2);
  });
  it('moved there and back there is nothing to save', () => {
    const there = change(BEGUN, 'a', turned(1), 'drag', 0);
    expect(unsaved(change(there, 'a', PLACE, 'drag', 1))).toEqual([]);
  });
});

describe('what somebody else did', () => {
  const mine = change(BEGUN, 'a', turned(1), 'drag', 0);
  const theirs = [placed('a', turned(7)), placed('b', turned(8))];

  it('is taken where nothing was done here', () => {
    const told = learn(mine, theirs);
    expect([placeIn(told, 'a')?.azimuth, placeIn(told, 'b')?.azimuth]).toEqual([1, 8]);
    expect(unsaved(told)[0]?.before).toEqual(PLACE);
  });
  it('is saved over where mine shall stay', () => {
    const kept = settle(mine, theirs.slice(0, 1), 'mine');
    expect(unsaved(kept)).toEqual([{ id: 'a', before: turned(7), after: turned(1) }]);
  });
  it('stays, with the steps of the others, where theirs shall', () => {
    const both = change(mine, 'b', turned(2), 'drag', 1);
    const kept = settle(both, theirs.slice(0, 1), 'theirs');
    expect(unsaved(kept).map(({ id }) => id)).toEqual(['b']);
    expect([kept.steps.length, kept.done]).toEqual([1, 1]);
    expect(placeIn(kept, 'a')).toEqual(turned(7));
  });
});

it('takes no more cameras than one save carries', () => {
  const many = Array.from({ length: MOST_PLACED + 1 }, (_, n) => placed(`c${n}`));
  const full = many
    .slice(1)
    .reduce(
      (session, { camera }) => change(session, camera.id, turned(1), 'drag', 0),
      learn(NO_SESSION, many),
    );
  expect([hasRoom(full, 'c0'), hasRoom(full, 'c1')]).toEqual([false, true]);
});

describe('points and handles', () => {
  const at = { x: 100, y: 100 };

  it('moves the display point and leaves the physical one', () => {
    const moved = movedTo(PLACE, 'display', [118.123_456_78, 32]);
    expect(pointOf(moved, 'display')).toEqual([118.123457, 32]);
    expect(pointOf(moved, 'physical')).toEqual([117, 31]);
    expect(toMapCamera(placed('a', moved))).toMatchObject({ lon: 118.123457, lat: 32 });
    expect(pointOf(movedTo(PLACE, 'physical', [1, 2]), 'display')).toEqual([1, 2]);
  });
  it('turns through north', () => {
    expect(turnedBy(turned(358), 5).azimuth).toBe(3);
    expect(turnedBy(turned(2), -5).azimuth).toBe(357);
  });
  it('aims where its handle is dragged, and as far', () => {
    expect(handlePoint(at, { azimuth: 90, viewAngle: 60, viewRangeM: 200 }, 80, 'aim')).toEqual({
      x: 180,
      y: expect.closeTo(100),
    });
    const aimed = draggedTo(PLACE, 'aim', at, { x: 100, y: 260 }, 80);
    expect(aimed).toMatchObject({ azimuth: 180, viewRangeM: 400, viewAngle: 60 });
  });
  it('only turns where the cone is too small to be seen', () => {
    expect(draggedTo(PLACE, 'aim', at, { x: 100, y: 0 }, 10)).toMatchObject({
      ...{ azimuth: 0, viewRangeM: 200 },
    });
  });
  it.each([
    ['right', { x: 100, y: 200 }, 180],
    ['left', { x: 200, y: 0 }, 90],
    ['left', { x: 200, y: 100 }, 5],
    ['right', { x: 0, y: 100 }, 360],
  ] as const)('opens by its %s edge', (handle, to, viewAngle) => {
    expect(draggedTo(PLACE, handle, at, to, 80)).toMatchObject({ azimuth: 90, viewAngle });
  });
});

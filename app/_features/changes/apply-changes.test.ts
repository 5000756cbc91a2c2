import { describe, expect, it } from 'vitest';
import type { MapCamera } from '../../../server/cameras/schema.ts';
import { applyChanges, staleAfter, touchedIds } from './apply-changes.ts';

const at = new Date('2026-03-09T04:00:00Z');
const later = new Date('2026-03-09T04:05:00Z');

function camera(id: string): MapCamera {
  return {
    id,
    code: id,
    name: id,
    kind: 'bullet',
    lon: 117,
    lat: 31,
    status: 'online',
    statusSince: at,
    azimuth: null,
    viewAngle: null,
    viewRangeM: null,
    roadId: null,
    direction: null,
    chainageM: null,
    movedAt: null,
    speedKmh: null,
    heading: null,
  };
}

describe('changes of cameras', () => {
  const before = [camera('a'), camera('b'), camera('c')];

  it('replaces the changed camera and keeps the others', () => {
    const after = applyChanges(before, [
      { type: 'status', id: 'b', status: 'offline', statusSince: later, reason: null },
    ]);
    expect(after.map(({ status }) => status)).toEqual(['online', 'offline', 'online']);
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
  });
  it('takes the last of several changes', () => {
    const after = applyChanges(before, [
      { type: 'status', id: 'a', status: 'offline', statusSince: later, reason: null },
      { type: 'status', id: 'a', status: 'fault', statusSince: later, reason: null },
    ]);
    expect(after[0]?.status).toBe('fault');
  });
  it('moves a camera to its newest place, and never back in time', () => {
    const move = (id: string, atMs: number, lon: number) => ({
      type: 'moved' as const,
      cameras: [{ id, lon, lat: 31.5, atMs, speedKmh: 60, heading: 90 }],
    });
    const after = applyChanges(before, [move('b', 5_000, 117.2), move('b', 4_000, 117.1)]);
    expect(after[1]).toMatchObject({ lon: 117.2, lat: 31.5, heading: 90, status: 'online' });
    expect(after[1]?.movedAt).toEqual(new Date(5_000));
    expect(after[0]).toBe(before[0]);
    expect(applyChanges(after, [move('b', 4_500, 110)])).toBe(after);
  });
  it('drops what was removed', () => {
    const after = applyChanges(before, [{ type: 'removed', ids: ['a', 'c'] }]);
    expect(after.map(({ id }) => id)).toEqual(['b']);
  });
  it('gives back the same list when nothing in it changed', () => {
    const after = applyChanges(before, [
      { type: 'picture', id: 'a', takenAt: later },
      { type: 'status', id: 'a', status: 'online', statusSince: at, reason: null },
      { type: 'status', id: 'elsewhere', status: 'fault', statusSince: later, reason: null },
    ]);
    expect(after).toBe(before);
  });
  it('names each touched camera once', () => {
    const ids = touchedIds([
      { type: 'upserted', id: 'a' },
      { type: 'status', id: 'a', status: 'offline', statusSince: later, reason: null },
      { type: 'picture', id: 'b', takenAt: at },
    ]);
    expect([...ids]).toEqual(['a']);
  });
  it('asks again only for what it cannot know', () => {
    expect(staleAfter([{ type: 'picture', id: 'a', takenAt: at }])).toEqual({
      map: false,
      counts: false,
    });
    expect(staleAfter([{ type: 'moved', cameras: [] }])).toEqual({ map: false, counts: false });
    expect(staleAfter([{ type: 'roadside' }])).toEqual({ map: false, counts: false });
    expect(staleAfter([{ type: 'removed', ids: ['a'] }])).toEqual({ map: false, counts: true });
    expect(staleAfter([{ type: 'reset' }])).toEqual({ map: true, counts: true });
  });
});

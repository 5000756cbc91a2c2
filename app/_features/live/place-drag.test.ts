import { describe, expect, it } from 'vitest';
import { type CameraPlace, carriesPlace, droppedPlace } from './place-drag.ts';

function dropped(text: string, type = 'application/x-lukou-place') {
  const data = new Map([[type, text]]);
  return {
    dataTransfer: { types: [type], getData: (asked: string) => data.get(asked) ?? '' },
  };
}

describe('a node on a drag', () => {
  it.each<CameraPlace>([
    { divisionId: '34' },
    { groupId: 'g' },
    { roadId: 'r' },
    { roadId: 'r', direction: 'up' },
    { roadId: 'r', direction: 'up', section: 61 },
    { roadId: 'r', direction: 'down', section: null },
    { driver: 'onvif' },
    { deviceId: 'd' },
  ])('arrives as %j', (place) => {
    const event = dropped(JSON.stringify(place));
    expect([carriesPlace(event), droppedPlace(event)]).toEqual([true, place]);
  });

  it.each([
    '',
    '{',
    'null',
    '{}',
    '{"divisionId":3}',
    '{"section":3}',
    '{"driver":"none"}',
    '{"divisionId":"34","status":"fault"}',
  ])('is none when it says %j', (text) => expect(droppedPlace(dropped(text))).toBeNull());

  it('is not what another page dragged', () => {
    expect(carriesPlace(dropped('{"divisionId":"34"}', 'text/plain'))).toBe(false);
  });
});

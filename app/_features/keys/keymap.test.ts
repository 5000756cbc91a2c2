import { describe, expect, it } from 'vitest';
import { ACTION_IDS, ACTIONS, scopesOf } from './actions.ts';
import { actionOf, actionWithShift, nameOf, problemOf, readChosen } from './keymap.ts';

const press = (key: string, shiftKey = false) => ({ key, shiftKey, code: '' });

describe('names of keys', () => {
  it.each([
    [press('f'), 'F'],
    [press('F', true), 'Shift+F'],
    [press('?', true), '?'],
    [press('='), '+'],
    [press('+', true), '+'],
    [press(' '), 'Space'],
    [press('ArrowUp', true), 'Shift+ArrowUp'],
    [press('Shift', true), null],
  ])('%j', (pressed, name) => expect(nameOf(pressed)).toBe(name));
});

it('the usual keys do not get into each other’s way', () => {
  const usual = ACTION_IDS.flatMap((id) =>
    scopesOf(id).map((scope) => `${scope} ${ACTIONS[id].key}`),
  );
  expect(usual.filter((entry, index) => usual.indexOf(entry) !== index)).toEqual([]);
});

describe('what a key means', () => {
  it('depends on where it is pressed', () => {
    expect(actionOf({}, 'map', press('f'))).toBe('fit');
    expect(actionOf({}, 'wall', press('f'))).toBe('cellFull');
    expect(actionOf({}, 'ptz', press('f'))).toBeNull();
    expect(actionOf({}, 'patrol', press('F', true))).toBe('wallFull');
  });
  it('is what its person chose, and no longer what it was', () => {
    const chosen = { snapshot: 'K' };
    expect(actionOf(chosen, 'wall', press('k'))).toBe('snapshot');
    expect(actionOf(chosen, 'wall', press('s'))).toBeNull();
  });
  it('with Shift held it is more of the same, unless that is something else', () => {
    expect(actionWithShift({}, 'ptz', press('ArrowLeft', true))).toBe('turnLeft');
    expect(actionWithShift({}, 'ptz', press('A', true))).toBe('autoFocus');
    expect(actionWithShift({}, 'patrol', press('N', true))).toBe('markAllNormal');
  });
});

describe('a key for an action', () => {
  it('may be free, or its own', () => {
    expect(problemOf({}, 'snapshot', 'K')).toBeNull();
    expect(problemOf({ snapshot: 'K' }, 'snapshot', 'S')).toBeNull();
    expect(problemOf({}, 'previousPage', 'ArrowUp')).toBeNull();
  });
  it('may be another’s where the two are never heard together', () => {
    expect(problemOf({}, 'ptzLock', 'F')).toBeNull();
  });
  it.each([
    ['snapshot', 'M', 'sound'],
    ['home', 'M', 'sound'],
    ['ptzLock', 'P', 'ptzMode'],
    ['unpack', '/', 'search'],
    ['lookLeft', 'V', 'panorama'],
  ] as const)('%s cannot take %s: that is %s', (id, name, by) => {
    expect(problemOf({}, id, name)).toEqual({ kind: 'taken', by });
  });
  it('cannot be taken back where another has it by now', () => {
    expect(problemOf({ snapshot: 'K', stats: 'S' }, 'snapshot', 'S')).toEqual({
      kind: 'taken',
      by: 'stats',
    });
  });
  it.each(['Escape', 'Tab', 'Enter', '3', 'ArrowUp'])('cannot be %s on a wall', (name) => {
    expect(problemOf({}, 'snapshot', name)).toEqual({ kind: 'reserved' });
  });
});

it('what was kept is read as far as it is known', () => {
  expect(readChosen({ snapshot: 'K', sound: 'M', gone: 'Q', stats: 7, fit: '' })).toEqual({
    snapshot: 'K',
  });
  for (const junk of [null, 'x', 7, []]) expect(readChosen(junk)).toEqual({});
});

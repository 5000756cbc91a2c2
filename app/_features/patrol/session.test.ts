import { expect, it } from 'vitest';
import type { PatrolProgram } from '../../../server/patrols/schema.ts';
import type { Deck } from '../../_player/deck.ts';
import type { PatrolSlot } from './program.ts';
import { createRunKeeper } from './run-keeper.ts';
import { RunOutbox } from './run-outbox.ts';
import { PatrolSession } from './session.ts';
import { simulatedClock } from './test-clock.ts';

const entry = (cameraId: string, token: string | null): PatrolProgram['entries'][number] => ({
  cameraId,
  dwellS: 10,
  quality: 'auto',
  preset: token === null ? null : { token, name: token },
  newPage: false,
  camera: {
    id: cameraId,
    name: cameraId,
    roadCode: null,
    direction: null,
    chainageM: null,
    status: 'online',
    presets: [],
  },
});

const program = (entries: PatrolProgram['entries']): PatrolProgram => ({
  id: 'plan',
  name: 'plan',
  layout: '1',
  cameraCount: entries.length,
  planCount: 0,
  loop: false,
  skipOffline: false,
  attested: false,
  checklist: [],
  windows: [],
  cron: null,
  owner: { id: 'me', displayName: 'me' },
  shared: false,
  locked: false,
  version: 1,
  changedAt: new Date(0),
  changedBy: 'me',
  mayChange: true,
  mayManage: true,
  entries,
  windowEndsAt: null,
  now: new Date(0),
});

function playingDeck(): Deck<PatrolSlot> {
  const deck = { loaded: false };
  return {
    load: () => void Object.assign(deck, { loaded: true }),
    unload: () => void Object.assign(deck, { loaded: false }),
    show: () => undefined,
    state: () =>
      deck.loaded
        ? { name: 'playing', firstPictureMs: 1 }
        : { name: 'connecting', step: 'stream', attempt: 0 },
    pictured: () => deck.loaded,
  };
}

const memory: Storage = {
  length: 0,
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
  key: () => null,
};

it('a camera that does not turn to its preset is shown and recorded so, and the patrol goes on', async () => {
  const { clock, pass } = simulatedClock();
  const wallNow = () => clock.now();
  const told = new Map<number, string | null>();
  const outbox = new RunOutbox({
    server: {
      begin: async () => undefined,
      report: async ({ records }) => {
        for (const { position, presetFailure } of records) told.set(position, presetFailure);
      },
      end: async () => undefined,
      picture: async () => undefined,
      isFinal: () => false,
    },
    keeper: createRunKeeper(memory, 'me'),
    clock,
    wallNow,
    onRefused: () => undefined,
    onChange: () => undefined,
  });
  const called: (string | undefined)[] = [];
  const session = new PatrolSession({
    program: program([entry('held', '3'), entry('fixed', null), entry('dome', '4')]),
    decks: [[playingDeck(), playingDeck()]],
    outbox,
    clock,
    wallNow,
    newId: () => 'crun',
    statusOf: () => 'online',
    holds: () => false,
    aim: async ({ cameraId, preset }) => {
      called.push(preset?.token);
      return cameraId === 'held' ? 'ptz.locked' : null;
    },
    afterPaint: (run) => run(),
    capture: async () => null,
    onChange: () => undefined,
    onEnd: () => undefined,
  });
  const settle = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      pass(100);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
  };
  outbox.start();
  session.start();
  await settle(5_000);
  const [cell] = session.view().cells;
  expect([cell?.slot?.cameraId, cell?.record?.presetFailure]).toEqual(['held', 'ptz.locked']);
  await settle(25_000);
  expect(session.view().cells[0]?.slot?.cameraId).toBe('dome');
  expect(called).toEqual(['3', '4']);
  expect([...told].sort()).toEqual([
    [0, 'ptz.locked'],
    [1, null],
    [2, null],
  ]);
  session[Symbol.dispose]();
  outbox[Symbol.dispose]();
});

import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../server/patrols/schema.ts';
import type { PlayerClock } from '../../_player/clock.ts';
import type { PlayerState } from '../../_player/state.ts';
import { pagesOf } from './program.ts';
import { createRunKeeper } from './run-keeper.ts';
import { type Remark, RunOutbox, type RunServer } from './run-outbox.ts';
import { PatrolRunner } from './runner.ts';
import { type Deck, PatrolStage, type Slot } from './stage.ts';

/** Time that stands still until it is told to pass. */
function simulatedClock(now = 1_000) {
  const due: { at: number; ms: number; tick: () => void }[] = [];
  const clock: PlayerClock = {
    now: () => now,
    every: (ms, tick) => {
      const entry = { at: now + ms, ms, tick };
      due.push(entry);
      return () => void due.splice(due.indexOf(entry), 1);
    },
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  };
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = due.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      now = next.at;
      next.at += next.ms;
      next.tick();
    }
    now = until;
  };
  return { clock, pass, timers: () => due.length };
}

function setUpRunner({ count = 3, loop = true, dwellMs = 15_000 } = {}) {
  const { clock, pass, timers } = simulatedClock();
  const pages = Array.from({ length: count }, (_, page) => ({ page, dwellMs }));
  const log: string[] = [];
  const stage = { ready: 9, wanted: 9, preparing: null as number | null };
  const runner = new PatrolRunner({
    pages: () => pages,
    clock,
    loop,
    stage: {
      prepare: ({ page }) => {
        stage.preparing = page;
        log.push(`prepare ${page} @${clock.now()}`);
      },
      readiness: () => ({ ready: stage.ready, wanted: stage.wanted }),
      swap: () => log.push(`swap ${stage.preparing} @${clock.now()}`),
      discard: () => log.push(`discard @${clock.now()}`),
    },
    onChange: () => undefined,
    onPage: ({ round, fresh, stayed }) => {
      if (fresh) log.push(`round ${round}${stayed ? ' stays' : ''} @${clock.now()}`);
    },
    onEnd: () => log.push(`end @${clock.now()}`),
  });
  runner.start();
  const since = () => log.splice(0);
  return { runner, pass, stage, since, timers };
}

describe('a running patrol', () => {
  it('prepares the next page four seconds early and swaps when the time is over', () => {
    const { pass, since } = setUpRunner();
    pass(20_000);
    expect(since()).toEqual([
      'prepare 0 @1000',
      'swap 0 @1100',
      'round 1 @1100',
      'prepare 1 @12100',
      'swap 1 @16100',
    ]);
  });

  it('waits two seconds at most for four of five pictures', () => {
    const { pass, since, stage } = setUpRunner();
    pass(12_000);
    since();
    stage.ready = 7;
    pass(5_000);
    expect(since()).toEqual([]);
    pass(1_100);
    expect(since()).toEqual(['swap 1 @18100']);
    stage.ready = 8;
    pass(15_100);
    expect(since()).toEqual(['prepare 2 @29100', 'swap 2 @33100']);
  });

  it('goes round, or ends after the last page', () => {
    const round = setUpRunner({ count: 2 });
    round.pass(35_000);
    expect(round.since().filter((line) => /round|end/.test(line))).toEqual([
      'round 1 @1100',
      'round 2 @31100',
    ]);
    const once = setUpRunner({ count: 2, loop: false });
    once.pass(60_000);
    expect(once.since().slice(-2)).toEqual(['swap 1 @16100', 'end @31100']);
    expect([once.runner.view().ended, once.timers()]).toEqual([true, 0]);
  });

  it('leaves a single page where it is, round after round', () => {
    const { pass, since } = setUpRunner({ count: 1 });
    pass(32_000);
    expect(since().filter((line) => /prepare|swap|round/.test(line))).toEqual([
      'prepare 0 @1000',
      'swap 0 @1100',
      'round 1 @1100',
      'round 2 stays @16100',
      'round 3 stays @31100',
    ]);
  });

  it('stands still while it is paused or held, and counts on afterwards', () => {
    const { runner, pass, since } = setUpRunner();
    pass(6_000);
    runner.pause();
    pass(60_000);
    runner.play();
    runner.hold('hidden', true);
    runner.hold('remark', true);
    runner.hold('hidden', false);
    pass(60_000);
    expect(runner.view()).toMatchObject({ held: true, remainingMs: 9_100 });
    runner.hold('remark', false);
    since();
    pass(9_200);
    expect(since()).toEqual(['prepare 1 @132100', 'swap 1 @136100']);
  });

  it('lets go of a prepared page when it is paused', () => {
    const { runner, pass, since } = setUpRunner();
    pass(12_000);
    runner.pause();
    expect(since().at(-1)).toBe('discard @13000');
    expect(runner.view().next).toBeNull();
  });

  it('is moved by hand, and the time begins again', () => {
    const { runner, pass, since } = setUpRunner({ count: 5 });
    pass(5_000);
    runner.next();
    pass(200);
    expect(runner.view()).toMatchObject({ page: 1, remainingMs: 14_900 });
    runner.next();
    runner.next();
    pass(200);
    expect(runner.view().page).toBe(3);
    runner.previous();
    pass(200);
    runner.jump(4);
    pass(200);
    expect(runner.view().page).toBe(4);
    since();
    runner.jump(4);
    pass(100);
    expect([since(), runner.view().remainingMs]).toEqual([[], 14_900]);
    runner.jump(77);
    expect(runner.view().next).toBeNull();
  });

  it('takes the prepared page at once when it is asked for', () => {
    const { runner, pass, since } = setUpRunner();
    pass(13_000);
    since();
    runner.next();
    pass(100);
    expect(since()).toEqual(['swap 1 @14100']);
  });

  it('goes back from the first page to the last of a loop, and nowhere without one', () => {
    const { runner, pass } = setUpRunner();
    pass(1_000);
    runner.previous();
    pass(200);
    expect(runner.view().page).toBe(2);
    const once = setUpRunner({ loop: false });
    once.pass(1_000);
    once.runner.previous();
    once.pass(200);
    expect(once.runner.view().page).toBe(0);
  });
});

const PLAYING: PlayerState = { name: 'playing', firstPictureMs: 1 };
const CONNECTING: PlayerState = { name: 'connecting', step: 'stream', attempt: 0 };

function setUpStage(cells = 2) {
  let now = 0;
  const shown: string[] = [];
  const paints: (() => void)[] = [];
  const make = () => {
    const deck = {
      slot: null as Slot | null,
      state: CONNECTING,
      front: false,
      loads: 0,
      unloads: 0,
    };
    const handle: Deck<Slot> = {
      load: (slot) => Object.assign(deck, { slot, state: CONNECTING, loads: deck.loads + 1 }),
      unload: () => Object.assign(deck, { slot: null, unloads: deck.unloads + 1 }),
      show: (front) => Object.assign(deck, { front }),
      state: () => deck.state,
      pictured: () => deck.state === PLAYING,
    };
    return { deck, handle };
  };
  const made = Array.from({ length: cells }, () => [make(), make()] as const);
  const stage = new PatrolStage<Slot>({
    decks: made.map(([a, b]) => [a.handle, b.handle] as const),
    expects: ({ cameraId }) => !cameraId.startsWith('offline'),
    afterPaint: (run) => void paints.push(run),
    wallNow: () => now,
    onShown: (slot, { from, to }) => shown.push(`${slot.cameraId} ${from}-${to}`),
    onChange: () => undefined,
  });
  const deck = (cell: number, side: 0 | 1) => made[cell]?.[side].deck ?? make().deck;
  return {
    stage,
    deck,
    shown,
    paint: () => paints.splice(0).forEach((run) => void run()),
    at: (ms: number) => {
      now = ms;
    },
  };
}
const page = (...cameras: string[]) => ({
  dwellMs: 5_000,
  slots: cameras.map((cameraId, position) => ({ cameraId, position })),
});

describe('cells with two decks', () => {
  it('are ready when those that can have a picture have one', () => {
    const { stage, deck } = setUpStage(3);
    stage.prepare(page('a', 'offline b', 'c'));
    expect(stage.readiness()).toEqual({ ready: 0, wanted: 2 });
    deck(0, 1).state = PLAYING;
    const failure = { code: 'rights.missing', step: 'ticket', final: true } as const;
    deck(2, 1).state = { name: 'failed', failure, attempt: 1, nextAttemptAt: null };
    expect(stage.readiness()).toEqual({ ready: 2, wanted: 2 });
  });

  it('swap without letting go of the old picture before the new one is painted', () => {
    const { stage, deck, paint } = setUpStage(1);
    stage.prepare(page('a'));
    stage.swap();
    paint();
    stage.prepare(page('b'));
    deck(0, 0).state = PLAYING;
    const unloads = deck(0, 1).unloads;
    stage.swap();
    expect([deck(0, 0).front, deck(0, 1).front, deck(0, 1).unloads]).toEqual([
      true,
      false,
      unloads,
    ]);
    paint();
    expect(deck(0, 1).unloads).toBe(unloads + 1);
    expect(stage.cells().map(({ slot }) => slot?.cameraId)).toEqual(['b']);
  });

  it('keep a deck that the next page has taken before the paint', () => {
    const { stage, deck, paint } = setUpStage(1);
    stage.prepare(page('a'));
    stage.swap();
    stage.prepare(page('b'));
    paint();
    expect(deck(0, 0).slot?.cameraId).toBe('b');
  });

  it('tell from the first picture before somebody’s eyes to the last', () => {
    const { stage, deck, shown, at } = setUpStage(2);
    stage.prepare(page('a', 'b'));
    deck(0, 1).state = PLAYING;
    at(100);
    stage.swap();
    at(300);
    deck(1, 1).state = PLAYING;
    stage.observe();
    at(1_000);
    stage.setVisible(false);
    at(5_000);
    stage.setVisible(true);
    at(6_000);
    stage.prepare(page('c', 'd'));
    stage.swap();
    expect(shown).toEqual(['a 100-1000', 'b 300-1000', 'a 5000-6000', 'b 5000-6000']);
    at(7_000);
    stage[Symbol.dispose]();
    expect(shown).toHaveLength(4);
  });

  it('tell in between without losing or doubling time', () => {
    const { stage, deck, shown, at } = setUpStage(1);
    stage.prepare(page('a'));
    deck(0, 1).state = PLAYING;
    stage.swap();
    at(3_000);
    stage.tell();
    at(5_000);
    stage[Symbol.dispose]();
    expect(shown).toEqual(['a 0-3000', 'a 3000-5000']);
  });
});

describe('pages of a round', () => {
  const entry = (cameraId: string, there = true) => ({
    cameraId,
    dwellS: 15,
    quality: 'auto' as const,
    preset: null,
    newPage: false,
    camera: there
      ? {
          id: cameraId,
          name: '',
          roadCode: null,
          direction: null,
          chainageM: null,
          status: 'online' as const,
        }
      : null,
  });
  const entries = [entry('a'), entry('gone', false), entry('off'), entry('b')];
  const pages = (skipOffline: boolean, offline: readonly string[]) =>
    pagesOf({ entries, skipOffline }, 2, (id) => (offline.includes(id) ? 'offline' : 'online')).map(
      ({ slots }) => slots.map(({ cameraId, position }) => `${cameraId}${position}`),
    );
  it('leave out what is gone and, where the plan says so, what is offline', () => {
    expect(pages(true, ['off'])).toEqual([['a0', 'b3']]);
    expect(pages(false, ['off'])).toEqual([['a0', 'off2'], ['b3']]);
    expect(pages(true, ['a', 'off', 'b'])).toEqual([['a0', 'off2'], ['b3']]);
  });
});

function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      kept.set(key, value);
      Object.defineProperty(storage, key, { enumerable: true, configurable: true, value });
    },
    removeItem: (key: string) => {
      kept.delete(key);
      Reflect.deleteProperty(storage, key);
    },
    clear: () => kept.clear(),
    key: () => null,
    get length() {
      return kept.size;
    },
  };
  for (const name of Object.keys(storage))
    Object.defineProperty(storage, name, { enumerable: false });
  return storage;
}

function setUpOutbox(storage = memoryStorage()) {
  const { clock, pass } = simulatedClock();
  const told: unknown[] = [];
  const refused: unknown[] = [];
  const line = { broken: false, refuses: false };
  const say = (what: unknown) => {
    if (line.broken) return Promise.reject(new Error('no connection'));
    if (line.refuses) return Promise.reject(new Error('final'));
    told.push(what);
    return Promise.resolve();
  };
  const server: RunServer = {
    begin: ({ id, round }) => say(`begin ${id} ${round}`),
    report: ({ records }) =>
      say(records.map((r: ShownRecord) => `${r.position}:${r.shownMs}:${r.remark}`)),
    end: ({ how }) => say(`end ${how}`),
    picture: ({ position }) => say(`picture ${position}`),
    isFinal: (error) => error instanceof Error && error.message === 'final',
  };
  const keeper = createRunKeeper(storage, 'me');
  const wallNow = () => clock.now();
  const outbox = new RunOutbox({
    server,
    keeper,
    clock,
    wallNow,
    onRefused: (error) => refused.push(error),
    onChange: () => undefined,
  });
  const settle = async (ms = 0) => {
    pass(ms);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    return told.splice(0);
  };
  return { outbox, settle, line, refused, storage };
}
const RUN = { id: 'crun', planId: 'plan', round: 1 };
const normal: Remark = { remark: 'normal', abnormality: null, note: null, failed: [] };

describe('what a patrol has to tell', () => {
  it('is told in order, in full, and once', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    expect(await settle()).toEqual(['begin crun 1']);
    outbox.show('crun', 2, { from: 0, to: 3_000 }, 'online');
    outbox.show('crun', 2, { from: 3_000, to: 4_000 }, 'online');
    outbox.picture({ runId: 'crun', position: 2, takenAt: 1, jpeg: new Blob() });
    outbox.picture({ runId: 'crun', position: 2, takenAt: 2, jpeg: new Blob() });
    expect(await settle(3_000)).toEqual([['2:4000:null'], 'picture 2']);
    expect(await settle(3_000)).toEqual([]);
    outbox.remark('crun', 2, normal);
    outbox.end('crun', 'done');
    expect(await settle()).toEqual([['2:4000:normal'], 'end done']);
    expect(outbox.waiting).toBe(0);
  });

  it('tells the end that comes while it is closing', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    await settle();
    outbox.show('crun', 0, { from: 0, to: 10 }, 'online');
    void outbox.flush();
    outbox.end('crun', 'stopped');
    void outbox.close();
    expect(await settle()).toEqual([['0:10:null'], 'end stopped']);
  });

  it('says that the page is still there', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    await settle(3_000);
    expect(await settle(16_000)).toEqual([]);
    expect(await settle(6_000)).toEqual([[]]);
  });

  it('waits while there is no connection, and loses nothing', async () => {
    const { outbox, settle, line } = setUpOutbox();
    line.broken = true;
    outbox.start();
    outbox.begin(RUN);
    for (let position = 0; position < 150; position += 1)
      outbox.show('crun', position, { from: 0, to: 100 }, 'online');
    outbox.end('crun', 'stopped');
    for (let second = 0; second < 90; second += 3) expect(await settle(3_000)).toEqual([]);
    expect(outbox.troubled).toBe(true);
    line.broken = false;
    const told: unknown[] = [];
    for (let second = 0; second < 33; second += 3) told.push(...(await settle(3_000)));
    expect(told.map((what) => (Array.isArray(what) ? what.length : what))).toEqual([
      'begin crun 1',
      100,
      50,
      'end stopped',
    ]);
    expect(outbox.troubled).toBe(false);
  });

  it('is taken up by the next page, with the time it ended', async () => {
    const first = setUpOutbox();
    first.line.broken = true;
    first.outbox.start();
    first.outbox.begin(RUN);
    first.outbox.show('crun', 1, { from: 0, to: 700 }, 'online');
    await first.settle(3_000);
    const next = setUpOutbox(first.storage);
    await next.settle(62_000);
    next.outbox.start();
    expect(await next.settle(3_000)).toEqual(['begin crun 1', ['1:700:null'], 'end stopped']);
    const third = setUpOutbox(first.storage);
    await third.settle(200_000);
    third.outbox.start();
    expect(await third.settle(3_000)).toEqual([]);
  });

  it('is given up where the server refuses it for good, and somebody is told', async () => {
    const { outbox, settle, line, refused } = setUpOutbox();
    line.refuses = true;
    outbox.start();
    outbox.begin(RUN);
    await settle();
    expect([refused.length, outbox.waiting]).toEqual([1, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Deck } from '../../_player/deck.ts';
import type { PlayerState } from '../../_player/state.ts';
import { pagesOf } from './program.ts';
import { PatrolStage, type Slot } from './stage.ts';

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
  const aimed: string[] = [];
  const held = new Set<string>();
  const stage = new PatrolStage<Slot>({
    holds: ({ cameraId }) => held.has(cameraId),
    aim: ({ cameraId, position }) => void aimed.push(`${cameraId}${position}`),
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
    aimed,
    held,
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
  it('keep a picture at which something happens when the page changes', () => {
    const { stage, held, shown, at } = setUpStage();
    stage.prepare(page('a', 'b'));
    stage.swap();
    held.add('a');
    stage.prepare(page('c', 'd'));
    at(5_000);
    stage.swap();
    expect(stage.cells().map(({ slot }) => slot?.cameraId)).toEqual(['a', 'd']);
    expect(stage.cells().map(({ next }) => next)).toEqual([null, null]);
    held.clear();
    stage.prepare(page('e', 'f'));
    stage.swap();
    expect(stage.cells().map(({ slot }) => slot?.cameraId)).toEqual(['e', 'f']);
    expect(shown).toEqual([]);
  });

  it('are ready when those that can have a picture have one', () => {
    const { stage, deck } = setUpStage(3);
    stage.prepare(page('a', 'offline b', 'c'));
    expect(stage.readiness()).toEqual({ ready: 0, wanted: 2 });
    deck(0, 1).state = PLAYING;
    const failure = { code: 'rights.missing', step: 'ticket', final: true } as const;
    deck(2, 1).state = { name: 'failed', failure, attempt: 1, nextAttemptAt: null };
    expect(stage.readiness()).toEqual({ ready: 2, wanted: 2 });
  });

  it('have cameras aimed ahead of their page, and those that are still shown with the swap', () => {
    const { stage, aimed } = setUpStage(2);
    stage.prepare(page('a', 'b'));
    expect(aimed).toEqual(['a0', 'b1']);
    stage.swap();
    stage.prepare(page('c', 'a'));
    expect(aimed).toEqual(['a0', 'b1', 'c0']);
    stage.swap();
    expect(aimed).toEqual(['a0', 'b1', 'c0', 'a1']);
  });

  it('have cameras aimed anew when their page was let go meanwhile', () => {
    const { stage, aimed } = setUpStage(1);
    stage.prepare(page('a'));
    stage.discard();
    stage.prepare(page('a'));
    stage.swap();
    expect(aimed).toEqual(['a0', 'a0']);
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
          presets: [],
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

import { describe, expect, it } from 'vitest';
import type { Deck } from './deck.ts';
import type { PlayerState } from './state.ts';
import { SteadyPicture, type Wanted } from './steady-picture.ts';

const PLAYING: PlayerState = { name: 'playing', firstPictureMs: 1 };
const CONNECTING: PlayerState = { name: 'connecting', step: 'stream', attempt: 0 };
const failed = (final: boolean): PlayerState => ({
  name: 'failed',
  failure: { code: 'camera.no-such-stream', step: 'ticket', final },
  attempt: 1,
  nextAttemptAt: null,
});

function setUp() {
  const log: string[] = [];
  const paints: (() => void)[] = [];
  const make = (name: string) => {
    let state: PlayerState = { name: 'idle' };
    const deck: Deck<Wanted> = {
      load: ({ quality, delay }) => {
        state = CONNECTING;
        log.push(`${name} loads ${quality}${delay === 'lowest' ? ' at once' : ''}`);
      },
      unload: () => {
        if (state.name !== 'idle') log.push(`${name} ends`);
        state = { name: 'idle' };
      },
      show: (front) => {
        if (front) log.push(`${name} shown`);
      },
      state: () => state,
      pictured: () => state.name === 'playing',
    };
    return {
      deck,
      become: (next: PlayerState) => {
        state = next;
        picture.observe();
      },
    };
  };
  const one = make('one');
  const two = make('two');
  const picture = new SteadyPicture({
    decks: [one.deck, two.deck],
    afterPaint: (run) => void paints.push(run),
    onChange: () => undefined,
  });
  const take = () => log.splice(0);
  const paint = () => paints.splice(0).forEach((run) => void run());
  const want = (quality: 'main' | 'sub', delay: Wanted['delay'] = 'usual') =>
    picture.want({ cameraId: 'c', quality, delay });
  return { one, two, picture, take, paint, want };
}

describe('a picture that stays', () => {
  it('begins with the sub stream and lets it go only when the main stream is painted', () => {
    const { one, two, picture, take, paint, want } = setUp();
    want('main');
    picture.start();
    paint();
    expect(take()).toEqual(['two loads sub', 'two shown']);
    two.become(PLAYING);
    expect(take()).toEqual(['one loads main']);
    one.become(PLAYING);
    expect([take(), picture.shown?.quality]).toEqual([['one shown'], 'main']);
    paint();
    expect(take()).toEqual(['two ends']);
  });

  it('prepares the main stream also where the sub stream is broken', () => {
    const { two, picture, take, paint, want } = setUp();
    want('main');
    picture.start();
    paint();
    take();
    two.become(failed(false));
    expect(take()).toEqual(['one loads main']);
  });

  it('drops what prepares when it is not wanted any more', () => {
    const { two, picture, take, paint, want } = setUp();
    want('main');
    picture.start();
    paint();
    two.become(PLAYING);
    take();
    want('sub');
    expect([take(), picture.shown?.quality]).toEqual([['one ends'], 'sub']);
  });

  it('does not try again and again what there is not, until it is wanted anew', () => {
    const { one, two, picture, take, paint, want } = setUp();
    want('main');
    picture.start();
    paint();
    two.become(PLAYING);
    take();
    one.become(failed(true));
    picture.observe();
    expect(take()).toEqual(['one ends']);
    want('sub');
    want('main');
    expect(take()).toEqual(['one loads main']);
  });

  it('takes a way with less delay while somebody steers, without a gap', () => {
    const { one, two, picture, take, paint, want } = setUp();
    want('sub');
    picture.start();
    paint();
    two.become(PLAYING);
    take();
    want('sub', 'lowest');
    one.become(PLAYING);
    paint();
    expect(take()).toEqual(['one loads sub at once', 'one shown', 'two ends']);
  });

  it('stops and begins again', () => {
    const { two, picture, take, paint, want } = setUp();
    want('sub');
    picture.start();
    paint();
    two.become(PLAYING);
    picture.stop();
    expect(picture.state().name).toBe('idle');
    take();
    picture.start();
    expect(take()).toEqual(['one loads sub', 'one shown']);
  });
});

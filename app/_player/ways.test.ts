import { describe, expect, it } from 'vitest';
import type { PlayerFailure } from './state.ts';
import { WayChooser } from './way-chooser.ts';
import { WayMemory } from './way-memory.ts';
import { type Capabilities, engineOrder, type Wish } from './ways.ts';

const DESK: Capabilities = { mse: true, webrtc: true, nativeHls: false };
const OLD_PHONE: Capabilities = { mse: false, webrtc: true, nativeHls: true };
const BARE: Capabilities = { mse: false, webrtc: false, nativeHls: false };
const USUAL: Wish = { delay: 'usual', preferred: null };
const LOWEST: Wish = { delay: 'lowest', preferred: null };

describe('order of the ways', () => {
  it.each([
    ['desk', DESK, USUAL, 'wsFlv wsFmp4 whep hls', 'usual'],
    ['desk while steering', DESK, LOWEST, 'whep wsFlv wsFmp4 hls', 'lowestDelay'],
    ['old phone', OLD_PHONE, USUAL, 'hls whep', 'noMse'],
    ['old phone while steering', OLD_PHONE, LOWEST, 'whep hls', 'lowestDelay'],
    ['without WebRTC, steering', { ...DESK, webrtc: false }, LOWEST, 'wsFlv wsFmp4 hls', 'usual'],
    ['a preference', DESK, { ...USUAL, preferred: 'hls' }, 'hls wsFlv wsFmp4 whep', 'preferred'],
    ['an impossible one', OLD_PHONE, { ...USUAL, preferred: 'wsFlv' }, 'hls whep', 'noMse'],
    ['nothing at all', BARE, USUAL, '', 'noMse'],
  ] as const)('%s', (_, capabilities, wish, ways, because) => {
    const order = engineOrder(capabilities, wish);
    expect([order.ways.join(' '), order.because]).toEqual([ways, because]);
  });
});

const failure = (code: string): PlayerFailure => ({ code, step: 'connect', final: false });
const LOST = failure('player.connection-lost');

function chooserOn(memory: WayMemory, wish: () => Wish = () => USUAL) {
  return new WayChooser({ capabilities: DESK, wish, memory });
}

describe('choosing a way', () => {
  it('goes on when one is blocked, says why, and spares the next player the try', () => {
    let now = 0;
    const memory = new WayMemory(() => now);
    const one = chooserOn(memory);
    expect(one.choose()).toEqual({ way: 'wsFlv', because: { kind: 'usual' }, accepts: 'any' });
    expect(one.failed(LOST, false)).toBe(true);
    const because = { kind: 'instead', of: 'wsFlv', code: 'player.connection-lost' };
    expect(one.choose()).toMatchObject({ way: 'wsFmp4', because });
    expect(chooserOn(memory).choose()?.way).toBe('wsFlv');
    one.worked();
    expect(chooserOn(memory).choose()).toMatchObject({ way: 'wsFmp4', because });
    now = 600_000;
    expect(chooserOn(memory).choose()?.way).toBe('wsFlv');
  });

  it.each(['rtsp.unauthorized', 'player.no-picture', 'player.stream-ended', 'ticket.expired'])(
    'stays when the camera or the worker is the reason: %s',
    (code) => {
      const chooser = chooserOn(new WayMemory(() => 0));
      chooser.choose();
      expect([chooser.failed(failure(code), false), chooser.choose()?.way]).toEqual([
        false,
        'wsFlv',
      ]);
    },
  );

  it('does not blame a way that has worked here for a worker that is gone', () => {
    const memory = new WayMemory(() => 0);
    const one = chooserOn(memory);
    one.choose();
    one.worked();
    const other = chooserOn(memory);
    other.choose();
    expect([one.failed(LOST, true), other.failed(LOST, false)]).toEqual([false, false]);
  });

  it('begins again with the best when none works, and learns nothing from it', () => {
    const memory = new WayMemory(() => 0);
    const chooser = chooserOn(memory);
    const tried: string[] = [];
    for (let again = true; again; ) {
      tried.push(chooser.choose()?.way ?? 'none');
      again = chooser.failed(LOST, false);
    }
    expect(tried).toEqual(['wsFlv', 'wsFmp4', 'whep', 'hls']);
    expect(chooser.choose()).toMatchObject({ way: 'wsFlv', because: { kind: 'usual' } });
    expect(memory.codeAgainst('wsFlv')).toBeNull();
  });

  it('asks for H.264 where the codec does not play, then for another way', () => {
    const memory = new WayMemory(() => 0);
    const chooser = chooserOn(memory);
    chooser.choose();
    const codec = failure('player.codec-unsupported');
    expect(chooser.failed(codec, false)).toBe(true);
    expect(chooser.choose()).toMatchObject({ way: 'wsFlv', accepts: 'h264' });
    expect(chooser.failed(codec, false)).toBe(true);
    expect(chooser.choose()).toMatchObject({ way: 'wsFmp4', accepts: 'h264' });
    chooser.forget();
    expect(chooser.choose()).toMatchObject({ way: 'wsFlv', accepts: 'any' });
  });

  it('rules out for the whole page what this browser lacks', () => {
    const memory = new WayMemory(() => 0);
    const chooser = chooserOn(memory);
    chooser.choose();
    expect(chooser.failed(failure('player.unsupported'), false)).toBe(true);
    expect(chooserOn(memory).choose()?.way).toBe('wsFmp4');
  });

  it('takes WebRTC that brings no picture for blocked', () => {
    const chooser = chooserOn(new WayMemory(() => 0), () => LOWEST);
    expect(chooser.choose()?.way).toBe('whep');
    expect(chooser.failed(failure('player.no-picture'), false)).toBe(true);
    expect(chooser.choose()?.way).toBe('wsFlv');
  });
});

import { describe, expect, it } from 'vitest';
import type { PlayerClock } from './clock.ts';
import type { StartEngine } from './engine.ts';
import { LivePlayer, type LivePlayerOptions } from './live-player.ts';
import { type Accepts, PlaybackError, type PlayerFailure } from './state.ts';
import type { VideoSurface } from './video-surface.ts';
import { WayMemory } from './way-memory.ts';
import type { Addresses } from './ways.ts';

const LOST: PlayerFailure = { code: 'player.connection-lost', step: 'connect', final: false };
const ENDED: PlayerFailure = { code: 'player.stream-ended', step: 'connect', final: false };

function addresses(ticket: number, accepts: Accepts = 'any'): Addresses {
  const of = (way: string) => `${way}?ticket=${ticket}&video=${accepts}`;
  return { wsFlv: of('flv'), wsFmp4: of('mp4'), whep: of('whep'), hls: of('m3u8') };
}

/** Time that stands still until it is told to pass. */
function simulatedClock() {
  let now = 1_000;
  const due: { at: number; every: number | null; run: () => void }[] = [];
  const clock: PlayerClock = {
    now: () => now,
    every: (ms, tick) => {
      const entry = { at: now + ms, every: ms, run: tick };
      due.push(entry);
      return () => void due.splice(due.indexOf(entry), 1);
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        due.push({ at: now + ms, every: null, run: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = due.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      now = next.at;
      if (next.every === null) due.splice(due.indexOf(next), 1);
      else next.at += next.every;
      next.run();
      await settle();
    }
    now = until;
    await settle();
  };
  return { clock, pass, settle };
}

function setUp(resolve?: LivePlayerOptions['resolve']) {
  const { clock, pass, settle } = simulatedClock();
  const screen = {
    frames: 0,
    buffered: 0.5,
    rate: 1,
    jumps: 0,
    past: 0,
    backs: [] as number[],
    marks: new Map<string, string | null>(),
  };
  const surface: VideoSurface = {
    decodedFrames: () => screen.frames,
    droppedFrames: () => 0,
    size: () => ({ width: 640, height: 360 }),
    bufferedS: () => screen.buffered,
    rate: () => screen.rate,
    setRate: (rate) => {
      screen.rate = rate;
    },
    jump: () => {
      screen.jumps += 1;
    },
    pastS: () => screen.past,
    back: (seconds) => void screen.backs.push(seconds),
    mark: (name, value) => void screen.marks.set(name, value),
  };
  const engines: { url: string; fail: (failure: PlayerFailure) => void; disposed: boolean }[] = [];
  const startEngine: StartEngine = async (url, fail) => {
    const engine = { url, fail, disposed: false };
    engines.push(engine);
    return {
      facts: () => ({ codec: 'avc1', bitrate: 1 }),
      keepsUp: false,
      [Symbol.dispose]: () => {
        engine.disposed = true;
      },
    };
  };
  let tickets = 0;
  const states: string[] = [];
  const player = new LivePlayer({
    surface,
    ways: {
      engines: { wsFlv: startEngine, wsFmp4: startEngine, whep: startEngine, hls: startEngine },
      capabilities: { mse: true, webrtc: true, nativeHls: false },
      memory: new WayMemory(clock.now),
    },
    wish: () => ({ delay: 'usual', preferred: null }),
    clock,
    resolve: resolve ?? (async (_signal, accepts) => addresses(++tickets, accepts)),
    onState: (state) => states.push(state.name),
  });
  return { player, pass, settle, screen, engines, states };
}

describe('LivePlayer', () => {
  it('connects, and plays with the first decoded frame', async () => {
    const { player, pass, screen, states } = setUp();
    player.start();
    await pass(400);
    screen.frames = 1;
    await pass(50);
    expect(states).toEqual(['connecting', 'connecting', 'playing']);
    expect(player.stats().firstPictureMs).toBe(450);
    expect(screen.marks.get('firstPictureMs')).toBe('450');
  });

  it('asks for a new address for every attempt', async () => {
    const { player, pass, settle, engines, states } = setUp();
    player.start();
    await settle();
    engines[0]?.fail(ENDED);
    await settle();
    expect(states.at(-1)).toBe('failed');
    await pass(400);
    expect(engines.map((engine) => engine.url.split(/[=&]/)[1])).toEqual(['1', '2']);
    expect(engines.map((engine) => engine.disposed)).toEqual([true, false]);
  });

  it('takes the next way at once where the first is blocked, and says so', async () => {
    const { player, pass, settle, screen, engines, states } = setUp();
    player.start();
    await settle();
    engines[0]?.fail(LOST);
    await settle();
    screen.frames = 1;
    await pass(50);
    expect(engines.map(({ url }) => url)).toEqual([
      'flv?ticket=1&video=any',
      'mp4?ticket=2&video=any',
    ]);
    expect(states).not.toContain('failed');
    const because = { kind: 'instead', of: 'wsFlv', code: 'player.connection-lost' };
    expect(player.stats()).toMatchObject({ way: 'wsFmp4', because, transcoded: false });
    expect(screen.marks.get('way')).toBe('wsFmp4');
  });

  it('asks the worker for H.264 where the codec does not play', async () => {
    const { player, settle, engines } = setUp();
    player.start();
    await settle();
    engines[0]?.fail({ code: 'player.codec-unsupported', step: 'decode', final: true });
    await settle();
    expect(engines[1]?.url).toBe('flv?ticket=2&video=h264');
    expect(player.stats().transcoded).toBe(true);
  });

  it('says stalled when no frame is decoded, recovers, and starts over when none comes', async () => {
    const { player, pass, screen, engines, states } = setUp();
    player.start();
    screen.frames = 0;
    await pass(100);
    screen.frames = 1;
    await pass(50);
    await pass(3_100);
    expect(states.at(-1)).toBe('stalled');
    screen.frames = 2;
    await pass(50);
    expect(states.at(-1)).toBe('playing');
    await pass(8_100);
    expect(states.slice(-2)).toEqual(['stalled', 'failed']);
    expect(engines[0]?.disposed).toBe(true);
  });

  it('does not try again what cannot be helped, until it is asked to', async () => {
    let asked = 0;
    const { player, pass, states } = setUp(async () => {
      asked += 1;
      throw new PlaybackError({ code: 'rights.missing', step: 'ticket', final: true });
    });
    player.start();
    await pass(60_000);
    expect([asked, states]).toEqual([1, ['connecting', 'failed']]);
    player.retry();
    await pass(10);
    expect(asked).toBe(2);
  });

  it('retries at once when asked while waiting', async () => {
    const { player, settle, engines } = setUp();
    player.start();
    await settle();
    engines[0]?.fail(ENDED);
    await settle();
    player.retry();
    await settle();
    expect(engines).toHaveLength(2);
  });

  it('lets go of everything when stopped, and begins again', async () => {
    const { player, pass, settle, engines, states } = setUp();
    player.start();
    await settle();
    player.stop();
    await pass(60_000);
    expect([engines[0]?.disposed, states.at(-1)]).toEqual([true, 'idle']);
    player.start();
    await settle();
    expect(engines).toHaveLength(2);
  });

  it('plays something else on the same element, measured from then on', async () => {
    const { player, pass, settle, screen, engines } = setUp();
    player.start();
    await settle();
    screen.frames = 9;
    await pass(1_050);
    player.restart();
    await settle();
    expect(engines.map(({ disposed }) => disposed)).toEqual([true, false]);
    expect([player.state.name, screen.marks.get('firstPictureMs')]).toEqual(['connecting', null]);
    screen.frames = 0; // a fresh source buffer
    await pass(50);
    screen.frames = 1;
    await pass(50);
    expect([player.state.name, player.stats().firstPictureMs]).toEqual(['playing', 100]);
  });

  it('shows again what the browser still has, at its own pace, then goes on live', async () => {
    const { player, pass, screen } = setUp();
    player.start();
    await pass(50);
    screen.frames = 1;
    await pass(50);
    expect([player.lookBack(30), screen.backs]).toEqual([0, []]);
    screen.past = 12;
    expect([player.lookBack(30), screen.backs, screen.marks.get('again')]).toEqual([
      12,
      [12],
      '12',
    ]);
    screen.buffered = 12.5;
    for (let second = 1; second < 12; second += 1) {
      screen.frames += 25;
      await pass(1_000);
    }
    expect([screen.rate, screen.jumps]).toEqual([1, 0]);
    screen.frames += 25;
    await pass(950);
    screen.frames += 25;
    await pass(50);
    expect([screen.jumps, screen.marks.get('again')]).toEqual([1, null]);
  });

  it('catches up with the live edge', async () => {
    const { player, pass, screen } = setUp();
    player.start();
    await pass(50);
    screen.buffered = 2;
    screen.frames = 1;
    await pass(50);
    expect(screen.rate).toBe(1.15);
    screen.buffered = 9;
    screen.frames = 2;
    await pass(50);
    expect(screen.jumps).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { StreamRegistry } from '../hub/registry.ts';
import { audio, Ear, ScriptedPuller, tracksEvent, video, videoTrack } from '../hub/testing.ts';
import { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { slatePuller } from './slate.ts';
import { SLATE_FPS, type SlateCard } from './slate-card.ts';
import type { SlateText } from './slate-drawing.ts';
import { reasonWords } from './slate-words.ts';

const slateTrack = { ...videoTrack, width: 320 };
const RESET = new MediaError('unreachable', 'reset', { code: 'network.closed' });

/** A card that only says what it was asked for. */
function scriptedCard(texts: SlateText[], disposed: string[]): SlateCard {
  return {
    gop: (text) => {
      texts.push(text);
      const frames = Array.from({ length: SLATE_FPS }, (_, at) => video(at, { key: at === 0 }));
      return Promise.resolve({ track: slateTrack, frames });
    },
    [Symbol.dispose]: () => void disposed.push('card'),
  };
}

function watched() {
  const clock = new SimulatedClock();
  const registry = new StreamRegistry({ clock, random: () => 0.5, stateChanged: () => {} });
  const puller = new ScriptedPuller();
  const origin = registry.put({
    id: streamId('s1'),
    source: { kind: 'pull', puller },
    stopAfterMs: 0,
    fingerprint: '',
    keepWarm: false,
  });
  const texts: SlateText[] = [];
  const disposed: string[] = [];
  const stream = registry.derive(origin, 'slate', () =>
    slatePuller({
      from: origin,
      origin,
      clock,
      title: () => '人民路口',
      openCard: () => Promise.resolve(scriptedCard(texts, disposed)),
    }),
  );
  const ear = new Ear();
  stream.listen(ear);
  const hold = stream.hold('viewer');
  return { clock, registry, puller, origin, stream, ear, hold, texts, disposed };
}

function kinds(events: readonly StreamEvent[]): string {
  return events
    .map((event) => {
      if (event.type === 'tracks') return `[${event.tracks.map(widthOrCodec).join(' ')}]`;
      if (event.frame.kind === 'audio') return 'a';
      return event.frame.randomAccess ? 'K' : 'V';
    })
    .join('');
}

function widthOrCodec(track: { codec: string; width?: number }): string {
  return String(track.width ?? track.codec);
}

function decodeTimes(events: readonly StreamEvent[]): number[] {
  return events.flatMap((event) =>
    event.type === 'frame' && event.frame.kind === 'video' ? [event.frame.dts / 90] : [],
  );
}

function soundTimes(events: readonly StreamEvent[]): number[] {
  return events.flatMap((event) =>
    event.type === 'frame' && event.frame.kind === 'audio' ? [event.frame.pts / 90] : [],
  );
}

function ascends(times: readonly number[]): boolean {
  return times.every((time, at) => at === 0 || time > (times[at - 1] ?? 0));
}

describe('slate', () => {
  it('leads the stream through untouched', async () => {
    const { clock, puller, ear } = watched();
    await clock.advance(0);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }), audio(5), video(40));
    expect(ear.heard).toBe('tracks K0 A5 V40');
  });

  it('plays from the failure to the next random access point on one timeline, with sound', async () => {
    const { clock, puller, ear, texts, disposed } = watched();
    await clock.advance(0);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }), audio(0), video(40));
    await clock.advance(1_000);
    puller.fail(RESET);
    await clock.advance(900);
    expect(kinds(ear.events.slice(0, 5))).toBe('[640 g711a]KaV[320 g711a]');
    const slate = ear.events.slice(5);
    expect(kinds(slate).replaceAll('a', '')).toBe('KVV');
    expect(decodeTimes(slate)).toEqual([1_400, 1_600, 1_800].map((ms) => ms + 40));
    expect(soundTimes(slate)).toHaveLength(21); // the first, and 400 ms of 20 ms
    expect(texts[0]).toMatchObject({ title: '人民路口', reason: { code: 'network.closed' } });

    await clock.advance(1_000);
    const before = ear.events.length;
    puller.output.event(tracksEvent);
    puller.feed(video(0), audio(10), video(40, { key: true }), audio(50), video(80));
    expect(kinds(ear.events.slice(before))).toBe('[640 g711a]KaV');
    expect(ascends(decodeTimes(ear.events))).toBe(true);
    expect(ascends(soundTimes(ear.events))).toBe(true);
    expect(disposed).toEqual(['card']);
  });

  it('counts down to the next attempt, drawing once a second', async () => {
    const { clock, puller, texts } = watched();
    await clock.advance(0);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      puller.fail(RESET);
      await clock.advance(2_000);
    }
    const counts = texts.map((text) => text.retryInSeconds);
    expect(counts).toContain(2);
    expect(counts).toContain(1);
    expect(texts.length).toBeLessThanOrEqual(11);
  });

  it('comes after 5 s where nothing fails and nothing plays', async () => {
    const { clock, puller, ear, texts } = watched();
    await clock.advance(5_000);
    expect(ear.heard).toBe('');
    await clock.advance(600);
    expect(kinds(ear.events)).toBe('[320]KV');
    expect(texts[0]?.reason.code).toBe('stream.no-picture');
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    expect(kinds(ear.events)).toBe('[320]KV[640 g711a]K');
  });

  it('comes after 5 s of a live source that sends no pictures', async () => {
    const { clock, puller, texts } = watched();
    await clock.advance(0);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    await clock.advance(5_600);
    expect(texts[0]?.reason.code).toBe('source.no-video');
  });

  it('stops with the last viewer, and tells why there is no slate', async () => {
    const { clock, hold, stream, disposed, puller } = watched();
    await clock.advance(0);
    puller.fail(RESET);
    await clock.advance(1_000);
    hold[Symbol.dispose]();
    await clock.advance(5_000);
    expect(stream.state).toBe('idle');
    expect(disposed).toEqual(['card']);
    expect(clock.sleeping).toBe(0);
  });

  it('is a failure of the stream where no slate can be made', async () => {
    const { clock, origin, registry, puller } = watched();
    const broken = new MediaError('unsupported', 'none', { code: 'transcode.no-encoder' });
    const stream = registry.derive(origin, 'broken', () =>
      slatePuller({
        from: origin,
        origin,
        clock,
        title: () => '',
        openCard: () => Promise.reject(broken),
      }),
    );
    const ear = new Ear();
    stream.listen(ear);
    using _hold = stream.hold('viewer');
    await clock.advance(0);
    puller.fail(RESET);
    await clock.advance(1_000);
    expect(ear.failures.map(({ code }) => code)).toEqual(['transcode.no-encoder']);
  });
});

it('knows a sentence for every kind of failure', () => {
  expect(reasonWords({ code: 'rtsp.unauthorized', kind: 'refused' }).zh).toBe('用户名或密码错误');
  expect(reasonWords({ code: 'rtmp.bad-chunk', kind: 'malformed' }).en).toBe(
    'The source sends malformed data',
  );
});

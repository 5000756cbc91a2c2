import { describe, expect, it } from 'vitest';
import { Stream } from '../hub/stream.ts';
import { type StreamId, streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { admission, type StreamCaps } from './admission.ts';
import type { PlayGate, SuitingGate } from './play-request.ts';
import { decidePlay } from './play-request.ts';
import type { Watcher, Watchers } from './watcher.ts';

const clock = new SimulatedClock();
const around = { clock, random: () => 0.5, stateChanged: () => {} };
const stream = new Stream(
  { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
  around,
);

function watching(...ids: string[]): Watchers {
  const list = ids.map(
    (id): Watcher => ({
      id: 'v',
      streamId: streamId(id),
      format: 'hls',
      address: '',
      userId: null,
      since: 0,
      bytes: 0,
      framesDropped: 0,
    }),
  );
  return { list, kick: () => false };
}

const rates: Readonly<Record<string, number>> = { cam: 2_000_000, other: 4_000_000 };

/** The code of the refusal with these caps and viewers over two ways, or `null`. */
function refusal(caps: StreamCaps, maxMbps: number | null, ...ids: string[]): string | null {
  const half = ids.length >> 1;
  const audience = [watching(...ids.slice(0, half)), watching(...ids.slice(half))];
  const bitrate = (id: StreamId) => rates[id] ?? 0;
  return admission({ audience, caps: () => caps, maxMbps, bitrate })(stream)?.code ?? null;
}

describe('admission', () => {
  it.each([
    ['no bounds', {}, null, ['cam', 'cam', 'other'], null],
    ['the last seat', { maxViewers: 3 }, null, ['cam', 'cam', 'other'], null],
    ['no seat left', { maxViewers: 2 }, null, ['cam', 'cam'], 'stream.too-many-viewers'],
    ['just enough for the stream', { maxMbps: 6 }, null, ['cam', 'cam', 'other'], null],
    ['too much for the stream', { maxMbps: 5.9 }, null, ['cam', 'cam'], 'stream.over-bandwidth'],
    ['just enough for the worker', {}, 8, ['cam', 'other'], null],
    ['too much for the worker', {}, 7.9, ['cam', 'other'], 'worker.over-bandwidth'],
  ] as const)('%s', (_name, caps, maxMbps, ids, expected) => {
    expect(refusal(caps, maxMbps, ...ids)).toBe(expected);
  });

  it('is asked once the ticket opened the stream', () => {
    const end = { code: 'stream.too-many-viewers', message: 'full' };
    const gate = (check: PlayGate['check']): SuitingGate => ({
      find: () => stream,
      check,
      admit: () => end,
      suiting: (found) => found,
    });
    expect(decidePlay('/live/cam.flv', gate(null))).toEqual({ ok: false, end });
    const forged = gate(() => ({ ok: false, code: 'ticket.forged' }));
    expect(decidePlay('/live/cam.flv', forged)).toMatchObject({ end: { code: 'ticket.forged' } });
  });
});

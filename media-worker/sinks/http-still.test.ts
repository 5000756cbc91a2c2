import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signTicket, verifyTicket } from '../control/ticket.ts';
import { StreamRegistry } from '../hub/registry.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import { StillDecoder } from '../pictures/still.ts';
import { systemClock } from '../platform/clock.ts';
import { encodeTestClip, hasFfmpeg, judge } from '../testkit/ffmpeg.ts';
import { answerStill } from './http-still.ts';
import { stillTaker } from './still-taker.ts';

const SECRET = 'a secret of sixteen or more';
const clip = hasFfmpeg ? encodeTestClip(1) : { tracks: [], frames: [] };

/** Counts decodes; the pictures are real. */
class CountingDecoder extends StillDecoder {
  decodes = 0;
  override decode(...args: Parameters<StillDecoder['decode']>) {
    this.decodes += 1;
    return super.decode(...args);
  }
}

let registry: StreamRegistry;
let decoder: CountingDecoder;
let starts: number;

beforeEach(() => {
  registry = new StreamRegistry({ clock: systemClock, random: () => 0.5, stateChanged: () => {} });
  decoder = new CountingDecoder();
  starts = 0;
});
afterEach(() => registry[Symbol.dispose]());

/** A camera that is dialled only while somebody wants it. */
function camera(run: (output: SourceOutput) => void): Puller {
  return {
    protocol: 'scripted',
    runOnce: (output, signal) => {
      starts += 1;
      run(output);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
}

function put(puller: Puller): void {
  registry.put({
    id: streamId('cam'),
    fingerprint: 'x',
    source: { kind: 'pull', puller },
    keepWarm: false,
    stopAfterMs: 0,
  });
}

const playing = camera((output) => {
  output.event({ type: 'tracks', tracks: clip.tracks });
  for (const frame of clip.frames) output.event({ type: 'frame', frame });
});

async function get(query: string, path = '/live/cam.jpg') {
  const stills = stillTaker({ registry, decoder, clock: systemClock });
  const ask = () =>
    answerStill(`${path}?${query}`, stills, {
      find: (id) => registry.get(streamId(id)),
      check: (ticket, id) => verifyTicket(ticket, SECRET, id, Date.now()),
    });
  return { ask, answer: await ask() };
}

function ticket(id = 'cam'): string {
  const until = Date.now() + 60_000;
  return `ticket=${signTicket({ streamId: id, userId: 'u', expiresAtMs: until }, SECRET)}`;
}

describe.skipIf(!hasFfmpeg)('stills over HTTP', () => {
  it('starts a stream that is not running and gives its picture', async () => {
    put(playing);
    const { answer } = await get(ticket());
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'private, max-age=1' },
    });
    const { streams, errors } = judge(Buffer.from(answer?.body ?? ''), 'jpg');
    expect(streams).toMatchObject([{ codec: 'mjpeg', width: 320, frames: 1 }]);
    expect(errors).toBe('');
    expect(registry.get(streamId('cam'))?.holders).toEqual([]);
  });

  it('decodes once for all who ask at about the same time, for widths that round to the same', async () => {
    put(playing);
    const { ask } = await get(`${ticket()}&width=150`);
    const more = await Promise.all([ask(), ask(), ask()]);
    expect(more.map((one) => one?.status)).toEqual([200, 200, 200]);
    expect([decoder.decodes, starts]).toEqual([1, 1]);
    const { streams } = judge(Buffer.from(more[0]?.body ?? ''), 'jpg');
    expect(streams[0]?.width).toBe(160);
  });

  it.each([
    { why: 'no ticket', query: () => '', status: 401, code: 'ticket.missing' },
    { why: 'another ticket', query: () => ticket('b'), status: 403, code: 'ticket.other-stream' },
    { why: 'no width', query: () => `${ticket()}&width=0`, status: 400, code: 'request.bad-width' },
    {
      why: 'a huge one',
      query: () => `${ticket()}&width=9999`,
      status: 400,
      code: 'request.bad-width',
    },
  ])('answers $code for $why, and starts nothing', async ({ query, status, code }) => {
    put(playing);
    const { answer } = await get(query());
    expect([answer?.status, JSON.parse(String(answer?.body)).code]).toEqual([status, code]);
    expect(starts).toBe(0);
  });

  it('tells an unknown stream, and what keeps a known one from playing', async () => {
    const unknown = await get(ticket());
    expect(JSON.parse(String(unknown.answer?.body)).code).toBe('stream.unknown');
    put({
      protocol: 'scripted',
      runOnce: () =>
        Promise.reject(new MediaError('refused', 'wrong password', { code: 'rtsp.unauthorized' })),
    });
    const { answer } = await get(ticket());
    expect([answer?.status, JSON.parse(String(answer?.body)).code]).toEqual([
      503,
      'rtsp.unauthorized',
    ]);
  });

  it('leaves other paths to others', async () => {
    expect((await get('', '/live/cam.flv')).answer).toBeNull();
  });
});

import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signTicket, verifyTicket } from '../control/ticket.ts';
import { Stream } from '../hub/stream.ts';
import type { Frame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { listenRtsp, type RtspServer } from '../protocols/rtsp/server.ts';
import { encodeTestClip, hasFfmpeg } from '../testkit/ffmpeg.ts';
import { RtspPlay } from './rtsp-play.ts';
import { Viewers } from './viewers.ts';

/** Of the 75 from the cached GOP on; ffmpeg keeps the last one until another comes. */
const PICTURES = 74;
const SECRET = 'a secret of sixteen or more';
const clip = hasFfmpeg ? encodeTestClip(4, 45) : { tracks: [], frames: [] };

let stream: Stream;
let server: RtspServer;
let viewers: Viewers;
let push: (frames: readonly Frame[]) => void;

beforeEach(async () => {
  stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );
  const { output } = stream.publish({ evict: () => {} });
  output.event({ type: 'tracks', tracks: clip.tracks });
  push = (frames) => {
    for (const frame of frames) output.event({ type: 'frame', frame });
  };
  viewers = new Viewers({ clock: systemClock, minIntervalMs: 0, ended: () => {} });
  const provider = new RtspPlay({
    clock: systemClock,
    viewers,
    find: (id) => (id === 'cam' ? stream : null),
    check: (ticket, id) => verifyTicket(ticket, SECRET, id, Date.now()),
    suiting: (found) => found,
    ended: () => {},
  });
  server = await listenRtsp({
    host: '127.0.0.1',
    port: 0,
    provider,
    serverName: 'lukou',
    realm: 'lukou',
    credentials: null,
    now: () => performance.now(),
    onTrouble: () => {},
  });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  viewers[Symbol.dispose]();
  stream.remove();
});

function address(id = 'cam'): string {
  const ticket = signTicket(
    { streamId: id, userId: 'u', expiresAtMs: Date.now() + 60_000 },
    SECRET,
  );
  return `rtsp://127.0.0.1:${server.port}/live/${id}?ticket=${ticket}`;
}

type Reading = {
  /** Lines of pictures so far. */
  readonly pictures: () => readonly string[];
  readonly ended: Promise<{ code: number | null; output: string }>;
};

/** ffmpeg reads so many pictures and tells them one by one, and what it complained about. */
function read(url: string, transport: 'tcp' | 'udp', videoFrames: number): Reading {
  const child = spawn('/usr/bin/ffmpeg', [
    '-v',
    'error',
    '-analyzeduration',
    '100000',
    '-fpsprobesize',
    '0',
    '-threads',
    '1',
    '-flags',
    'low_delay',
    '-rtsp_transport',
    transport,
    '-i',
    url,
    '-map',
    '0:v',
    '-frames:v',
    String(videoFrames),
    '-f',
    'framemd5',
    '-flush_packets',
    '1',
    '-',
  ]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return {
    pictures: () => output.split('\n').filter((line) => /^0,/.test(line)),
    ended: new Promise((resolve) => child.on('exit', (code) => resolve({ code, output }))),
  };
}

describe.skipIf(!hasFfmpeg)('RTSP play', () => {
  it.each(['tcp', 'udp'] as const)(
    'ffmpeg decodes every picture over %s, the cached GOP first',
    async (transport) => {
      push(clip.frames.slice(0, 100)); // one second is gone, the second GOP is cached
      const reading = read(address(), transport, PICTURES);
      await vi.waitFor(() => expect(stream.listenerCount).toBe(1), { timeout: 10_000 });
      const cached = stream.gop.frames.filter((frame) => frame.kind === 'video').length;
      let pushed = cached;
      for (const frame of clip.frames.slice(100)) {
        if (reading.pictures().length >= PICTURES) break;
        push([frame]);
        if (frame.kind === 'video') pushed += 1;
        // No faster than it is read: nothing paces a burst over UDP but its reader's buffer.
        const isClose = () => expect(pushed - reading.pictures().length).toBeLessThan(cached + 10);
        await vi.waitFor(isClose, { timeout: 10_000, interval: 2 });
      }
      const { code } = await reading.ended;
      const pictures = reading.pictures().length;
      expect({ code, pictures }).toEqual({ code: 0, pictures: PICTURES });
      await vi.waitFor(() => expect(stream.holders).toEqual([]));
      expect(stream.listenerCount).toBe(0);
    },
  );

  it('refuses without a ticket and for a stream that is not there', async () => {
    push(clip.frames);
    const forged = await read(`rtsp://127.0.0.1:${server.port}/live/cam?ticket=x.y`, 'tcp', 1)
      .ended;
    expect(forged.output).toContain('403');
    const unknown = await read(address('other'), 'tcp', 1).ended;
    expect(unknown.output).toContain('404');
    expect(stream.holders).toEqual([]);
  });
});

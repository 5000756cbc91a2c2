import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamRegistry } from '../hub/registry.ts';
import type { Publication } from '../hub/stream.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { senderReports } from '../protocols/rtp/rtcp.ts';
import { RtpLeases } from '../sources/rtp-leases.ts';
import { type RtpPsSource, rtpPsPuller } from '../sources/rtp-ps.ts';
import { steps } from '../testkit/clips.ts';
import { encodeTestClip, hasFfmpeg } from '../testkit/ffmpeg.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { PsSenders, type SenderSpec } from './rtp-ps-send.ts';

const clip = hasFfmpeg ? encodeTestClip(4) : { tracks: [], frames: [] };
const HOST = '127.0.0.1';
const SSRC = 200_000_001;
const around = { networks: ['127.0.0.0/8'], clock: systemClock, host: HOST } as const;

let registry: StreamRegistry;
let senders: PsSenders;
let leases: RtpLeases;
let publication: Publication;
let states: string[];

beforeEach(() => {
  registry = new StreamRegistry({ clock: systemClock, random: () => 0.5, stateChanged: () => {} });
  const source = { kind: 'publish' } as const;
  const put = { id: streamId('cam'), fingerprint: 'x', source, keepWarm: false, stopAfterMs: 0 };
  publication = registry.put(put).publish({ evict: () => {} });
  publication.output.event({ type: 'tracks', tracks: clip.tracks });
  states = [];
  senders = new PsSenders({
    ...around,
    registry,
    random: () => 0.5,
    ports: [42_000, 43_999],
    changed: ({ state, failure }) => states.push(failure ? `${state} ${failure.code}` : state),
  });
  leases = new RtpLeases({ ...around, ports: [44_000, 45_999] });
});
afterEach(() => {
  senders[Symbol.dispose]();
  leases[Symbol.dispose]();
  registry[Symbol.dispose]();
});

const sender = (to: SenderSpec['to'], ssrc = SSRC): SenderSpec => ({
  id: 's1',
  streamId: 'cam',
  ssrc,
  to,
});

/** A frame a turn: as sockets have it. */
async function play(from: number, to?: number): Promise<void> {
  for (const frame of clip.frames.slice(from, to)) {
    publication.output.event({ type: 'frame', frame });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Our own receiver; a picture is whole when the next one begins. */
const receive = (source: RtpPsSource) =>
  pullPictures(rtpPsPuller(source, { ...around, leases, wantKeyFrame: () => {} }), 74);

async function playWhenSending(): Promise<void> {
  await vi.waitFor(() => expect(senders.list[0]?.state).toBe('sending'));
  expect(registry.get(streamId('cam'))?.holders.map(({ name }) => name)).toEqual(['sender']);
  await play(100);
}

describe.skipIf(!hasFfmpeg)('GB28181 sender', () => {
  const modes = ['udp', 'tcp-active', 'tcp-passive'] as const;

  it.each(modes)('our receiver gets every picture over %s', async (mode) => {
    await play(0, 100);
    const passive = mode === 'tcp-passive';
    const lease = passive ? null : await leases.openShared(SSRC);
    const to = lease && !passive ? { mode, host: HOST, port: lease.port } : { mode };
    const start = lease ? receive({ mode: 'passive', lease: lease.id }) : null;
    const port = await senders.put(sender(to as SenderSpec['to']));
    expect(port === null).toBe(!passive);
    const receiving = start ?? receive({ mode: 'active', host: HOST, port: port ?? 0 });
    await playWhenSending();
    const { tracks, video, audio, packetsLost } = await receiving;
    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(audio.length).toBeGreaterThan(130);
    expect(packetsLost).toBe(0);
    expect(senders.list).toMatchObject([{ id: 's1', streamId: 'cam', framesDropped: 0 }]);
    expect(senders.list[0]?.bytes).toBeGreaterThan(10_000);
    senders.remove(['s1']);
    await vi.waitFor(() => expect(registry.get(streamId('cam'))?.holders).toEqual([]));
  });

  it('reports what it sent to the port behind the media', async () => {
    await play(0, 100);
    const rtp = createSocket('udp4').bind(0, HOST);
    await once(rtp, 'listening');
    const { port } = rtp.address();
    const rtcp = createSocket('udp4').bind(port + 1, HOST);
    await once(rtcp, 'listening');
    const report = once(rtcp, 'message');
    await senders.put(sender({ mode: 'udp', host: HOST, port }));
    const [bytes] = await report;
    expect(senderReports(bytes)).toMatchObject([{ ssrc: SSRC }]);
    rtp.close();
    rtcp.close();
  });

  it('keeps the port of a sender that is put again, and gives it up with the sender', async () => {
    const port = await senders.put(sender({ mode: 'tcp-passive' }));
    expect(await senders.put(sender({ mode: 'tcp-passive' }, SSRC + 1))).toBe(port);
    senders.remove(['s1']);
    const late = connect(port ?? 0, HOST);
    await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it.each([
    { to: { mode: 'udp', host: '192.0.2.1', port: 9 }, code: 'network.not-allowed' },
    { to: { mode: 'tcp-active', host: HOST, port: 1 }, code: 'network.refused' },
  ] as const)('tells $code', async ({ to, code }) => {
    await senders.put(sender(to));
    await vi.waitFor(() => expect(states.at(-1)).toBe(`retrying ${code}`));
  });
});

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { clipArguments, runFfmpeg, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { gstreamerFile, hasGstreamer } from '../testkit/gstreamer.ts';
import { freePort, type Pulled, pullPictures } from '../testkit/pulling.ts';
import { RtpLeases } from './rtp-leases.ts';
import { type RtpPsSource, rtpPsPuller } from './rtp-ps.ts';
import { RecordingOutput } from './testdata/recording-output.ts';

const networks = ['127.0.0.0/8'];
const wantKeyFrame = () => {};
const disposables: Disposable[] = [];

afterEach(() => {
  for (const one of disposables.splice(0)) one[Symbol.dispose]();
});

function openLeases(
  clock = systemClock as ConstructorParameters<typeof RtpLeases>[0]['clock'],
): RtpLeases {
  const leases = new RtpLeases({ host: '127.0.0.1', ports: [40_000, 59_999], networks, clock });
  disposables.push(leases);
  return leases;
}

function pull(leases: RtpLeases, source: RtpPsSource, pictures: number): Promise<Pulled> {
  const around = { networks, clock: systemClock, leases, wantKeyFrame };
  return pullPictures(rtpPsPuller(source, around), pictures);
}

const PES_START = Uint8Array.of(0, 0, 1, 0xe0);
const PACK_HEADER = Uint8Array.of(0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xf8);

/** GStreamer's program stream, a pack for every picture as GB/T 28181 asks for: GStreamer begins one every 64 KB only. */
function pictures(): Buffer[] {
  const ps = Buffer.from(
    gstreamerFile(
      'videotestsrc num-buffers=50 ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 tune=zerolatency ! h264parse ! mpegpsmux',
    ),
  );
  const starts: number[] = [];
  for (let at = ps.indexOf(PES_START); at >= 0; at = ps.indexOf(PES_START, at + 4))
    if ((ps[at + 7] ?? 0) & 0x80) starts.push(at);
  return starts.map((start, index) =>
    Buffer.concat([
      PACK_HEADER,
      ps.subarray(index === 0 ? 0 : start, starts[index + 1] ?? ps.length),
    ]),
  );
}

/** Cut into RTP: one time a picture, marker on its last packet. */
function psPackets(ssrc: number, payloadBytes = 1_400): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (const [index, picture] of pictures().entries())
    for (let at = 0; at < picture.length; at += payloadBytes) {
      const marker = at + payloadBytes >= picture.length;
      const header = {
        marker,
        payloadType: 96,
        sequence: packets.length,
        timestamp: index * 3_600,
        ssrc,
      };
      packets.push(buildRtp(header, picture.subarray(at, at + payloadBytes)));
    }
  return packets;
}

function framed(packets: readonly Uint8Array[], dollar: boolean): Buffer {
  return Buffer.concat(
    packets.flatMap((packet) => {
      const length = [packet.length >> 8, packet.length & 0xff];
      return [Uint8Array.from(dollar ? [0x24, 0, ...length] : length), packet];
    }),
  );
}

async function sendUdp(port: number, packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const packet of packets)
    await new Promise<void>(
      (resolve) => void socket.send(packet, port, '127.0.0.1', () => resolve()),
    );
  socket.close();
}

describe.skipIf(!hasGstreamer)('RTP with GStreamer’s program stream', () => {
  it('arrives on a port of its own over UDP, swapped and doubled packets included', async () => {
    const leases = openLeases();
    const { id, port } = await leases.openOwnPort();
    const packets = psPackets(7);
    const pulling = pull(leases, { mode: 'passive', lease: id }, 50);
    const disordered = packets.flatMap((packet, at) =>
      at % 10 === 3 ? [] : at % 10 === 4 ? [packet, packets[at - 1] ?? packet, packet] : [packet],
    );

    await sendUdp(port, disordered);
    const { tracks, video, packetsLost } = await pulling;

    expect(tracks).toMatchObject([[{ codec: 'h264', width: 320, height: 180 }]]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(packetsLost).toBe(0);
  });

  it('arrives whole from a device that sets the marker on every packet', async () => {
    const leases = openLeases();
    const arrived = async (packets: readonly Uint8Array[]) => {
      const { id, port } = await leases.openOwnPort();
      const pulling = pull(leases, { mode: 'passive', lease: id }, 49);
      await sendUdp(port, packets);
      const { video } = await pulling;
      return video.map((frame) => frame.nalus.map((unit) => unit.length));
    };
    const packets = psPackets(7);
    const asMeant = await arrived(packets);
    for (const packet of packets) packet[1] = 0x80 | 96;

    expect(await arrived(packets)).toEqual(asMeant);
  });

  it('leaves out what a lost packet tore, up to the next random access point', async () => {
    const leases = openLeases();
    const { id, port } = await leases.openOwnPort();
    const packets = psPackets(7);
    const lost = packets.findIndex(
      (packet) => new DataView(packet.buffer).getUint32(4) === 10 * 3_600,
    );
    const pulling = pull(leases, { mode: 'passive', lease: id }, 10 + 25);
    const tail = Array.from({ length: 300 }, (_, at) =>
      buildRtp(
        {
          marker: false,
          payloadType: 96,
          sequence: packets.length + at,
          timestamp: 51 * 3_600,
          ssrc: 7,
        },
        new Uint8Array(0),
      ),
    );

    await sendUdp(port, [...packets.filter((_, at) => at !== lost), ...tail]);
    const { video, packetsLost } = await pulling;

    expect(packetsLost).toBe(1);
    expect(video.map((frame) => frame.randomAccess).lastIndexOf(true)).toBe(10);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40, 640]);
  });

  it('arrives on a shared port by its SSRC, beside another one', async () => {
    const leases = openLeases();
    const [first, second] = [await leases.openShared(100), await leases.openShared(200)];
    const both = [
      pull(leases, { mode: 'passive', lease: first.id }, 50),
      pull(leases, { mode: 'passive', lease: second.id }, 50),
    ];
    const [hundred, twoHundred] = [psPackets(100), psPackets(200)];

    await Promise.all([
      sendUdp(first.port, hundred),
      sendUdp(second.port, twoHundred),
      sendUdp(first.port, psPackets(300)),
    ]);
    const [a, b] = await Promise.all(both);

    expect(first.port).toBe(second.port);
    expect([a?.video.length, b?.video.length]).toEqual([50, 50]);
    await expect(leases.openShared(100)).rejects.toMatchObject({
      context: { code: 'rtp.ssrc-taken' },
    });
  });

  it.each([
    { name: 'RFC 4571 framing', dollar: false, payloadBytes: 1_400 },
    { name: 'dollar framing', dollar: true, payloadBytes: 1_400 },
    { name: 'packets of 60 KB', dollar: false, payloadBytes: 60_000 },
  ])('arrives over TCP with $name, in any pieces', async ({ dollar, payloadBytes }) => {
    const leases = openLeases();
    const { id, port } = await leases.openOwnPort();
    const pulling = pull(leases, { mode: 'passive', lease: id }, 50);
    const bytes = framed(psPackets(9, payloadBytes), dollar);
    const socket = connect(port, '127.0.0.1');
    for (let at = 0; at < bytes.length; at += 777) socket.write(bytes.subarray(at, at + 777));

    const { video } = await pulling;
    socket.destroy();

    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });
});

describe('RTP of unknown payload', () => {
  it.skipIf(!hasFfmpeg)('is bare H.264 from ffmpeg, beside RTCP on the next port', async () => {
    const leases = openLeases();
    const { id, port } = await leases.openOwnPort();
    using _sender = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 20, audio: 'none' }),
      '-bsf:v',
      'dump_extra',
      '-f',
      'rtp',
      `rtp://127.0.0.1:${port}`,
    ]);

    const { tracks, video } = await pull(leases, { mode: 'passive', lease: id }, 50);

    expect(tracks[0]).toMatchObject([{ codec: 'h264', width: 320 }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });

  it.skipIf(!hasFfmpeg)('is a transport stream from ffmpeg', async () => {
    const leases = openLeases();
    const { id, port } = await leases.openOwnPort();
    using _sender = runFfmpeg([
      '-re',
      ...clipArguments({ seconds: 20 }),
      '-f',
      'rtp_mpegts',
      `rtp://127.0.0.1:${port}`,
    ]);

    const { tracks, video } = await pull(leases, { mode: 'passive', lease: id }, 50);

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264' }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });

  it.skipIf(!hasGstreamer)('comes from a GStreamer server that we connect to', async () => {
    const port = await freePort();
    const launch = `videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=180,framerate=25/1 ! x264enc key-int-max=25 tune=zerolatency ! h264parse ! rtph264pay config-interval=-1 ! application/x-rtp ! rtpstreampay ! tcpserversink host=127.0.0.1 port=${port}`;
    const server = spawn('/usr/bin/gst-launch-1.0', ['-q', ...launch.split(' ')], {
      stdio: 'ignore',
    });
    disposables.push({ [Symbol.dispose]: () => void server.kill('SIGKILL') });

    const { tracks, video } = await pull(
      openLeases(),
      { mode: 'active', host: '127.0.0.1', port },
      40,
    );

    expect(tracks[0]).toMatchObject([{ codec: 'h264', width: 320 }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });
});

it('asks signalling for key frames, since RTP of such a device has no word for them', async () => {
  const leases = openLeases();
  const { id } = await leases.openOwnPort();
  const output = new RecordingOutput();
  const stop = new AbortController();
  const asked: string[] = [];
  const running = rtpPsPuller(
    { mode: 'passive', lease: id },
    { networks, clock: systemClock, leases, wantKeyFrame: () => asked.push('key frame') },
  ).runOnce(output, stop.signal);

  output.askForKeyFrame?.();
  stop.abort(new Error('enough'));

  await expect(running).rejects.toThrow('enough');
  expect(asked).toEqual(['key frame']);
});

describe('RTP leases', () => {
  it('expire unclaimed, and again after they were claimed', async () => {
    const clock = new SimulatedClock();
    const leases = openLeases(clock);
    const taker = { packet: () => {}, ended: () => {} };
    const [left, used] = [await leases.openOwnPort(), await leases.openOwnPort()];
    const claim = leases.claim(used.id, taker);

    await clock.advance(60_000);
    expect(() => leases.claim(left.id, taker)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code: 'rtp.no-lease' }) }),
    );
    expect(() => leases.claim(used.id, taker)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code: 'rtp.lease-in-use' }) }),
    );
    claim[Symbol.dispose]();
    await clock.advance(59_000);
    leases.claim(used.id, taker)[Symbol.dispose]();
    await clock.advance(60_000);
    expect(() => leases.claim(used.id, taker)).toThrow('expired');
  });

  it('tell whoever took the packets when they are given back', async () => {
    const leases = openLeases();
    const { id } = await leases.openOwnPort();
    const running = rtpPsPuller(
      { mode: 'passive', lease: id },
      { networks, clock: systemClock, leases, wantKeyFrame },
    ).runOnce(
      {
        event: () => {},
        step: (step) => step === 'setup' && queueMicrotask(() => leases.release(id)),
        lost: () => {},
        cameraTime: () => {},
        received: () => {},
        watched: true,
      },
      new AbortController().signal,
    );

    await expect(running).rejects.toMatchObject({ context: { code: 'rtp.released' } });
  });
});

import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProbeStep } from '../control/contract.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import { StillDecoder } from '../pictures/still.ts';
import { systemClock } from '../platform/clock.ts';
import { clipArguments, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { Launcher } from '../testkit/launcher.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { checkSource, runProbe } from './probe.ts';
import { srtPuller } from './srt.ts';

const options = { networks: ['127.0.0.0/8'] };
/** What an address cannot carry as it is. */
const PASSPHRASE = 'ab c+d&e%20f=路';
const STREAM_ID = '#!::r=gate/7,m=request';

const hasSrt =
  hasFfmpeg &&
  /^\s*srt$/m.test(execFileSync('/usr/bin/ffmpeg', ['-v', 'quiet', '-protocols']).toString());

// Before anything of SRT runs here.
const launcher = new Launcher();
afterAll(() => launcher[Symbol.dispose]());

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};

/** The last step before media of one attempt that ended by itself. */
async function firstEnd(puller: Puller): Promise<string | undefined> {
  const told: string[] = [];
  const output = { ...silent, step: (step: string) => void told.push(step) };
  await puller.runOnce(output, new AbortController().signal);
  return told[told.indexOf('first-packet') - 1];
}

/** Passes datagrams between one caller and a listener on, and reads what the handshake asks for (draft-sharabayko-srt §3.2.1.3). */
async function wireTap(listener: number) {
  const caller = createSocket('udp4').bind(0, '127.0.0.1');
  const onward = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(caller, 'listening'), once(onward, 'listening')]);
  let from = 0;
  let asked = '';
  caller.on('message', (bytes, { port }) => {
    from = port;
    asked ||= streamIdOf(bytes);
    onward.send(bytes, listener, '127.0.0.1');
  });
  onward.on('message', (bytes) => caller.send(bytes, from, '127.0.0.1'));
  return {
    port: caller.address().port,
    streamId: () => asked,
    [Symbol.asyncDispose]: async () => {
      caller.close();
      onward.close();
    },
  };
}

const HANDSHAKE = 0x8000;
const HANDSHAKE_BYTES = 64;
const STREAM_ID_EXTENSION = 5;

function streamIdOf(packet: Buffer): string {
  if (packet.readUInt16BE(0) !== HANDSHAKE) return '';
  for (let at = HANDSHAKE_BYTES; at + 4 <= packet.length; ) {
    const words = packet.readUInt16BE(at + 2);
    if (packet.readUInt16BE(at) === STREAM_ID_EXTENSION) {
      const text = Buffer.from(packet.subarray(at + 4, at + 4 + words * 4)).swap32();
      return text.toString('latin1').replace(/\0+$/, '');
    }
    at += 4 + words * 4;
  }
  return '';
}

/** A transport stream of 20 s in real time, to or at an address of SRT. */
function sender(url: string, ...more: readonly string[]) {
  return launcher.runFfmpeg([
    '-re',
    ...clipArguments({ seconds: 20 }),
    '-f',
    'mpegts',
    ...more,
    url,
  ]);
}

describe.skipIf(!hasSrt)('MPEG-TS over SRT with ffmpeg', () => {
  it('dials a sender, with a stream id and a passphrase', async () => {
    const port = await freeUdpPort();
    using _sender = sender(`srt://127.0.0.1:${port}?mode=listener`, '-passphrase', PASSPHRASE);
    const puller = srtPuller(
      { url: `srt://127.0.0.1:${port}?streamid=${STREAM_ID}&latency=80`, passphrase: PASSPHRASE },
      options,
    );

    const { tracks, video, packetsLost, steps: told } = await pullPictures(puller, 50);

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(packetsLost).toBe(0);
    expect(told).toEqual(expect.arrayContaining(['resolve', 'connect', 'setup', 'first-packet']));
  });

  it('waits for a sender that knows the passphrase', async () => {
    const port = await freeUdpPort();
    const puller = srtPuller(
      { url: `srt://127.0.0.1:${port}?mode=listener`, passphrase: PASSPHRASE },
      options,
    );
    const pulled = pullPictures(puller, 50);
    using _sender = sender(`srt://127.0.0.1:${port}`, '-passphrase', PASSPHRASE);

    const { tracks, video } = await pulled;

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
  });

  it('names the stream it wants, as the standard writes it', async () => {
    const port = await freeUdpPort();
    using _sender = sender(`srt://127.0.0.1:${port}?mode=listener`);
    await using wire = await wireTap(port);
    const puller = srtPuller(
      { url: `srt://127.0.0.1:${wire.port}?streamid=${STREAM_ID}` },
      options,
    );

    await pullPictures(puller, 1);

    expect(wire.streamId()).toBe(STREAM_ID);
  });

  it('is refused with a wrong passphrase, and says so', async () => {
    const port = await freeUdpPort();
    using _sender = sender(`srt://127.0.0.1:${port}?mode=listener`, '-passphrase', PASSPHRASE);
    const puller = srtPuller(
      { url: `srt://127.0.0.1:${port}`, passphrase: 'another one' },
      options,
    );

    await expect(firstEnd(puller)).rejects.toMatchObject({
      kind: 'refused',
      context: { code: 'srt.refused', step: 'sign-in' },
    });
  });

  it('is tried step by step up to the first picture, and asked whether it answers', async () => {
    const port = await freeUdpPort();
    using _sender = sender(`srt://127.0.0.1:${port}?mode=listener`, '-passphrase', PASSPHRASE);
    const source = { kind: 'srt', url: `srt://127.0.0.1:${port}`, passphrase: PASSPHRASE } as const;
    const { signal } = new AbortController();
    const trying = { ...options, clock: systemClock, stills: new StillDecoder() };

    const told: ProbeStep[] = [];
    for await (const step of runProbe(source, trying, signal)) told.push(step);
    const wrong = { ...source, passphrase: 'another one' };
    using _another = sender(`srt://127.0.0.1:${port}?mode=listener`, '-passphrase', PASSPHRASE);
    const refused = await checkSource(wrong, trying, signal);
    const answers = await checkSource(source, trying, signal);

    expect(told.map(({ step }) => step)).toEqual(
      'resolve connect setup first-packet tracks first-key-frame picture'.split(' '),
    );
    expect(told.at(-1)).toMatchObject({ ok: true, detail: 'h264 320x180 25 fps' });
    expect(refused).toMatchObject({ ok: false, failure: { code: 'srt.refused', step: 'sign-in' } });
    expect(answers).toMatchObject({ ok: true, failure: null });
  });

  it('ends with its sender', async () => {
    const port = await freeUdpPort();
    using _sender = launcher.runFfmpeg([
      ...['-re', ...clipArguments({ seconds: 1 }), '-f', 'mpegts'],
      `srt://127.0.0.1:${port}?mode=listener`,
    ]);

    await expect(firstEnd(srtPuller({ url: `srt://127.0.0.1:${port}` }, options))).resolves.toBe(
      'setup',
    );
  });
});

describe('MPEG-TS over SRT', () => {
  it.each([
    { url: 'srt://127.0.0.1', code: 'srt.bad-address' },
    { url: 'srt://127.0.0.1:70000', code: 'srt.bad-address' },
    { url: 'srt://127.0.0.1:9000?mode=rendezvous', code: 'srt.bad-address' },
    { url: 'srt://127.0.0.1:9000?latency=soon', code: 'srt.bad-address' },
    { url: 'srt://camera:9000?mode=listener&passphrase=0123456789', code: 'srt.bad-address' },
    { url: 'srt://127.0.0.1:9000?passphrase=short', code: 'srt.bad-passphrase' },
    { url: 'srt://127.0.0.1:9000?mode=listener', code: 'srt.needs-passphrase' },
    { url: 'srt://8.8.8.8:9000', code: 'network.not-allowed' },
  ])('refuses $url with $code', async ({ url, code }) => {
    await expect(firstEnd(srtPuller({ url }, options))).rejects.toMatchObject({
      context: { code, step: 'resolve' },
    });
  });

  it('says that nobody answers', async () => {
    const puller = srtPuller({ url: `srt://127.0.0.1:${await freeUdpPort()}` }, options);

    await expect(firstEnd(puller)).rejects.toMatchObject({
      kind: 'timeout',
      context: { code: 'network.timeout', step: 'connect' },
    });
  });

  it('says that a port is taken', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const url = `srt://127.0.0.1:${socket.address().port}?mode=listener&passphrase=${'0'.repeat(10)}`;

    await expect(firstEnd(srtPuller({ url }, options))).rejects.toMatchObject({
      context: { code: 'srt.cannot-listen' },
    });
    socket.close();
  });

  it('ends promptly when told to, and leaves the port open for the next attempt', async () => {
    const url = `srt://127.0.0.1:${await freeUdpPort()}?mode=listener&passphrase=${'0'.repeat(10)}`;
    const puller = srtPuller({ url }, options);
    for (const attempt of ['first', 'second']) {
      const stop = new AbortController();
      const running = puller.runOnce(
        { ...silent, step: (step) => step === 'resolve' && stop.abort(new Error(attempt)) },
        stop.signal,
      );
      await expect(running).rejects.toThrow(attempt);
    }
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { systemClock } from '../platform/clock.ts';
import { clipArguments, runFfmpeg, steps } from '../testkit/clips.ts';
import { hasFfmpeg } from '../testkit/ffmpeg.ts';
import { pullPictures } from '../testkit/pulling.ts';
import { TsDatagrams, tsUdpPuller } from './ts-udp.ts';
import { SenderLock } from './udp-receive.ts';

const options = { networks: ['127.0.0.0/8'], clock: systemClock };
const silent: SourceOutput = {
  event: () => {},
  step: () => {},
  lost: () => {},
  cameraTime: () => {},
  received: () => {},
  watched: true,
};

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

describe.skipIf(!hasFfmpeg)('MPEG-TS over UDP from ffmpeg', () => {
  it.each([
    {
      name: 'bare',
      format: 'mpegts',
      host: '127.0.0.1',
      send: (port: number) => `udp://127.0.0.1:${port}?pkt_size=1316`,
    },
    {
      name: 'in RTP',
      format: 'rtp_mpegts',
      host: '127.0.0.1',
      send: (port: number) => `rtp://127.0.0.1:${port}?pkt_size=1316`,
    },
    {
      name: 'to a group',
      format: 'mpegts',
      host: '239.255.77.7',
      send: (port: number) => `udp://239.255.77.7:${port}?pkt_size=1316&localaddr=127.0.0.1`,
    },
  ])('plays $name', async ({ format, host, send }) => {
    const port = await freeUdpPort();
    using _sender = runFfmpeg(['-re', ...clipArguments({ seconds: 20 }), '-f', format, send(port)]);
    const puller = tsUdpPuller(
      { url: `udp://${host}:${port}`, networkInterface: '127.0.0.1' },
      options,
    );

    const { tracks, video, packetsLost } = await pullPictures(puller, 50);

    expect(tracks.at(-1)).toMatchObject([{ codec: 'h264', width: 320 }, { codec: 'aac' }]);
    expect(steps(video.map((frame) => frame.dts))).toEqual([40]);
    expect(packetsLost).toBe(0);
  });
});

describe('MPEG-TS over UDP', () => {
  it('says what is wrong with an address', async () => {
    const run = (url: string) =>
      tsUdpPuller({ url }, options).runOnce(silent, new AbortController().signal);

    await expect(run('udp://camera:5000')).rejects.toMatchObject({
      context: { code: 'udp.bad-address' },
    });
    await expect(run('udp://192.0.2.1:5000')).rejects.toMatchObject({
      context: { code: 'udp.cannot-listen' },
    });
  });

  it('ends promptly when told to', async () => {
    const stop = new AbortController();
    const running = tsUdpPuller({ url: `udp://127.0.0.1:${await freeUdpPort()}` }, options).runOnce(
      { ...silent, step: (step) => step === 'setup' && stop.abort(new Error('enough')) },
      stop.signal,
    );

    await expect(running).rejects.toThrow('enough');
  });

  it('keeps to one sender while it is heard, and to camera networks', () => {
    const lock = new SenderLock((address) => address !== '192.0.2.1');
    const from = (address: string) => ({ address, port: 5 });

    expect(lock.takes(from('192.0.2.1'), 0)).toBe(false);
    expect(lock.takes(from('10.0.0.1'), 0)).toBe(true);
    expect(lock.takes(from('10.0.0.2'), 2_999)).toBe(false);
    expect(lock.takes(from('10.0.0.2'), 3_000)).toBe(true);
    expect(lock.takes(from('10.0.0.1'), 3_001)).toBe(false);
  });

  it('takes arbitrary datagrams: events or a coded error', () => {
    const datagram = fc.tuple(fc.constantFrom(0x47, 0x80, 0), fc.uint8Array({ maxLength: 400 }));
    fc.assert(
      fc.property(fc.array(datagram), (datagrams) => {
        const intake = new TsDatagrams(silent);
        try {
          for (const [first, rest] of datagrams)
            intake.push(Buffer.concat([Uint8Array.of(first), rest]), 0);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

// Everything that comes in, read by ffmpeg as everything that goes out; one worker carries all of it.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTRPCClient, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkerRouter } from './control/router.ts';
import { signTicket } from './control/ticket.ts';
import { readEnv } from './platform/env.ts';
import { workerLogger } from './platform/logger.ts';
import { buildRtp, parseRtp } from './protocols/rtp/packet.ts';
import { buildSenderReport } from './protocols/rtp/rtcp.ts';
import { connectTestClient, testOffer } from './protocols/webrtc/testing.ts';
import { runFfmpeg } from './testkit/clips.ts';
import { hasFfmpeg } from './testkit/ffmpeg.ts';
import { BEEP, decodeFlashes, flashSource } from './testkit/flash.ts';
import { freePort } from './testkit/pulling.ts';
import { openWorker, type Worker } from './worker.ts';

const SECRET = 'a secret of the cluster';
const HOST = '127.0.0.1';
const run = promisify(execFile);
/** Of media, which is recorded as it comes. */
const SECONDS = 3;
const FPS = 25;

const data = mkdtempSync(join(tmpdir(), 'lukou-matrix-'));
const media = join(data, 'media');
const clip = join(media, 'clip.mp4');
const disposables: Disposable[] = [];
let worker: Worker;

/** Where each input is published to, or pulled from. */
const INPUTS = ['rtmp', 'rtsp', 'whip', 'ps', 'http-flv', 'file', 'b-frames'] as const;
type Input = (typeof INPUTS)[number];

beforeAll(async () => {
  if (!hasFfmpeg) return;
  mkdirSync(media);
  encode(clip, 0);
  encode(join(media, 'b-frames.mp4'), 2);
  worker = await openTestWorker();
  await control().streams.put.mutate({
    streams: [
      { id: 'rtmp', source: { kind: 'publish' } },
      { id: 'rtsp', source: { kind: 'publish' } },
      { id: 'whip', source: { kind: 'publish' } },
      { id: 'file', source: { kind: 'file', path: 'clip.mp4' }, keepWarm: true },
      { id: 'b-frames', source: { kind: 'file', path: 'b-frames.mp4' }, keepWarm: true },
      {
        id: 'http-flv',
        source: { kind: 'http-flv', url: `http://${HOST}:${await flvServer()}/clip.flv` },
        keepWarm: true,
      },
    ],
  });
  publish('-f', 'flv', `rtmp://${HOST}:${worker.rtmpPort}/live/rtmp`);
  publish('-f', 'rtsp', '-rtsp_transport', 'tcp', `rtsp://${HOST}:${worker.rtspPort}/live/rtsp`);
  disposables.push(await publishWhip());
  const { id: lease, port } = await control().rtp.lease.mutate({});
  await control().streams.put.mutate({
    streams: [
      { id: 'ps', source: { kind: 'rtp-ps', from: { mode: 'passive', lease } }, keepWarm: true },
    ],
  });
  const to = { mode: 'udp', host: HOST, port } as const;
  await control().senders.put.mutate({ sender: { id: 's', streamId: 'file', ssrc: 7, to } });
  for (const id of INPUTS)
    await vi.waitFor(
      async () =>
        expect(await control().streams.get.query({ id })).toMatchObject({ state: 'live' }),
      { timeout: 20_000, interval: 100 },
    );
}, 60_000);
afterAll(async () => {
  for (const one of disposables) one[Symbol.dispose]();
  await worker?.[Symbol.asyncDispose]();
  rmSync(data, { recursive: true });
});

function encode(file: string, bFrames: number): void {
  execFileSync('/usr/bin/ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', flashSource('320x180'), '-f', 'lavfi', '-i', BEEP],
    ...['-t', '120', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25'],
    ...[
      '-bf',
      String(bFrames),
      '-b_strategy',
      '0',
      '-c:a',
      'aac',
      '-ar',
      '48000',
      '-ac',
      '2',
      file,
    ],
  ]);
}

function openTestWorker(): Promise<Worker> {
  const names = ['MEDIA', 'RTMP', 'RTSP', 'WEBRTC'];
  const ports = Object.fromEntries(names.map((name) => [`LUKOU_${name}_PORT`, '0']));
  const read = readEnv({ ...ports, LUKOU_CLUSTER_SECRET: SECRET, LUKOU_DATA: data });
  if (!read.ok) throw new Error(read.problems.join());
  return openWorker(read.env, workerLogger('silent'));
}

function control() {
  const url = `http://${HOST}:${worker.controlPort}`;
  const headers = { authorization: `Bearer ${SECRET}` };
  return createTRPCClient<WorkerRouter>({ links: [httpLink({ url, headers })] });
}

function publish(...to: readonly string[]): void {
  disposables.push(runFfmpeg(['-re', '-i', clip, '-c', 'copy', ...to]));
}

/**
 * ffmpeg's RTP of the clip's picture and of its sound as G.711, sealed and sent to WHIP. As ffmpeg cannot, this says which
 * timestamps belong together: those of the first packets do.
 */
async function publishWhip(): Promise<Disposable> {
  const address = `http://${HOST}:${worker.mediaPort}/live/whip/whip`;
  const headers = { 'Content-Type': 'application/sdp' };
  const offer = { method: 'POST', headers, body: testOffer('sendonly') };
  const client = await connectTestClient(await (await fetch(address, offer)).text());
  const beganAt = Date.now();
  const medium = async (payloadType: number, ssrc: number) => {
    const socket = createSocket('udp4').bind(0, HOST);
    await once(socket, 'listening');
    let sent = 0;
    socket.on('message', (bytes) => {
      const packet = parseRtp(bytes);
      if (!packet) return;
      const { marker, timestamp: rtpTimestamp, payload } = packet;
      if (sent === 0) {
        const first = { ssrc, utcMs: beganAt, rtpTimestamp, packets: 0, octets: 0 };
        client.sendRtcp(buildSenderReport(first));
      }
      const header = { marker, payloadType, sequence: sent, timestamp: rtpTimestamp, ssrc };
      client.sendRtp(buildRtp(header, payload), sent);
      sent += 1;
    });
    return { socket, to: `rtp://${HOST}:${socket.address().port}?rtcpport=9&pkt_size=1200` };
  };
  const picture = await medium(102, 1);
  const sound = await medium(8, 2);
  publish(
    ...['-map', '0:v', '-bsf:v', 'h264_mp4toannexb', '-f', 'rtp', picture.to],
    ...['-map', '0:a', '-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1', '-f', 'rtp', sound.to],
  );
  return {
    [Symbol.dispose]: () => {
      picture.socket.close();
      sound.socket.close();
      void client[Symbol.asyncDispose]();
    },
  };
}

/** Another server, from which FLV is pulled: gives the clip to each who asks, as it goes. */
async function flvServer(): Promise<number> {
  const server: Server = createServer((_request, response) => {
    const args = ['-nostdin', '-v', 'error', '-re', '-i', clip, '-c', 'copy', '-f', 'flv', '-'];
    const child = spawn('/usr/bin/ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.pipe(response);
    response.on('close', () => child.kill('SIGKILL'));
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  disposables.push({
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

function address(scheme: string, port: number, path: string, id: string): string {
  const expiresAtMs = Date.now() + 60_000;
  const ticket = signTicket({ streamId: id, userId: 'u', expiresAtMs }, SECRET);
  const separator = path.includes('?') ? '&' : '?';
  return `${scheme}://${HOST}:${port}/live/${id}${path}${separator}ticket=${ticket}`;
}

/** ffmpeg writes what it is sent into a file, as it is. */
function record(file: string, ...input: readonly string[]): Recording {
  const args = ['-v', 'error', ...input, '-t', String(SECONDS), '-c', 'copy', file];
  const running = run('/usr/bin/ffmpeg', args, { timeout: 45_000 });
  return Object.assign(
    running.then(() => file),
    { child: running.child },
  );
}

type Recording = Promise<string> & { readonly child: ChildProcess };

const over =
  (scheme: string, port: () => number, path: string, ...options: readonly string[]): Output =>
  (id, file) =>
    record(`${file}${container(id)}`, ...options, '-i', address(scheme, port(), path, id));

/** Writes what goes out of one stream into a file; gives its name. */
type Output = (id: Input, file: string) => Promise<string>;

const http = () => worker.mediaPort;
const OUTPUTS: Readonly<Record<string, Output>> = {
  'HTTP-FLV': over('http', http, '.flv'),
  'WS-FLV': recordWebSocket,
  'HTTP-fMP4': over('http', http, '.mp4'),
  'HTTP-TS': over('http', http, '.ts'),
  'HLS TS': over('http', http, '.m3u8?format=ts'),
  'HLS fMP4': over('http', http, '.m3u8'),
  'RTMP play': over('rtmp', () => worker.rtmpPort, ''),
  'RTSP play over TCP': over('rtsp', () => worker.rtspPort, '', '-rtsp_transport', 'tcp'),
  'RTSP play over UDP': over('rtsp', () => worker.rtspPort, '', '-rtsp_transport', 'udp'),
  'relay push over RTSP': async (id, file) => {
    const to = `rtsp://${HOST}:${await freePort()}/x`;
    return relayed(id, to, record(`${file}${container(id)}`, '-rtsp_flags', 'listen', '-i', to));
  },
  'relay push over RTMP': async (id, file) => {
    const to = `rtmp://${HOST}:${await freePort()}/live/x`;
    return relayed(id, to, record(`${file}${container(id)}`, '-listen', '1', '-i', to));
  },
};

async function relayed(streamId: Input, url: string, recording: Recording): Promise<string> {
  const relay = { id: `${streamId}-${new URL(url).port}`, streamId, url };
  await control().relays.put.mutate({ relays: [relay] });
  return recording.finally(() => control().relays.remove.mutate({ ids: [relay.id] }));
}

/** MP4 has no G.711. */
function container(id: Input): string {
  return id === 'whip' ? '.mov' : '.mp4';
}

/** Where G.711 goes through as it is and ffmpeg knows it: WebRTC brings no AAC. */
const CARRY_G711 = /FLV|RTMP|RTSP/;

/** A WebSocket's bytes, given to ffmpeg until it has enough. */
async function recordWebSocket(id: Input, file: string): Promise<string> {
  const socket = new WebSocket(address('ws', worker.mediaPort, '.flv', id));
  socket.binaryType = 'arraybuffer';
  const recording = record(`${file}${container(id)}`, '-f', 'flv', '-i', 'pipe:0');
  const { stdin } = recording.child;
  stdin?.on('error', () => {}); // it has enough, and closes
  socket.onmessage = ({ data: bytes }) => stdin?.write(new Uint8Array(bytes));
  return recording.finally(() => socket.close());
}

type Probed = {
  readonly streams: readonly { codec_name: string; width?: number; height?: number }[];
  readonly packets: readonly { codec_type: string; pts_time?: string; dts_time?: string }[];
};

async function probe(file: string): Promise<Probed> {
  const args = ['-v', 'error', '-show_streams', '-show_packets', '-of', 'json', file];
  const { stdout } = await run('/usr/bin/ffprobe', args, { maxBuffer: 64 << 20 });
  return JSON.parse(stdout);
}

/** What is wrong with a recording, by what ffprobe and ffmpeg say of it. */
async function faults(file: string, sound: string): Promise<string[]> {
  const { streams, packets } = await probe(file);
  const decoded = await decodeFlashes(file);
  const dts = (kind: string) =>
    packets
      .filter(({ codec_type }) => codec_type === kind)
      .map((packet) => Number(packet.dts_time ?? packet.pts_time));
  const video = dts('video');
  // Over RTSP ffmpeg finds no time for the first picture and puts it where the file begins.
  const seconds = (video.at(-1) ?? 0) - (video[1] ?? 0);
  const missing = Math.round(seconds * FPS) + 2 - video.length;
  const named = streams.map(({ codec_name, width, height }) =>
    width ? `${codec_name} ${width}x${height}` : codec_name,
  );
  const offsetMs = Math.round(decoded.flashToBeep * 1_000);
  const found = {
    [`is ${named.toSorted().join(', ')}`]:
      named.toSorted().join() !== [sound, 'h264 320x180'].toSorted().join(),
    [`has only ${seconds} s of pictures`]: !(seconds > SECONDS - 1.2),
    [`lacks ${missing} pictures`]: missing !== 0,
    [`has ${video.length} pictures of which ${decoded.pictures} can be decoded`]:
      video.length !== decoded.pictures,
    [`goes back in time: ${stepsBack(video)}`]: stepsBack(video) !== '',
    [`goes back in the time of sound: ${stepsBack(dts('audio'))}`]: stepsBack(dts('audio')) !== '',
    [`has its sound ${offsetMs} ms behind the picture`]: !(Math.abs(offsetMs) <= 40),
    [`makes the decoder complain: ${decoded.complaints[0]}`]: decoded.complaints.length > 0,
  };
  return Object.entries(found).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

function stepsBack(times: readonly number[]): string {
  return times
    .flatMap((time, at) => {
      const before = times[at - 1] ?? Number.NEGATIVE_INFINITY;
      return time > before ? [] : [`${before} ${time}`];
    })
    .join(', ');
}

describe.skipIf(!hasFfmpeg)('every way in goes with every way out', { timeout: 60_000 }, () => {
  it.each(INPUTS)('%s', async (id) => {
    // RTP tells no decode times, without which ffmpeg writes no reordered pictures.
    const outputs = Object.entries(OUTPUTS).filter(
      ([name]) =>
        (id !== 'b-frames' || !name.includes('RTSP')) && (id !== 'whip' || CARRY_G711.test(name)),
    );
    const found = await Promise.all(
      outputs.map(async ([name, output]) => {
        const file = join(data, `${id}-${name.replaceAll(' ', '-')}`);
        const found = await faults(await output(id, file), id === 'whip' ? 'pcm_alaw' : 'aac');
        return found.map((fault) => `${name} ${fault}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  });
});

// Load client: publishes streams over RTMP. Arguments: port, first stream number, count.
import { connect, type Socket } from 'node:net';
import {
  clientAcknowledgement,
  clientCommands,
  clientHello,
  mediaMessage,
  setChunkSize,
} from '../../protocols/rtmp/testing.ts';
import { AUDIO_FRAME_MS, audioBody, FPS, GOP, sequenceHeaders, videoBody } from './payload.ts';

const CHUNK_SIZE = 60_000;
const VIDEO = 9;
const AUDIO = 8;
const FRAME_MS = 1000 / FPS;
/** How often due frames are looked for; sending is at most this late. */
const TICK_MS = 1;

const [port = 0, first = 0, count = 1] = process.argv.slice(2).map(Number);
const key = videoBody(true);
const inter = videoBody(false);
const sound = audioBody();
const headers = sequenceHeaders();

type Publisher = {
  readonly socket: Socket;
  startAt: number;
  videoSent: number;
  audioSent: number;
  ready: boolean;
};

/** Waits for nothing but the sockets: every server here takes commands sent ahead of its answers. */
async function open(number: number): Promise<Publisher> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', (error) => fail(error.message));
  socket.on('close', () => fail(`stream ${number} was closed by the server`));
  const step = (...parts: Uint8Array[]) => socket.write(Buffer.concat(parts));
  await answered(socket, () => step(clientHello()));
  await answered(socket, () => {
    const [connectCommand, createStream] = commands(number);
    step(clientAcknowledgement(), connectCommand, setChunkSize(CHUNK_SIZE));
    step(createStream);
  });
  await answered(socket, () => step(commands(number)[2]));
  socket.on('data', () => {}); // acknowledgements
  step(
    mediaMessage(VIDEO, 0, headers.video, CHUNK_SIZE),
    mediaMessage(AUDIO, 0, headers.audio, CHUNK_SIZE),
  );
  return { socket, startAt: performance.now(), videoSent: 0, audioSent: 0, ready: true };
}

function commands(number: number): [Uint8Array, Uint8Array, Uint8Array] {
  const [a, b, c] = clientCommands('live', `bench-${number}`);
  if (!a || !b || !c) throw new Error('three commands expected');
  return [a, b, c];
}

function answered(socket: Socket, ask: () => void): Promise<void> {
  const answer = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  ask();
  return answer;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function send(publisher: Publisher, now: number): void {
  const elapsed = now - publisher.startAt;
  while (publisher.videoSent * FRAME_MS <= elapsed) {
    const frame = publisher.videoSent % GOP === 0 ? key : inter;
    frame.stamp(publisher.videoSent);
    const ms = Math.round(publisher.videoSent * FRAME_MS);
    publisher.socket.write(mediaMessage(VIDEO, ms, frame.body, CHUNK_SIZE));
    publisher.videoSent += 1;
  }
  while (publisher.audioSent * AUDIO_FRAME_MS <= elapsed) {
    const ms = Math.round(publisher.audioSent * AUDIO_FRAME_MS);
    publisher.socket.write(mediaMessage(AUDIO, ms, sound, CHUNK_SIZE));
    publisher.audioSent += 1;
  }
}

const publishers: Publisher[] = [];
// Each sends from when it is open: on a busy machine the last of 200 is so late that the first would be cut for saying nothing.
setInterval(() => {
  const tick = performance.now();
  for (const publisher of publishers) if (tick >= publisher.startAt) send(publisher, tick);
}, TICK_MS);
for (let number = first; number < first + count; number += 1) {
  const publisher = await open(number);
  // Spread over one frame, as cameras are.
  publisher.startAt = performance.now() + ((number - first) * FRAME_MS) / count;
  publishers.push(publisher);
}
process.send?.({ ready: true });
process.on('disconnect', () => process.exit(0));

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { feedbackIn } from '../protocols/rtp/feedback.ts';
import { buildRtp } from '../protocols/rtp/packet.ts';
import { buildSenderReport } from '../protocols/rtp/rtcp.ts';
import { connectTestClient, type TestClient, testOffer } from '../protocols/webrtc/testing.ts';
import { openWebrtcDoor, type WebrtcDoor } from '../sinks/webrtc-door.ts';
import { WhipPublish } from './whip-publish.ts';

/** On a machine that is busy with other tests. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

const SPS = Buffer.from('6764001eacd940a02ff97011000003000100000300320f162d96', 'hex');
const PPS = Buffer.from('68ebe3cb22c0', 'hex');
const SSRC = 0x1234;
const RECEIVER_REPORT = 201;

let stream: Stream;
let door: WebrtcDoor;
let whip: WhipPublish;
let ends: string[];
let heard: StreamEvent[];
let clients: TestClient[];

beforeEach(async () => {
  ends = [];
  heard = [];
  clients = [];
  stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );
  stream.listen({ event: (event) => heard.push(event), ended: () => {} });
  door = await openWebrtcDoor({ host: '127.0.0.1', port: 0, publicHost: null, clock: systemClock });
  whip = new WhipPublish({
    clock: systemClock,
    door,
    admit: ({ name, key }) => {
      if (name === 'cam' && key === 'right') return stream;
      throw new MediaError('refused', 'no', { code: 'publish.wrong-key' });
    },
    ended: ({ error }) => ends.push(error.context.code ?? error.kind),
  });
});
afterEach(async () => {
  whip[Symbol.dispose]();
  for (const client of clients) await client[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
  stream.remove();
});

function open(options: { key?: string; sdp?: string } = {}) {
  const { key: secret = 'right', sdp = testOffer('sendonly') } = options;
  return whip.open({ name: 'cam', secret, sdp, address: '127.0.0.1' });
}

/** A publisher that sends what it is told, and keeps what is asked of it. */
async function publisher() {
  const { id, answer } = await open();
  const client = await connectTestClient(answer);
  clients.push(client);
  const rtcp: Uint8Array[] = [];
  client.onRtcp = (packet) => rtcp.push(packet);
  await eventually(() => expect(stream.state).not.toBe('idle'));
  const send = (sequence: number, ms: number, payload: Uint8Array, payloadType = 102) => {
    const timestamp = ms * (payloadType === 102 ? 90 : 8);
    const ssrc = payloadType === 102 ? SSRC : SSRC + 1;
    const header = { marker: payloadType === 102, payloadType, sequence, timestamp, ssrc };
    client.sendRtp(buildRtp(header, payload), sequence);
  };
  const key = (sequence: number, ms: number) => send(sequence, ms, keyFrame());
  const inter = (sequence: number, ms: number) => send(sequence, ms, Uint8Array.of(0x41, 9, 9));
  return {
    id,
    client,
    rtcp,
    send,
    key,
    inter,
    asked: () => rtcp.flatMap((one) => feedbackIn(one)),
  };
}

/** SPS, PPS and an IDR picture in one STAP-A. */
function keyFrame(): Uint8Array {
  const units = [SPS, PPS, Buffer.of(0x65, 8, 8)];
  return Buffer.concat([
    Buffer.of(24),
    ...units.flatMap((unit) => [Buffer.of(unit.length >> 8, unit.length & 0xff), unit]),
  ]);
}

describe('a publisher', () => {
  it('brings picture and sound, in order, and is asked for key frames', async () => {
    const { send, key, inter, client, rtcp, asked } = await publisher();
    key(1, 0);
    inter(3, 80); // overtakes
    inter(2, 40);
    send(1, 100, new Uint8Array(160), 8);
    key(4, 120);

    await eventually(() => expect(heard).toHaveLength(6));
    expect(heard[0]?.type).toBe('tracks');
    const frames = heard.flatMap((event) => (event.type === 'frame' ? [event.frame] : []));
    const pictures = frames.filter((frame) => frame.kind === 'video');
    const [first] = pictures;
    expect(pictures.map(({ pts }) => pts - (first?.pts ?? 0))).toEqual([0, 3_600, 7_200, 10_800]);
    expect(pictures.map(({ randomAccess }) => randomAccess)).toEqual([true, false, false, true]);
    expect(stream.tracks.map(({ codec }) => codec)).toEqual(['h264', 'g711a']);
    await eventually(() => expect(asked()).toContainEqual({ kind: 'key-frame', ssrc: SSRC }));
    const report = { ssrc: SSRC, utcMs: 1_700_000_000_000, rtpTimestamp: 0, packets: 1, octets: 1 };
    client.sendRtcp(buildSenderReport(report));
    await eventually(() => expect(rtcp.some((one) => one[1] === RECEIVER_REPORT)).toBe(true));
  });

  it('is asked for what got lost', async () => {
    const { key, inter, asked } = await publisher();
    key(1, 0);
    inter(4, 80);
    await eventually(() =>
      expect(asked()).toContainEqual({ kind: 'nack', ssrc: SSRC, sequences: [2, 3] }),
    );
  });

  it('leaves: the stream says so, once', async () => {
    const { id, key } = await publisher();
    key(1, 0);
    await eventually(() => expect(stream.state).toBe('live'));
    expect(whip.end(id)).toBe(true);
    expect(whip.end(id)).toBe(false);
    expect(stream.failure?.code).toBe('publish.ended');
    expect(ends).toEqual(['publish.ended']);
  });

  it('gives way to a newer one', async () => {
    const older = await publisher();
    older.key(1, 0);
    await eventually(() => expect(stream.state).toBe('live'));
    const newer = await publisher();
    await eventually(() => expect(ends).toEqual(['publish.taken-over']));
    expect(whip.session(older.id)).toBeNull();
    expect(whip.session(newer.id)).toEqual({ ufrag: 'test' });
  });

  it('that sends nonsense is ended, and nobody else', async () => {
    const { send } = await publisher();
    const lying = Buffer.concat([
      Buffer.of(24, 0, 4),
      Buffer.of(0x67, 0, 0, 0),
      Buffer.of(0, 2, 0x68, 1),
    ]);
    send(1, 0, lying);
    await eventually(() => expect(ends).toHaveLength(1));
    expect(stream.failure?.kind).toBe('malformed');
  });
});

describe('refuses', () => {
  const codeOf = (opening: Promise<unknown>) =>
    opening.then(
      () => 'opened',
      (error: MediaError) => error.context.code,
    );
  it('the wrong key, an offer that is none, and one without a picture we read', async () => {
    expect(await codeOf(open({ key: 'wrong' }))).toBe('publish.wrong-key');
    expect(await codeOf(open({ sdp: '' }))).toBe('webrtc.bad-offer');
    expect(await codeOf(open({ sdp: testOffer('recvonly') }))).toBe('whip.codec-not-offered');
    expect(await codeOf(open({ sdp: testOffer('sendonly').replaceAll('H264', 'VP8') }))).toBe(
      'whip.codec-not-offered',
    );
    expect(stream.state).toBe('idle');
  });
});

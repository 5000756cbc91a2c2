import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signTicket, verifyTicket } from '../control/ticket.ts';
import { Stream } from '../hub/stream.ts';
import { u16, u32 } from '../media/bytes.ts';
import type { MediaError } from '../media/errors.ts';
import type { Frame, VideoFrame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { msToTicks, ticks90k } from '../media/ticks.ts';
import { type H264Track, nalu, type Track } from '../media/track.ts';
import { systemClock } from '../platform/clock.ts';
import { buildNack, buildPli } from '../protocols/rtp/feedback.ts';
import { parseRtp } from '../protocols/rtp/packet.ts';
import { hasBye, senderReports } from '../protocols/rtp/rtcp.ts';
import { SRTP_PROFILES } from '../protocols/webrtc/srtp/keys.ts';
import { connectTestClient, type TestClient, testOffer } from '../protocols/webrtc/testing.ts';
import type { Wanted } from '../transcoding/wanted.ts';
import type { ViewerEnd } from './viewer.ts';
import { openWebrtcDoor, type WebrtcDoor } from './webrtc-door.ts';
import { WhepPlay } from './whep-play.ts';

/** On a machine that is busy with other tests. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

const SECRET = 'a secret of sixteen or more';
const video: H264Track = {
  kind: 'video',
  codec: 'h264',
  sps: nalu(Uint8Array.of(0x67, 0x42, 0xc0, 0x1e)),
  pps: [nalu(Uint8Array.of(0x68, 1))],
  width: 640,
  height: 360,
  fps: 25,
  codecString: 'avc1.42c01e',
};
const sound: Track = {
  kind: 'audio',
  codec: 'g711a',
  sampleRate: 8000,
  channels: 1,
  codecString: 'alaw',
};

let stream: Stream;
let door: WebrtcDoor;
let play: WhepPlay;
let push: (...frames: readonly Frame[]) => void;
let ends: ViewerEnd[];
let wanted: Wanted[];
/** What a stream without B-frames is made as; `null`: that fails to help. */
let inOrder: Stream | null;
let clients: TestClient[];

/** A picture whose only NAL unit says at what time it is to be shown. */
function picture(
  ms: number,
  options: { key?: boolean; bytes?: number; pts?: number } = {},
): VideoFrame {
  const unit = Buffer.alloc(options.bytes ?? 20, 1);
  unit.writeUInt8(options.key ? 0x65 : 0x41, 0);
  unit.writeUInt32BE(ms, 4);
  const [pts, dts] = [msToTicks(options.pts ?? ms), msToTicks(ms)];
  return { kind: 'video', nalus: [nalu(unit)], randomAccess: options.key ?? false, pts, dts };
}

beforeEach(async () => {
  ends = [];
  wanted = [];
  inOrder = null;
  clients = [];
  stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );
  const { output } = stream.publish({ evict: () => {} });
  output.event({ type: 'tracks', tracks: [video, sound] });
  push = (...frames) => {
    for (const frame of frames) output.event({ type: 'frame', frame });
  };
  door = await openWebrtcDoor({ host: '127.0.0.1', port: 0, publicHost: null, clock: systemClock });
  play = new WhepPlay({
    clock: systemClock,
    door,
    gate: {
      find: (id) => (id === 'cam' ? stream : null),
      check: (ticket, id) => verifyTicket(ticket, SECRET, id, Date.now()),
      suiting: (found, wish) => {
        wanted.push(wish);
        return wish.video?.inOrder ? (inOrder ?? found) : found;
      },
    },
    ended: (_viewer, end) => ends.push(end),
  });
});
afterEach(async () => {
  play[Symbol.dispose]();
  for (const client of clients) await client[Symbol.asyncDispose]();
  await door[Symbol.asyncDispose]();
  stream.remove();
});

function open(
  options: { name?: string; secret?: string | null; sdp?: string; query?: string } = {},
) {
  const { name = 'cam' } = options;
  const ticket = signTicket(
    { streamId: name, userId: 'u', expiresAtMs: Date.now() + 60_000 },
    SECRET,
  );
  return play.open({
    name,
    secret: options.secret === undefined ? ticket : options.secret,
    parameters: new URLSearchParams(options.query),
    sdp: options.sdp ?? testOffer(),
    address: '127.0.0.1',
    signal: new AbortController().signal,
  });
}

/** A viewer that keeps the packets it gets. */
async function watch(profile = SRTP_PROFILES[0]) {
  const { id, answer } = await open();
  const client = await connectTestClient(answer, profile);
  clients.push(client);
  const pictures: { sequence: number; timestamp: number; shows: number; ssrc: number }[] = [];
  const rtcp: Uint8Array[] = [];
  const heard: number[] = [];
  client.onRtcp = (packet) => rtcp.push(packet);
  client.onRtp = (bytes) => {
    const packet = parseRtp(bytes);
    if (packet?.payloadType === 8) heard.push(packet.payload.length);
    if (packet?.payloadType !== 102) return;
    const { sequence, timestamp, payload, ssrc } = packet;
    // A key frame is one STAP-A of SPS, PPS and the picture.
    const at = (payload[0] ?? 0) % 32 === 24 ? payload.length - 20 : 0;
    pictures.push({ sequence, timestamp, ssrc, shows: u32(payload, at + 4) });
  };
  return { id, client, pictures, rtcp, heard };
}

const shown = ({ pictures }: { pictures: readonly { shows: number }[] }) =>
  pictures.map(({ shows }) => shows);

describe('a viewer', () => {
  it.each(SRTP_PROFILES)(
    'gets the cached GOP at once, then what comes: profile $id',
    async (profile) => {
      push(picture(0, { key: true }), picture(40), picture(80));
      const viewer = await watch(profile);
      await eventually(() => expect(viewer.pictures).toHaveLength(3));

      push(picture(120), { kind: 'audio', data: new Uint8Array(320), pts: ticks90k(0) });
      push(picture(160, { key: true }));

      await eventually(() => expect(shown(viewer)).toEqual([0, 40, 80, 120, 160]));
      const [first, ...others] = viewer.pictures;
      const base = first?.sequence ?? 0;
      expect(viewer.pictures.map(({ sequence }) => sequence - base)).toEqual([0, 1, 2, 3, 4]);
      // What was cached is shown within two milliseconds, what comes live in its own time.
      const times = [first, ...others].map(
        (one) => ((one?.timestamp ?? 0) - (first?.timestamp ?? 0)) / 90,
      );
      expect(times).toEqual([0, 1, 2, 42, 82]);
      expect(viewer.heard).toEqual([160, 160]);
      expect(viewer.rtcp.flatMap((packet) => senderReports(packet))).not.toEqual([]);
      expect(play.list).toMatchObject([{ format: 'whep', address: '127.0.0.1', userId: 'u' }]);
    },
  );

  it('is sent lost packets again, as they were', async () => {
    push(picture(0, { key: true }), picture(40), picture(80));
    const viewer = await watch();
    await eventually(() => expect(viewer.pictures).toHaveLength(3));
    const [, second] = viewer.pictures;
    const again: Uint8Array[] = [];
    viewer.client.onPacket = (packet) => packet[1] === 0x80 + 102 && again.push(packet) > 0;

    viewer.client.sendRtcp(
      buildNack(1, second?.ssrc ?? 0, [second?.sequence ?? 0, 1 + (second?.sequence ?? 0) + 5_000]),
    );

    await eventually(() => expect(again).toHaveLength(1));
    expect(u16(again[0] ?? new Uint8Array(0), 2)).toBe(second?.sequence);
  });

  it('that lost the picture gets the cached GOP again', async () => {
    push(picture(0, { key: true }), picture(40));
    const viewer = await watch();
    await eventually(() => expect(viewer.pictures).toHaveLength(2));
    push(picture(80));
    await eventually(() => expect(viewer.pictures).toHaveLength(3));

    viewer.client.sendRtcp(buildPli(1, viewer.pictures[0]?.ssrc ?? 0));

    await eventually(() => expect(shown(viewer)).toEqual([0, 40, 80, 0, 40, 80]));
    const times = viewer.pictures.map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('gets a long key frame in bursts, whole and in order', async () => {
    push(picture(0, { key: true }));
    const viewer = await watch();
    await eventually(() => expect(viewer.pictures).toHaveLength(1));
    push(picture(40, { bytes: 110_000 }), picture(80));
    const packets = 1 + Math.ceil((110_000 - 1) / 1_178) + 1;
    await eventually(() => expect(viewer.pictures).toHaveLength(packets));
    const base = viewer.pictures[0]?.sequence ?? 0;
    expect(viewer.pictures.map(({ sequence }) => sequence - base)).toEqual(
      Array.from({ length: packets }, (_, index) => index),
    );
    expect(viewer.pictures.at(-1)?.shows).toBe(80);
  });

  it('is kicked: hears goodbye, and its end is told once', async () => {
    push(picture(0, { key: true }));
    const viewer = await watch();
    await eventually(() => expect(viewer.pictures).toHaveLength(1));

    expect(play.kick(viewer.id)).toBe(true);

    await eventually(() => expect(viewer.rtcp.some(hasBye)).toBe(true));
    expect(ends.map(({ code }) => code)).toEqual(['viewer.kicked']);
    expect(play.kick(viewer.id)).toBe(false);
    expect({ holders: stream.holders, listeners: stream.listenerCount }).toEqual({
      holders: [],
      listeners: 0,
    });
  });

  it('is ended when B-frames turn up', async () => {
    push(picture(0, { key: true }));
    await watch();
    push(picture(40, { pts: 120 }), picture(80, { pts: 80 }));
    await eventually(() => expect(ends.map(({ code }) => code)).toEqual(['whep.b-frames']));
  });
});

describe('what a viewer gets', () => {
  const pictures = [0, 40, 80, 120].map((ms) => picture(ms, { key: ms === 0 }));

  it('is what it asked for, and sound that browsers play where it did not ask', async () => {
    push(...pictures);
    await open();
    await open({ query: 'size=360&audio=none' });
    await open({ query: 'video=h264&audio=opus' });
    expect(wanted).toEqual([
      { video: null, audio: null }, // G.711 as it comes
      { video: { codec: 'h264', height: 360 }, audio: 'none' },
      { video: { codec: 'h264', height: null }, audio: 'opus' },
    ]);
  });

  it('is made without B-frames where there are any, in the size it asked for', async () => {
    const made = new Stream(
      { id: streamId('made'), source: { kind: 'publish' }, stopAfterMs: 0 },
      { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
    );
    inOrder = made;
    const { output } = made.publish({ evict: () => {} });
    output.event({ type: 'tracks', tracks: [video] });
    for (const frame of pictures) output.event({ type: 'frame', frame });
    push(picture(0, { key: true }));
    const opening = open({ query: 'size=720' });
    push(picture(40, { pts: 120 }), picture(80, { pts: 80 })); // told only by what comes next
    await opening;
    expect(wanted.map((one) => one.video)).toEqual([{ codec: 'h264', height: 720, inOrder: true }]);
    expect([stream.holders.length, made.holders.length]).toEqual([0, 1]);
    made.remove();
  });
});

describe('refuses', () => {
  const codeOf = (opening: Promise<unknown>) =>
    opening.then(
      () => 'opened',
      (error: MediaError) => error.context.code,
    );

  it('without a ticket, an unknown stream, and an offer that is none', async () => {
    push(picture(0, { key: true }));
    expect(await codeOf(open({ secret: null }))).toBe('ticket.missing');
    expect(await codeOf(open({ secret: 'x.y' }))).toBe('ticket.forged');
    expect(await codeOf(open({ name: 'other' }))).toBe('stream.unknown');
    expect(await codeOf(open({ sdp: 'v=0' }))).toBe('webrtc.bad-offer');
    expect(await codeOf(open({ sdp: testOffer('sendonly') }))).toBe('whep.codec-not-offered');
    expect(await codeOf(open({ sdp: testOffer().replaceAll('H264', 'VP8') }))).toBe(
      'whep.codec-not-offered',
    );
    expect({ holders: stream.holders, listeners: stream.listenerCount }).toEqual({
      holders: [],
      listeners: 0,
    });
  });

  it('B-frames that cannot be made away with', async () => {
    push(picture(0, { key: true }), picture(40, { pts: 120 }), picture(80, { pts: 80 }));
    expect(await codeOf(open())).toBe('whep.b-frames');
    expect(stream.holders).toEqual([]);
  });

  it.each(['audio=aac', 'video=vp8', 'size=4000'])('%s', async (query) => {
    push(picture(0, { key: true }));
    expect(await codeOf(open({ query }))).toBe('request.bad-parameter');
  });
});

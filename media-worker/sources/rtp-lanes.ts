// What arrives under one RTP payload type, as GB/T 28181 devices send it: PS by its standard, and what they send instead.
import { g711Track } from '../codecs/g711.ts';
import { isH264RandomAccess } from '../codecs/h264.ts';
import { isH265RandomAccess } from '../codecs/h265.ts';
import { ParameterSets } from '../codecs/parameter-sets.ts';
import { PsDemuxer } from '../formats/mpeg-ps/demuxer.ts';
import { TsDemuxer } from '../formats/mpeg-ts/demuxer.ts';
import { concatBytes, u8, u32 } from '../media/bytes.ts';
import type { StreamEvent } from '../media/frame.ts';
import { type Ticks90k, ticks90k } from '../media/ticks.ts';
import { Timeline } from '../media/timeline.ts';
import type { AccessUnit } from '../protocols/rtp/access-unit.ts';
import { H264Depacketizer } from '../protocols/rtp/h264-depacketizer.ts';
import { H265Depacketizer } from '../protocols/rtp/h265-depacketizer.ts';
import type { OrderedPacket } from '../protocols/rtp/reorder.ts';
import { DecodeTimes } from './decode-times.ts';

/** Packets of one payload type → events. Synchronous; frames behind a loss are left out up to a random access point. */
export type RtpLane = { push(ordered: OrderedPacket): StreamEvent[] };

export type LaneKind = 'ps' | 'ts' | 'h264' | 'h265' | 'g711a' | 'g711u';

const PACK_START = 0x000001ba;
const TS_SYNC = 0x47;
const PCMU = 0;
const PCMA = 8;
const H264_STARTS: readonly number[] = [5, 6, 7, 8, 9, 24, 28];
const H265_STARTS: readonly number[] = [19, 20, 21, 32, 33, 34, 35, 39, 48, 49];

/** What the first packet of a frame shows; `null`: wait for another. Payload types say little: devices mix them up. */
export function laneKind(payloadType: number, payload: Uint8Array): LaneKind | null {
  if (payload.length >= 4 && u32(payload, 0) === PACK_START) return 'ps';
  if (u8(payload, 0) === TS_SYNC && payload.length % 188 === 0) return 'ts';
  if (payloadType === PCMA) return 'g711a';
  if (payloadType === PCMU) return 'g711u';
  if (u8(payload, 1) === 1 && H265_STARTS.includes((u8(payload, 0) >> 1) & 0x3f)) return 'h265';
  return H264_STARTS.includes(u8(payload, 0) & 0x1f) && u8(payload, 0) < 0x80 ? 'h264' : null;
}

/** @param startAt where its timeline begins: sound beside a picture stream of its own begins where that stands */
export function openLane(kind: LaneKind, startAt: Ticks90k): RtpLane {
  if (kind === 'ps') return new PsLane();
  if (kind === 'ts') return new TsLane();
  if (kind === 'g711a' || kind === 'g711u') return new G711Lane(kind, startAt);
  return new PictureLane(kind);
}

/** The largest picture with its sound; more under one RTP time is a sender that does not count. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** A frame's packets share their RTP time. They are given to the demuxer together, and not at all when one is missing. */
class PsLane implements RtpLane {
  readonly #demuxer = new PsDemuxer();
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #timestamp: number | null = null;
  #torn = false;
  #waiting = false;
  #closedByMarker = false;
  #markersTellEnds = true;

  push({ packet, lostBefore }: OrderedPacket): StreamEvent[] {
    const events: StreamEvent[] = [];
    const isNew = packet.timestamp !== this.#timestamp;
    if (!isNew && this.#closedByMarker) this.#markersTellEnds = false; // one device sets it on every packet
    if (lostBefore > 0) this.#lost(isNew, packet.payload);
    if (isNew) events.push(...this.#close());
    if (isNew) this.#torn = lostBefore > 0 && !startsPack(packet.payload);
    this.#timestamp = packet.timestamp;
    this.#closedByMarker = packet.marker;
    this.#chunks.push(packet.payload);
    this.#bytes += packet.payload.length;
    if ((packet.marker && this.#markersTellEnds) || this.#bytes > MAX_FRAME_BYTES)
      events.push(...this.#close());
    return events;
  }

  #lost(isNew: boolean, payload: Uint8Array): void {
    this.#waiting = true;
    if (!isNew || !startsPack(payload)) this.#torn = true;
    if (isNew && !this.#closedByMarker) this.#torn = true; // its end may be what is missing
  }

  #close(): StreamEvent[] {
    const chunks = this.#torn ? [] : this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (chunks.length === 0) return [];
    const events = [...this.#demuxer.push(concatBytes(chunks)), ...this.#demuxer.flush()];
    return events.filter((event) => this.#passes(event));
  }

  #passes(event: StreamEvent): boolean {
    if (event.type === 'tracks' || event.frame.kind === 'audio') return true;
    if (event.frame.randomAccess) this.#waiting = false;
    return !this.#waiting;
  }
}

function startsPack(payload: Uint8Array): boolean {
  return payload.length >= 4 && u32(payload, 0) === PACK_START;
}

/** Loss shows in the transport packets' own counters. */
class TsLane implements RtpLane {
  readonly #demuxer = new TsDemuxer();

  push({ packet }: OrderedPacket): StreamEvent[] {
    return this.#demuxer.push(packet.payload);
  }
}

class G711Lane implements RtpLane {
  readonly #timeline: Timeline;
  #announce: StreamEvent[];

  constructor(kind: 'g711a' | 'g711u', startAt: Ticks90k) {
    this.#timeline = new Timeline({ clockRate: 8_000, startAt });
    this.#announce = [{ type: 'tracks', tracks: [g711Track(kind === 'g711a' ? 'a' : 'u')] }];
  }

  push({ packet }: OrderedPacket): StreamEvent[] {
    if (packet.payload.length === 0) return [];
    const pts = this.#timeline.place(packet.timestamp);
    const announced = this.#announce;
    this.#announce = [];
    return [...announced, { type: 'frame', frame: { kind: 'audio', data: packet.payload, pts } }];
  }
}

/** Bare H.264 or H.265 (RFC 6184, RFC 7798). */
class PictureLane implements RtpLane {
  readonly #codec: 'h264' | 'h265';
  readonly #depacketizer: H264Depacketizer | H265Depacketizer;
  readonly #sets: ParameterSets;
  readonly #timeline = new Timeline({ clockRate: 90_000 });
  readonly #decodeTimes = new DecodeTimes();
  #waiting = true;

  constructor(codec: 'h264' | 'h265') {
    this.#codec = codec;
    this.#depacketizer = codec === 'h264' ? new H264Depacketizer() : new H265Depacketizer();
    this.#sets = new ParameterSets(codec);
  }

  push(ordered: OrderedPacket): StreamEvent[] {
    return this.#depacketizer.push(ordered).flatMap((unit) => this.#picture(unit));
  }

  #picture(unit: AccessUnit): StreamEvent[] {
    const { picture, changed } = this.#sets.take(unit.nalus);
    const { track } = this.#sets;
    const pts = this.#timeline.place(unit.timestamp);
    const dts = this.#decodeTimes.place(pts);
    const announced: StreamEvent[] = changed && track ? [{ type: 'tracks', tracks: [track] }] : [];
    if (unit.afterLoss) this.#waiting = true;
    if (picture.length === 0 || !track) return announced;
    const randomAccess =
      this.#codec === 'h264' ? isH264RandomAccess(picture) : isH265RandomAccess(picture);
    if (randomAccess) this.#waiting = false;
    if (this.#waiting) return announced;
    const frame = { kind: 'video', nalus: picture, randomAccess, pts, dts: ticks90k(dts) } as const;
    return [...announced, { type: 'frame', frame }];
  }
}

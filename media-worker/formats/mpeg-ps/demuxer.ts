// MPEG program stream: ISO/IEC 13818-1 §2.5, as cameras send it over RTP by GB/T 28181 Annex C.
import { ByteQueue } from '../../media/byte-queue.ts';
import { concatBytes, u8, u16 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { Timeline } from '../../media/timeline.ts';
import type { Track } from '../../media/track.ts';
import { AudioElementary } from '../mpeg-pes/audio-elementary.ts';
import { type Elementary, isVideoCodec, STREAM_TYPES } from '../mpeg-pes/elementary.ts';
import { type PesTimes, parsePes } from '../mpeg-pes/pes.ts';
import { guessVideoCodec, VideoElementary } from '../mpeg-pes/video-elementary.ts';

const PACK = 0xba;
const PROGRAM_MAP = 0xbc;
const PROGRAM_END = 0xb9;
/** Below this a start code belongs to a NAL unit (its forbidden bit is 0), not to the program stream. */
const FIRST_SYSTEM_ID = 0xb9;
const PACK_BYTES = 14;
/** Old DVRs write MPEG-1 packs. */
const MPEG1_PACK_BYTES = 12;
/** Two of the largest access units; more without a complete packet is not a camera. */
const MAX_PENDING_BYTES = 8 * 1024 * 1024;

type Picture = { chunks: Uint8Array[]; bytes: number; times: PesTimes };

/**
 * Reads a program stream in any pieces. `push` gives what became complete; a picture is complete when the next one
 * begins, or at `flush` (RTP: the timestamp changed). After a throw the demuxer is of no further use.
 */
export class PsDemuxer {
  /** Payloads left out because their codec is unknown here. */
  skipped = 0;
  readonly #timeline = new Timeline({ clockRate: 90_000, bits: 33 });
  #types = new Map<number, number>();
  readonly #queue = new ByteQueue();
  #picture: Picture | null = null;
  #video: VideoElementary | null = null;
  #audio: AudioElementary | null = null;
  #announce = false;
  #events: StreamEvent[] = [];

  /** Copies what it keeps. @throws `malformed`, `overflow` */
  push(bytes: Uint8Array): StreamEvent[] {
    const joined = this.#queue.push(bytes);
    if (!joined) return this.#taken();
    let at = 0;
    for (;;) {
      const next = this.#unit(joined, at);
      if (next === at) break;
      at = next;
    }
    const rest = joined.subarray(at);
    this.#queue.keep(rest, packetBytes(rest));
    if (rest.length > MAX_PENDING_BYTES)
      throw new MediaError('overflow', `${rest.length} bytes without a whole packet`, {
        code: 'ps.overflow',
      });
    return this.#taken();
  }

  /** The picture collected so far is whole. */
  flush(): StreamEvent[] {
    this.#finishPicture();
    return this.#taken();
  }

  #taken(): StreamEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Where the next unit starts, or `at` when this one is not all there. */
  #unit(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < 4) return at;
    const id = u8(bytes, at + 3);
    const isStart =
      bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1 && id >= FIRST_SYSTEM_ID;
    if (!isStart) return resync(bytes, at + 1);
    if (id === PACK) return this.#pack(bytes, at);
    if (id === PROGRAM_END) return at + 4;
    return this.#packet(bytes, at, id);
  }

  #pack(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < PACK_BYTES) return at;
    if (u8(bytes, at + 4) >> 6 !== 1) return at + MPEG1_PACK_BYTES;
    const end = at + PACK_BYTES + (u8(bytes, at + 13) & 7);
    return end <= bytes.length ? end : at;
  }

  #packet(bytes: Uint8Array, at: number, id: number): number {
    if (bytes.length - at < 6) return at;
    const length = u16(bytes, at + 4);
    const end = length > 0 ? at + 6 + length : nextSystemStart(bytes, at + 6);
    if (end < 0 || end > bytes.length) return at;
    const body = bytes.subarray(at + 6, end);
    if (id === PROGRAM_MAP) this.#programMap(body);
    else if (id >= 0xe0 && id <= 0xef) this.#videoPacket(id, body);
    else if (id >= 0xc0 && id <= 0xdf) this.#audioPacket(id, body);
    return end;
  }

  /** flags 2, info, then {type, stream id, info}*; the CRC is wrong in many cameras and not looked at. */
  #programMap(body: Uint8Array): void {
    if (body.length < 6) return;
    let at = 4 + u16(body, 2);
    const end = Math.min(body.length, at + 2 + (at + 2 <= body.length ? u16(body, at) : 0));
    at += 2;
    const types = new Map<number, number>();
    while (at + 4 <= end) {
      types.set(u8(body, at + 1), u8(body, at));
      at += 4 + u16(body, at + 2);
    }
    if (types.size > 0) this.#types = types;
  }

  #videoPacket(id: number, body: Uint8Array): void {
    const pes = parsePes(body);
    if (!pes) return;
    const { times, payload } = pes;
    const begins =
      this.#picture === null || (times !== null && times.pts !== this.#picture.times.pts);
    if (begins) {
      this.#finishPicture();
      if (times === null) return; // no picture was open: the beginning of this one was lost
      this.#picture = { chunks: [], bytes: 0, times };
      this.#chooseVideo(id, payload);
    }
    this.#picture?.chunks.push(payload);
  }

  #chooseVideo(id: number, payload: Uint8Array): void {
    const declared = STREAM_TYPES.get(this.#types.get(id) ?? -1);
    const codec = declared && isVideoCodec(declared) ? declared : guessVideoCodec(payload);
    if (codec && codec !== this.#video?.codec) this.#video = new VideoElementary(codec);
  }

  #finishPicture(): void {
    const picture = this.#picture;
    this.#picture = null;
    if (!picture) return;
    if (!this.#video) {
      this.skipped += 1;
      return;
    }
    const pts = this.#timeline.place(picture.times.pts);
    const dts =
      picture.times.dts === picture.times.pts ? pts : this.#timeline.place(picture.times.dts);
    this.#emit(this.#video.take(concatBytes(picture.chunks), pts, dts));
  }

  #audioPacket(id: number, body: Uint8Array): void {
    const codec = STREAM_TYPES.get(this.#types.get(id) ?? -1);
    const pes = parsePes(body);
    if (!pes?.times || !codec || isVideoCodec(codec)) {
      this.skipped += 1;
      return;
    }
    if (codec !== this.#audio?.codec) {
      this.#audio = new AudioElementary(codec);
      this.#announce = true;
    }
    // Audio is told before the picture still being collected only in order of arrival: its own time says where it belongs.
    this.#emit(this.#audio.take(pes.payload, this.#timeline.place(pes.times.pts)));
  }

  #emit({ frames, changed }: Elementary): void {
    if (changed) this.#announce = true;
    if (frames.length === 0) return;
    if (this.#announce) {
      this.#announce = false;
      const tracks: Track[] = [this.#video?.track, this.#audio?.track].filter(
        (track) => track != null,
      );
      this.#events.push({ type: 'tracks', tracks });
    }
    for (const frame of frames) this.#events.push({ type: 'frame', frame });
  }
}

/** Bytes of the packet that has begun, where it says so; 0: every piece may complete it. */
function packetBytes(rest: Uint8Array): number {
  if (rest.length < 6 || rest[0] !== 0 || rest[1] !== 0 || rest[2] !== 1) return 0;
  const length = u8(rest, 3) > PACK ? u16(rest, 4) : 0;
  return length > 0 ? 6 + length : 0;
}

/** Where the next pack begins; the last three bytes may be the beginning of one. */
function resync(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++)
    if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1 && bytes[at + 3] === PACK)
      return at;
  return Math.max(from, bytes.length - 3);
}

/** A packet of length 0 ends where the next one of the program stream begins; -1 while that is not there. */
function nextSystemStart(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 4 <= bytes.length; at++)
    if (
      bytes[at] === 0 &&
      bytes[at + 1] === 0 &&
      bytes[at + 2] === 1 &&
      u8(bytes, at + 3) >= FIRST_SYSTEM_ID
    )
      return at;
  return -1;
}

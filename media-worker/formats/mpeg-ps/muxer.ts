// MPEG program stream: ISO/IEC 13818-1 §2.5, written as GB/T 28181 Annex C asks for.
import { adtsHeader } from '../../codecs/aac.ts';
import { ByteWriter } from '../../media/byte-writer.ts';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import type { AudioFrame, Frame, VideoFrame } from '../../media/frame.ts';
import type { AudioTrack, Track, VideoTrack } from '../../media/track.ts';
import { pesHeader } from '../mpeg-ts/pes.ts';
import { sectionCrc } from '../mpeg-ts/tables.ts';

const VIDEO_STREAM = 0xe0;
const AUDIO_STREAM = 0xc0;
/** Behind a PES's length field: three bytes of flags and ten of times. */
const MAX_PES_PAYLOAD = 0xffff - 13;
/** Presentation runs this far behind the clock reference: 40 ms, as decoders of platforms expect it. */
const CLOCK_LEAD = 3_600;
const WRAP = 2 ** 33;
/** 20 Mbit/s in units of 50 bytes a second: an upper bound that no decoder holds us to. */
const MUX_RATE = 50_000;
const START_CODE = Uint8Array.of(0, 0, 0, 1);
const NO_BYTES = new Uint8Array(0);

/** stream_type of each codec, `null` for one that is not carried. */
const TYPES: Readonly<Record<Track['codec'], number | null>> = {
  h264: 0x1b,
  h265: 0x24,
  aac: 0x0f,
  g711a: 0x90,
  g711u: 0x91,
  mp3: 0x04,
  opus: null,
};

/**
 * Frames to packs, one a frame. Before every random access point, or every sound where there are no pictures, stand
 * the system header and the program stream map. A pure state machine.
 */
export class PsMuxer {
  #video: VideoTrack | null = null;
  #audio: AudioTrack | null = null;
  #maps: Uint8Array = NO_BYTES;

  /** @throws `unsupported` when a program stream carries none of the tracks */
  tracks(tracks: readonly Track[]): void {
    const carried = tracks.filter((track) => TYPES[track.codec] !== null);
    if (carried.length === 0)
      throw new MediaError('unsupported', 'a program stream carries none of the tracks', {
        code: 'ps.no-supported-track',
      });
    this.#video = carried.find((track) => track.kind === 'video') ?? null;
    this.#audio = carried.find((track) => track.kind === 'audio') ?? null;
    const streams = [this.#video, this.#audio].filter((track) => track !== null);
    this.#maps = concatBytes([systemHeader(streams), programMap(streams)]);
  }

  /** One pack; empty for a frame whose track is not carried. */
  write(frame: Frame): Uint8Array {
    return frame.kind === 'video' ? this.#picture(frame) : this.#sound(frame);
  }

  #picture(frame: VideoFrame): Uint8Array {
    const track = this.#video;
    if (!track) return NO_BYTES;
    const sets =
      track.codec === 'h264' ? [track.sps, ...track.pps] : [track.vps, track.sps, ...track.pps];
    const units = frame.randomAccess ? [...sets, ...frame.nalus] : frame.nalus;
    const payload = concatBytes(units.flatMap((unit) => [START_CODE, unit]));
    return concatBytes([
      packHeader(frame.dts % WRAP),
      frame.randomAccess ? this.#maps : NO_BYTES,
      ...packets(VIDEO_STREAM, payload, place(frame.pts), place(frame.dts)),
    ]);
  }

  #sound(frame: AudioFrame): Uint8Array {
    const track = this.#audio;
    if (!track) return NO_BYTES;
    const payload =
      track.codec === 'aac'
        ? concatBytes([adtsHeader(track, frame.data.length), frame.data])
        : frame.data;
    const pts = place(frame.pts);
    return concatBytes([
      packHeader(frame.pts % WRAP),
      this.#video ? NO_BYTES : this.#maps,
      ...packets(AUDIO_STREAM, payload, pts, pts),
    ]);
  }
}

function place(ticks: number): number {
  return (ticks + CLOCK_LEAD) % WRAP;
}

/** A payload as PES packets of at most 65,535 bytes; the times stand in the first. */
function packets(streamId: number, payload: Uint8Array, pts: number, dts: number): Uint8Array[] {
  const first = payload.subarray(0, MAX_PES_PAYLOAD);
  const parts = [pesHeader(streamId, first.length, pts, dts), first];
  for (let at = MAX_PES_PAYLOAD; at < payload.length; at += MAX_PES_PAYLOAD) {
    const more = payload.subarray(at, at + MAX_PES_PAYLOAD);
    const length = more.length + 3;
    parts.push(Uint8Array.of(0, 0, 1, streamId, length >> 8, length & 0xff, 0x80, 0, 0), more);
  }
  return parts;
}

/** §2.5.3.3, with a clock reference of 27 MHz resolution 0. */
function packHeader(clock: number): Uint8Array {
  const high = Math.floor(clock / 2 ** 30) & 7;
  const middle = Math.floor(clock / 2 ** 15) & 0x7fff;
  const low = clock % 2 ** 15;
  return new ByteWriter()
    .u32(0x000001ba)
    .u8(0x40 | (high << 3) | 4 | (middle >> 13))
    .u8(middle >> 5)
    .u8(((middle & 0x1f) << 3) | 4 | (low >> 13))
    .u8(low >> 5)
    .u8(((low & 0x1f) << 3) | 4)
    .u8(1)
    .u24((MUX_RATE << 2) | 3)
    .u8(0xf8)
    .finish();
}

/** §2.5.3.5: how many streams there are and the buffer each needs. */
function systemHeader(streams: readonly Track[]): Uint8Array {
  const videos = streams.filter((track) => track.kind === 'video').length;
  const body = new ByteWriter()
    .u24(0x800000 | (MUX_RATE << 1) | 1)
    .u8((streams.length - videos) << 2)
    .u8(0xe0 | videos)
    .u8(0x7f);
  for (const track of streams) {
    if (track.kind === 'video')
      body.u8(VIDEO_STREAM).u16(0xe000 | 2_048); // in KiB
    else body.u8(AUDIO_STREAM).u16(0xc000 | 32); // in 128 bytes
  }
  const bytes = body.finish();
  return new ByteWriter().u32(0x000001bb).u16(bytes.length).bytes(bytes).finish();
}

/** §2.5.4.1: which codec is in which stream. */
function programMap(streams: readonly Track[]): Uint8Array {
  const map = new ByteWriter();
  for (const track of streams)
    map
      .u8(TYPES[track.codec] ?? 0)
      .u8(track.kind === 'video' ? VIDEO_STREAM : AUDIO_STREAM)
      .u16(0);
  const entries = map.finish();
  const writer = new ByteWriter()
    .u32(0x000001bc)
    .u16(10 + entries.length)
    .u16(0xe1ff)
    .u16(0)
    .u16(entries.length)
    .bytes(entries);
  return writer.u32(sectionCrc(writer.finish())).finish();
}

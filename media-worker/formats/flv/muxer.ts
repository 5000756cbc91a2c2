// FLV as live streams use it: one tag a frame, AVC as codec 7, HEVC as Enhanced RTMP `hvc1` or as codec 12.
import { buildAvcC } from '../../codecs/h264.ts';
import { buildHvcC } from '../../codecs/h265.ts';
import { lengthPrefixedSize, writeLengthPrefixed } from '../../codecs/nal-units.ts';
import { opusHead } from '../../codecs/opus.ts';
import { concatBytes } from '../../media/bytes.ts';
import { assertNever } from '../../media/errors.ts';
import type { AudioFrame, Frame, VideoFrame } from '../../media/frame.ts';
import type { Ticks90k } from '../../media/ticks.ts';
import type { AudioTrack, Track, VideoTrack } from '../../media/track.ts';
import {
  AAC_FLAGS,
  CODEC_AVC,
  CODEC_HEVC_LEGACY,
  EX_CODED_FRAMES,
  EX_SEQUENCE_START,
  FOURCC_HVC1,
  FOURCC_OPUS,
  FRAME_INTER,
  FRAME_KEY,
  PACKET_NALUS,
  PACKET_SEQUENCE_HEADER,
  SOUND_AAC,
  SOUND_EX,
  SOUND_G711A,
  SOUND_G711U,
  SOUND_MP3,
  TAG_AUDIO,
  TAG_HEADER_BYTES,
  TAG_SCRIPT,
  TAG_VIDEO,
} from './constants.ts';
import { metadataBody } from './metadata.ts';
import { emptyTag, fileHeader, tagOf } from './tag.ts';

/**
 * How H.265 is written: as the standard says, or as older Chinese players expect it. `enhanced-audio`: Opus is written, too,
 * as Enhanced RTMP v2 says; most players take a sound format they do not know for damage.
 */
export type FlvStyle = 'enhanced' | 'enhanced-audio' | 'legacy';

const NO_BYTES = new Uint8Array(0);

/** Writes frames as FLV tags whose timestamps start at 0 with the first frame written. */
export class FlvMuxer {
  readonly #style: FlvStyle;
  #video: VideoTrack | null = null;
  #audio: AudioTrack | null = null;
  /** Stands before every frame of sound. */
  #soundHead: Uint8Array = NO_BYTES;
  #startMs: number | null = null;
  #nowMs = 0;

  constructor(style: FlvStyle = 'enhanced') {
    this.#style = style;
  }

  /** File header, metadata and sequence headers. Call `tracks` first. */
  header(): Uint8Array {
    return concatBytes([
      fileHeader(this.#video !== null, this.#audio !== null),
      this.sequenceHeaders(),
    ]);
  }

  /** Takes new tracks into use; what must be written for them comes from `sequenceHeaders`. */
  tracks(tracks: readonly Track[]): void {
    this.#video = tracks.find((track) => track.kind === 'video') ?? null;
    this.#audio = tracks.find((track) => this.#carries(track)) ?? null;
    if (this.#audio) this.#soundHead = audioHead(this.#audio, PACKET_NALUS);
  }

  /** Metadata and sequence headers at the current time: at the start, and where tracks change. */
  sequenceHeaders(): Uint8Array {
    const tracks = [this.#video, this.#audio].filter((track) => track !== null);
    const parts: Uint8Array[] = [tagOf(TAG_SCRIPT, this.#nowMs, metadataBody(tracks, this.#style))];
    if (this.#video) parts.push(tagOf(TAG_VIDEO, this.#nowMs, this.#videoConfig(this.#video)));
    const sound = this.#audio && audioConfig(this.#audio);
    if (sound) parts.push(tagOf(TAG_AUDIO, this.#nowMs, sound));
    return concatBytes(parts);
  }

  /** One tag; empty for a frame that no track announced. */
  write(frame: Frame): Uint8Array {
    return frame.kind === 'video' ? this.#videoTag(frame) : this.#audioTag(frame);
  }

  #videoConfig(track: VideoTrack): Uint8Array {
    if (track.codec === 'h264')
      return concatBytes([
        Uint8Array.of((FRAME_KEY << 4) | CODEC_AVC, PACKET_SEQUENCE_HEADER, 0, 0, 0),
        buildAvcC(track),
      ]);
    const head = Buffer.alloc(5);
    if (this.#style === 'legacy') head[0] = (FRAME_KEY << 4) | CODEC_HEVC_LEGACY;
    else {
      head[0] = 0x80 | (FRAME_KEY << 4) | EX_SEQUENCE_START;
      head.writeUInt32BE(FOURCC_HVC1, 1);
    }
    return concatBytes([head, buildHvcC(track)]);
  }

  #videoTag(frame: VideoFrame): Uint8Array {
    if (!this.#video) return NO_BYTES;
    const enhanced = this.#video.codec === 'h265' && this.#style !== 'legacy';
    const headBytes = enhanced ? 8 : 5;
    const dtsMs = this.#place(frame.dts);
    const ctsMs = Math.round(frame.pts / 90) - Math.round(frame.dts / 90);
    const tag = emptyTag(TAG_VIDEO, dtsMs, headBytes + lengthPrefixedSize(frame.nalus));
    const frameType = (frame.randomAccess ? FRAME_KEY : FRAME_INTER) << 4;
    let at = TAG_HEADER_BYTES;
    if (enhanced) {
      tag[at] = 0x80 | frameType | EX_CODED_FRAMES;
      tag.writeUInt32BE(FOURCC_HVC1, at + 1);
      at += 5;
    } else {
      tag[at] = frameType | (this.#video.codec === 'h264' ? CODEC_AVC : CODEC_HEVC_LEGACY);
      tag[at + 1] = PACKET_NALUS;
      at += 2;
    }
    tag[at] = ctsMs >> 16;
    tag[at + 1] = ctsMs >> 8;
    tag[at + 2] = ctsMs;
    writeLengthPrefixed(frame.nalus, tag, at + 3);
    return tag;
  }

  #audioTag(frame: AudioFrame): Uint8Array {
    if (!this.#audio || this.#isBeforeStart(frame.pts)) return NO_BYTES;
    const head = this.#soundHead;
    const tag = emptyTag(TAG_AUDIO, this.#place(frame.pts), head.length + frame.data.length);
    tag.set(head, TAG_HEADER_BYTES);
    tag.set(frame.data, TAG_HEADER_BYTES + head.length);
    return tag;
  }

  #carries(track: Track): track is AudioTrack {
    if (track.kind !== 'audio') return false;
    return track.codec !== 'opus' || this.#style === 'enhanced-audio';
  }

  /** Sound that came late belongs to pictures before the first one written; there is no time below 0 to put it at. */
  #isBeforeStart(ticks: Ticks90k): boolean {
    return this.#startMs !== null && Math.round(ticks / 90) < this.#startMs;
  }

  #place(ticks: Ticks90k): number {
    const ms = Math.round(ticks / 90);
    this.#startMs ??= ms;
    this.#nowMs = Math.max(0, ms - this.#startMs);
    return this.#nowMs;
  }
}

/** What stands before sound of a codec; `packetType` only where the codec has any. */
function audioHead(track: AudioTrack, packetType: number): Uint8Array {
  if (track.codec === 'aac') return Uint8Array.of(soundByte(track), packetType);
  if (track.codec !== 'opus') return Uint8Array.of(soundByte(track));
  const head = Buffer.alloc(5);
  head[0] = soundByte(track) | packetType;
  head.writeUInt32BE(FOURCC_OPUS, 1);
  return head;
}

/** The sequence header; `null` for codecs that have none. */
function audioConfig(track: AudioTrack): Uint8Array | null {
  if (track.codec !== 'aac' && track.codec !== 'opus') return null;
  const config = track.codec === 'aac' ? track.config : opusHead(track.channels);
  return concatBytes([audioHead(track, PACKET_SEQUENCE_HEADER), config]);
}

function soundByte(track: AudioTrack): number {
  const stereo = track.channels > 1 ? 1 : 0;
  switch (track.codec) {
    case 'aac':
      return (SOUND_AAC << 4) | AAC_FLAGS;
    case 'g711a':
      return (SOUND_G711A << 4) | 2 | stereo;
    case 'g711u':
      return (SOUND_G711U << 4) | 2 | stereo;
    case 'mp3':
      return (SOUND_MP3 << 4) | 0x0e | stereo;
    case 'opus':
      return SOUND_EX << 4;
    default:
      return assertNever(track);
  }
}

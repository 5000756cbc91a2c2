// Bodies of FLV audio and video tags, which are also the bodies of RTMP messages 8 and 9.
import { aacTrack } from '../../codecs/aac.ts';
import { g711Track } from '../../codecs/g711.ts';
import { isH264RandomAccess, parseAvcC } from '../../codecs/h264.ts';
import { isH265RandomAccess, parseHvcC } from '../../codecs/h265.ts';
import { splitLengthPrefixed } from '../../codecs/nal-units.ts';
import { opusHeadChannels, opusTrack } from '../../codecs/opus.ts';
import { ParameterSets } from '../../codecs/parameter-sets.ts';
import { equalBytes, u8, u24, u32 } from '../../media/bytes.ts';
import { hexHead, MediaError } from '../../media/errors.ts';
import type { StreamEvent } from '../../media/frame.ts';
import { ticks90k } from '../../media/ticks.ts';
import { Timeline } from '../../media/timeline.ts';
import type { AudioTrack, Track } from '../../media/track.ts';
import {
  CODEC_AVC,
  CODEC_HEVC_LEGACY,
  EX_CODED_FRAMES,
  EX_CODED_FRAMES_X,
  EX_SEQUENCE_START,
  FOURCC_AVC1,
  FOURCC_HVC1,
  FOURCC_MP4A,
  FOURCC_OPUS,
  PACKET_NALUS,
  PACKET_SEQUENCE_HEADER,
  SOUND_AAC,
  SOUND_EX,
  SOUND_G711A,
  SOUND_G711U,
  SOUND_MP3,
} from './constants.ts';

type VideoCodec = 'h264' | 'h265';
type VideoBody =
  | { readonly type: 'config'; readonly codec: VideoCodec; readonly data: Uint8Array }
  | {
      readonly type: 'frame';
      readonly codec: VideoCodec;
      readonly cts: number;
      readonly data: Uint8Array;
    }
  | { readonly type: 'nothing' };

const NOTHING: VideoBody = { type: 'nothing' };
const MP3_RATES = [5_500, 11_025, 22_050, 44_100];

/**
 * Turns tag bodies into stream events, handed to `emit` in order. Frames keep views of the bodies they came in, so a
 * body must not be written to afterwards. Audio codecs that we cannot carry are left out and counted.
 */
export class FlvBodyDemuxer {
  /** Audio bodies left out because their codec is unknown here. */
  skippedAudio = 0;
  readonly #emit: (event: StreamEvent) => void;
  readonly #timeline = new Timeline({ clockRate: 1000, bits: 32 });
  #sets: ParameterSets | null = null;
  #codec: VideoCodec | null = null;
  #lengthSize = 4;
  #audio: AudioTrack | null = null;
  #announce = false;

  constructor(emit: (event: StreamEvent) => void) {
    this.#emit = emit;
  }

  /** @throws `malformed`, `unsupported`, `overflow` */
  video(timestampMs: number, body: Uint8Array): void {
    const parsed = parseVideoBody(body);
    if (parsed.type === 'nothing') return;
    if (parsed.type === 'config') this.#videoConfig(parsed.codec, parsed.data);
    else this.#videoFrame(timestampMs, parsed);
  }

  /** @throws `malformed` */
  audio(timestampMs: number, body: Uint8Array): void {
    if (body.length < 2) return; // an empty audio message: some encoders send one while muted
    const format = u8(body, 0) >> 4;
    if (format === SOUND_AAC) this.#aac(timestampMs, u8(body, 1), body.subarray(2));
    else if (format === SOUND_EX) this.#enhancedAudio(timestampMs, body);
    else this.#plainAudio(timestampMs, format, body);
  }

  #videoConfig(codec: VideoCodec, data: Uint8Array): void {
    const { track, lengthSize } = codec === 'h264' ? parseAvcC(data) : parseHvcC(data);
    this.#codec = codec;
    this.#lengthSize = lengthSize;
    const known = this.#sets?.track;
    if (known && sameSets(known, track)) return; // repeated by encoders before every key frame
    this.#sets = new ParameterSets(codec, track);
    this.#announce = true;
  }

  #videoFrame(timestampMs: number, body: Extract<VideoBody, { type: 'frame' }>): void {
    if (!this.#sets || this.#codec !== body.codec) return; // nothing can be shown before its config
    const { picture, changed } = this.#sets.take(splitLengthPrefixed(body.data, this.#lengthSize));
    if (changed) this.#announce = true;
    if (picture.length === 0) return;
    this.#announceTracks();
    const dts = this.#timeline.place(timestampMs);
    const randomAccess =
      body.codec === 'h264' ? isH264RandomAccess(picture) : isH265RandomAccess(picture);
    const pts = ticks90k(dts + body.cts * 90);
    this.#emit({ type: 'frame', frame: { kind: 'video', nalus: picture, randomAccess, pts, dts } });
  }

  #aac(timestampMs: number, packetType: number, data: Uint8Array): void {
    if (packetType === PACKET_SEQUENCE_HEADER) this.#aacConfig(data);
    else if (this.#audio?.codec === 'aac') this.#audioFrame(timestampMs, data);
  }

  #aacConfig(config: Uint8Array): void {
    if (this.#audio?.codec === 'aac' && equalBytes(this.#audio.config, config)) return;
    this.#setAudio(aacTrack(config));
  }

  #enhancedAudio(timestampMs: number, body: Uint8Array): void {
    const fourCc = body.length < 5 ? 0 : u32(body, 1);
    if (fourCc !== FOURCC_MP4A && fourCc !== FOURCC_OPUS) {
      this.skippedAudio += 1;
      return;
    }
    const packetType = u8(body, 0) & 0x0f;
    if (packetType !== PACKET_SEQUENCE_HEADER && packetType !== PACKET_NALUS) return;
    const data = body.subarray(5);
    if (fourCc === FOURCC_MP4A) this.#aac(timestampMs, packetType, data);
    else this.#opus(timestampMs, packetType, data);
  }

  /** Every packet says by itself how it is decoded: one without a sequence header before it plays, too. */
  #opus(timestampMs: number, packetType: number, data: Uint8Array): void {
    const channels = packetType === PACKET_SEQUENCE_HEADER ? opusHeadChannels(data) : null;
    const known = this.#audio?.codec === 'opus' ? this.#audio : null;
    if (!known || (channels !== null && channels !== known.channels))
      this.#setAudio(opusTrack(channels ?? 2));
    if (channels === null) this.#audioFrame(timestampMs, data);
  }

  #plainAudio(timestampMs: number, format: number, body: Uint8Array): void {
    const track = plainAudioTrack(format, u8(body, 0));
    if (!track) {
      this.skippedAudio += 1;
      return;
    }
    if (this.#audio?.codec !== track.codec) this.#setAudio(track);
    this.#audioFrame(timestampMs, body.subarray(1));
  }

  #setAudio(track: AudioTrack): void {
    this.#audio = track;
    this.#announce = true;
  }

  #audioFrame(timestampMs: number, data: Uint8Array): void {
    if (data.length === 0) return;
    this.#announceTracks();
    this.#emit({
      type: 'frame',
      frame: { kind: 'audio', data, pts: this.#timeline.place(timestampMs) },
    });
  }

  /** Tracks are told just before the first frame that needs them, so that both headers make one announcement. */
  #announceTracks(): void {
    if (!this.#announce) return;
    this.#announce = false;
    const tracks: Track[] = [];
    if (this.#sets?.track) tracks.push(this.#sets.track);
    if (this.#audio) tracks.push(this.#audio);
    this.#emit({ type: 'tracks', tracks });
  }
}

function sameSets(a: Track, b: Track): boolean {
  if (a.kind !== 'video' || b.kind !== 'video' || a.codec !== b.codec) return false;
  const vps = a.codec === 'h264' || (b.codec === 'h265' && equalBytes(a.vps, b.vps));
  const pps =
    a.pps.length === b.pps.length && a.pps.every((set, at) => equalBytes(set, b.pps[at] ?? set));
  return vps && pps && equalBytes(a.sps, b.sps);
}

function plainAudioTrack(format: number, flags: number): AudioTrack | null {
  const channels = (flags & 1) + 1;
  if (format === SOUND_G711A) return g711Track('a');
  if (format === SOUND_G711U) return g711Track('u');
  if (format !== SOUND_MP3) return null;
  const sampleRate = MP3_RATES[(flags >> 2) & 3] ?? 44_100;
  return { kind: 'audio', codec: 'mp3', sampleRate, channels, codecString: 'mp3' };
}

function parseVideoBody(body: Uint8Array): VideoBody {
  if (body.length < 5) return NOTHING;
  const first = u8(body, 0);
  if (first & 0x80) return parseEnhanced(first & 0x0f, body);
  if (first >> 4 === 5) return NOTHING; // a server command, no picture
  const codec = legacyCodec(first & 0x0f);
  const data = body.subarray(5);
  const packetType = u8(body, 1);
  if (packetType === PACKET_SEQUENCE_HEADER) return { type: 'config', codec, data };
  if (packetType === PACKET_NALUS)
    return { type: 'frame', codec, cts: signed24(u24(body, 2)), data };
  return NOTHING;
}

function parseEnhanced(packetType: number, body: Uint8Array): VideoBody {
  if (packetType > EX_CODED_FRAMES_X) return NOTHING; // HDR metadata, multitrack and extensions are no pictures
  const codec = enhancedCodec(u32(body, 1), body);
  if (packetType === EX_SEQUENCE_START) return { type: 'config', codec, data: body.subarray(5) };
  if (packetType === EX_CODED_FRAMES_X)
    return { type: 'frame', codec, cts: 0, data: body.subarray(5) };
  if (packetType === EX_CODED_FRAMES && body.length >= 8)
    return { type: 'frame', codec, cts: signed24(u24(body, 5)), data: body.subarray(8) };
  return NOTHING;
}

function legacyCodec(id: number): VideoCodec {
  if (id === CODEC_AVC) return 'h264';
  if (id === CODEC_HEVC_LEGACY) return 'h265';
  throw new MediaError('unsupported', `FLV video codec ${id}`, { code: 'flv.video-codec' });
}

function enhancedCodec(fourCc: number, body: Uint8Array): VideoCodec {
  if (fourCc === FOURCC_AVC1) return 'h264';
  if (fourCc === FOURCC_HVC1) return 'h265';
  throw new MediaError('unsupported', 'FLV video codec is neither avc1 nor hvc1', {
    code: 'flv.video-codec',
    hex: hexHead(body.subarray(0, 5)),
  });
}

function signed24(value: number): number {
  return (value << 8) >> 8;
}

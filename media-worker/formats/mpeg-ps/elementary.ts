// Elementary streams inside MPEG-PS as GB/T 28181-2022 Annex C.1 lists them.
import { aacTrack, splitAdts } from '../../codecs/aac.ts';
import { g711Track } from '../../codecs/g711.ts';
import { isH264RandomAccess } from '../../codecs/h264.ts';
import { isH265RandomAccess } from '../../codecs/h265.ts';
import { splitAnnexB } from '../../codecs/nal-units.ts';
import { ParameterSets } from '../../codecs/parameter-sets.ts';
import { equalBytes, u8 } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import { type Ticks90k, ticks90k } from '../../media/ticks.ts';
import type { AudioTrack, VideoTrack } from '../../media/track.ts';

export type VideoCodec = 'h264' | 'h265';
export type AudioCodec = 'aac' | 'g711a' | 'g711u';

/** stream_type of the program stream map; types not listed (SVAC, G.722.1, G.723.1, G.729) are left out and counted. */
export const STREAM_TYPES: ReadonlyMap<number, VideoCodec | AudioCodec> = new Map([
  [0x1b, 'h264'],
  [0x24, 'h265'],
  [0x0f, 'aac'],
  [0x90, 'g711a'],
  [0x91, 'g711u'],
]);

/** H.264 parameter sets and IDR have nal_unit_type 5, 7, 8; H.265 has VPS 32, SPS 33, PPS 34 in other bits. */
export function guessVideoCodec(annexB: Uint8Array): VideoCodec | null {
  for (const unit of splitAnnexB(annexB)) {
    const first = u8(unit, 0);
    const h265 = (first >> 1) & 0x3f;
    if (h265 >= 32 && h265 <= 34 && unit[1] === 1) return 'h265';
    if ([5, 7, 8].includes(first & 0x1f)) return 'h264';
  }
  return null;
}

export type Elementary = { readonly frames: readonly Frame[]; readonly changed: boolean };

/** Access units of one video stream; parameter sets become its track. */
export class VideoElementary {
  readonly codec: VideoCodec;
  readonly #sets: ParameterSets;

  constructor(codec: VideoCodec) {
    this.codec = codec;
    this.#sets = new ParameterSets(codec);
  }

  get track(): VideoTrack | null {
    return this.#sets.track;
  }

  /** @throws `malformed`, `overflow` */
  take(annexB: Uint8Array, pts: Ticks90k, dts: Ticks90k): Elementary {
    const { picture, changed } = this.#sets.take(splitAnnexB(annexB));
    if (picture.length === 0 || !this.track) return { frames: [], changed };
    const randomAccess =
      this.codec === 'h264' ? isH264RandomAccess(picture) : isH265RandomAccess(picture);
    return { frames: [{ kind: 'video', nalus: picture, randomAccess, pts, dts }], changed };
  }
}

const AAC_SAMPLES = 1024;

/** Audio payloads to frames. */
export class AudioElementary {
  readonly codec: AudioCodec;
  track: AudioTrack | null = null;

  constructor(codec: AudioCodec) {
    this.codec = codec;
    if (codec !== 'aac') this.track = g711Track(codec === 'g711a' ? 'a' : 'u');
  }

  /** @throws `malformed` when ADTS does not follow its own lengths */
  take(payload: Uint8Array, pts: Ticks90k): Elementary {
    if (this.codec !== 'aac')
      return { frames: [{ kind: 'audio', data: payload, pts }], changed: false };
    const adts = splitAdts(payload);
    const config = adts[0]?.config;
    const changed =
      config !== undefined &&
      !(this.track?.codec === 'aac' && equalBytes(this.track.config, config));
    if (config && changed) this.track = aacTrack(config);
    const step = (AAC_SAMPLES * 90_000) / (this.track?.sampleRate ?? 48_000);
    const frames = adts.map(
      ({ data }, index): Frame => ({ kind: 'audio', data, pts: ticks90k(pts + index * step) }),
    );
    return { frames, changed };
  }
}

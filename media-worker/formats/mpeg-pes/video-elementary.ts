import { isH264RandomAccess } from '../../codecs/h264.ts';
import { isH265RandomAccess } from '../../codecs/h265.ts';
import { splitAnnexB } from '../../codecs/nal-units.ts';
import { ParameterSets } from '../../codecs/parameter-sets.ts';
import { u8 } from '../../media/bytes.ts';
import type { Ticks90k } from '../../media/ticks.ts';
import type { VideoTrack } from '../../media/track.ts';
import type { Elementary, VideoCodec } from './elementary.ts';

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

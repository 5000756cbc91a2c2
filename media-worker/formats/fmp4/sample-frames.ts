import { isH264RandomAccess } from '../../codecs/h264.ts';
import { isH265RandomAccess } from '../../codecs/h265.ts';
import { splitLengthPrefixed } from '../../codecs/nal-units.ts';
import { ParameterSets } from '../../codecs/parameter-sets.ts';
import { TICKS_PER_SECOND, ticks90k } from '../../media/ticks.ts';
import type { AudioTrack, VideoTrack } from '../../media/track.ts';
import type { Elementary } from '../mpeg-pes/elementary.ts';
import type { MovieTrack } from './movie.ts';

/** One sample of a movie or fragment; times in its track's ticks. `data` is taken over. */
export type SampleData = {
  readonly dts: number;
  readonly compositionOffset: number;
  readonly data: Uint8Array;
};

/** Samples of one track to frames on the 90 kHz timeline of the movie. */
export class SampleFrames {
  readonly movieTrack: MovieTrack;
  readonly #sets: ParameterSets | null;

  constructor(movieTrack: MovieTrack) {
    this.movieTrack = movieTrack;
    const { track } = movieTrack;
    this.#sets = track.kind === 'video' ? new ParameterSets(track.codec, track) : null;
  }

  get videoTrack(): VideoTrack | null {
    return this.#sets?.track ?? null;
  }

  get audioTrack(): AudioTrack | null {
    const { track } = this.movieTrack;
    return track.kind === 'audio' ? track : null;
  }

  /** 90 kHz ticks of a time in the track's own. */
  ticks(time: number): number {
    return ((time + this.movieTrack.shift) * TICKS_PER_SECOND) / this.movieTrack.timescale;
  }

  /** @throws `malformed`, `overflow` */
  take({ dts, compositionOffset, data }: SampleData): Elementary {
    const at = ticks90k(this.ticks(dts));
    const sets = this.#sets;
    if (!sets)
      return { frames: data.length > 0 ? [{ kind: 'audio', data, pts: at }] : [], changed: false };
    const { picture, changed } = sets.take(splitLengthPrefixed(data, this.movieTrack.lengthSize));
    if (picture.length === 0 || !sets.track) return { frames: [], changed };
    const randomAccess =
      sets.track.codec === 'h264' ? isH264RandomAccess(picture) : isH265RandomAccess(picture);
    const pts = ticks90k(this.ticks(dts + compositionOffset));
    return { frames: [{ kind: 'video', nalus: picture, randomAccess, pts, dts: at }], changed };
  }
}

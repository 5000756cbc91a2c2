// Fragmented MP4 for live delivery (MSE): one fragment a frame, ISO/IEC 14496-12 §8.8.
import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';
import { fragment } from './fragment.ts';
import { carriedTracks, initSegment } from './init-segment.ts';

/** 25 fps; used for the first frame of a track that does not say its rate. */
const FIRST_DURATION = 3_600;
/** A pause longer than this is a gap, not a slow frame: 1 s. */
const MAX_DURATION = 90_000;

type TrackClock = { readonly id: number; lastAt: number | null; duration: number };

/**
 * Frames to fragments, one by one. A frame's duration is not known before the next one comes: the previous
 * distance stands in, and each fragment says its own start, so that errors do not add up.
 */
export class Fmp4Muxer {
  #sequence = 0;
  #clocks = new Map<Track['kind'], TrackClock>();

  /**
   * `ftyp` and `moov`; tracks that MP4 does not carry here (G.711) are left out.
   * @throws `unsupported` when nothing is left
   */
  init(tracks: readonly Track[]): Uint8Array {
    const carried = carriedTracks(tracks);
    this.#clocks = new Map(
      carried.map((track, index) => [
        track.kind,
        { id: index + 1, lastAt: null, duration: firstDuration(track) },
      ]),
    );
    return initSegment(carried);
  }

  /** One fragment; empty for a frame of a track that was left out. */
  write(frame: Frame): Uint8Array {
    const clock = this.#clocks.get(frame.kind);
    if (!clock) return new Uint8Array(0);
    const at = frame.kind === 'video' ? frame.dts : frame.pts;
    const distance = clock.lastAt === null ? 0 : at - clock.lastAt;
    if (distance > 0 && distance <= MAX_DURATION) clock.duration = distance;
    clock.lastAt = at;
    this.#sequence += 1;
    return fragment(clock.id, this.#sequence, [{ frame, duration: clock.duration }]);
  }
}

function firstDuration(track: Track): number {
  if (track.kind === 'audio') return Math.round((1024 * 90_000) / track.sampleRate);
  return track.fps > 0 ? Math.round(90_000 / track.fps) : FIRST_DURATION;
}

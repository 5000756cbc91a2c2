import { concatBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';
import { fragment, type Sample } from '../fmp4/fragment.ts';
import { carriedTracks, initSegment } from '../fmp4/init-segment.ts';
import type { Packager } from './packager.ts';

/** AAC: 1024 samples at 44.1 kHz; the true length comes with the next frame, which says its own start. */
const AUDIO_DURATION = 2_090;

/** CMAF chunks: one fragment per track and part. */
export class Fmp4Packager implements Packager {
  #samples = new Map<Track['kind'], Sample[]>();
  #sequence = 0;

  init(tracks: readonly Track[]): Uint8Array {
    const carried = carriedTracks(tracks);
    this.#samples = new Map(carried.map((track) => [track.kind, []]));
    return initSegment(carried);
  }

  add(frame: Frame, duration: number): void {
    const samples = this.#samples.get(frame.kind);
    if (!samples) return;
    const last = samples.at(-1);
    if (frame.kind === 'audio' && last?.frame.kind === 'audio')
      samples[samples.length - 1] = {
        frame: last.frame,
        duration: Math.max(1, frame.pts - last.frame.pts),
      };
    samples.push({ frame, duration: frame.kind === 'audio' ? AUDIO_DURATION : duration });
  }

  take(): Uint8Array {
    const fragments: Uint8Array[] = [];
    let trackId = 0;
    for (const [kind, samples] of this.#samples) {
      trackId += 1;
      if (samples.length === 0) continue;
      this.#sequence += 1;
      fragments.push(fragment(trackId, this.#sequence, samples));
      this.#samples.set(kind, []);
    }
    return concatBytes(fragments);
  }
}

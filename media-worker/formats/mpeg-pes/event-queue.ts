import type { StreamEvent } from '../../media/frame.ts';
import type { AudioTrack, Track, VideoTrack } from '../../media/track.ts';
import type { Elementary } from './elementary.ts';

type Trackful<T> = { readonly track: T | null };

/** Frames of a video and an audio stream in order of arrival, the tracks told before the frames that need them. */
export class EventQueue {
  video: Trackful<VideoTrack> | null = null;
  audio: Trackful<AudioTrack> | null = null;
  #events: StreamEvent[] = [];
  #announce = true;

  add({ frames, changed }: Elementary): void {
    if (changed) this.#announce = true;
    if (frames.length === 0) return;
    if (this.#announce) this.#tell();
    for (const frame of frames) this.#events.push({ type: 'frame', frame });
  }

  /** The set of streams is another one. */
  renew(): void {
    this.#announce = true;
  }

  take(): StreamEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #tell(): void {
    this.#announce = false;
    const tracks: Track[] = [this.video?.track, this.audio?.track].filter((track) => track != null);
    this.#events.push({ type: 'tracks', tracks });
  }
}

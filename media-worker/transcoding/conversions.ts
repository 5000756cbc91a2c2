import type { StreamRegistry } from '../hub/registry.ts';
import type { Stream } from '../hub/stream.ts';
import type { StreamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';
import { audioPuller, needsConversion } from './audio-conversion.ts';
import { slatePuller } from './slate.ts';
import { openSlateCard } from './slate-card.ts';
import { needsTranscoding, videoPuller } from './video-conversion.ts';
import { VideoSlots } from './video-slots.ts';
import type { AudioWish, Wanted, WantedVideo } from './wanted.ts';

export type ConversionsOptions = {
  readonly registry: StreamRegistry;
  readonly clock: Clock;
  /** Streams whose picture may be transcoded at a time. */
  readonly maxVideos: number;
  /** The name on a stream's slate; `null` for a stream without one. */
  slateTitle(id: StreamId): string | null;
};

/** Finds the stream that suits a viewer: the one that comes in, or one made from it once for all who want the same. */
export class Conversions {
  readonly #options: ConversionsOptions;
  readonly #slots: VideoSlots;

  constructor(options: ConversionsOptions) {
    this.#options = options;
    this.#slots = new VideoSlots(options.maxVideos, {
      code: 'transcode.no-capacity',
      message: `this worker transcodes ${options.maxVideos} streams at most`,
    });
  }

  /** How many pictures are being transcoded now. */
  get videos(): number {
    return this.#slots.taken;
  }

  /** Nothing runs before the result is held. */
  suiting(stream: Stream, { video, audio }: Wanted): Stream {
    const seen = video ? this.#video(stream, video) : stream;
    return this.#slated(stream, audio ? this.#audio(stream, seen, audio) : seen);
  }

  /** Outermost, since a slate needs no conversion. */
  #slated(origin: Stream, from: Stream): Stream {
    const { registry, clock, slateTitle } = this.#options;
    if (slateTitle(origin.id) === null) return from;
    const title = () => slateTitle(origin.id) ?? origin.id;
    return registry.derive(from, 'slate', () =>
      slatePuller({ from, origin, clock, title, openCard: openSlateCard }),
    );
  }

  #video(stream: Stream, { height, inOrder: asked = false }: WantedVideo): Stream {
    const track = stream.tracks.find((one) => one.kind === 'video');
    const isNeeded = stream.state === 'live' && track ? needsTranscoding(track, height) : null;
    if (isNeeded === false && !asked) return stream;
    const inOrder = asked && isNeeded !== true; // what is made has no B-frames anyway
    const size = height === null ? 'h264' : `h264-${height}`;
    const name = inOrder ? `${size}-in-order` : size;
    const { registry, clock } = this.#options;
    return registry.derive(stream, name, () =>
      videoPuller(stream, { height, inOrder, slots: this.#slots, clock }),
    );
  }

  #audio(stream: Stream, seen: Stream, wish: AudioWish): Stream {
    if (stream.state === 'live') {
      const track = stream.tracks.find((one) => one.kind === 'audio');
      if (!needsConversion(track, wish)) return seen;
    }
    const { registry, clock } = this.#options;
    return registry.derive(seen, wish, () => audioPuller(seen, wish, clock));
  }
}

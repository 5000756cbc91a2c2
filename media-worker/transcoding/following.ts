import type { StreamFailure } from '../hub/failure.ts';
import { frameBytes } from '../hub/gop-cache.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import type { Stream, StreamListener } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { Clock } from '../platform/clock.ts';

/** The followed stream retries by itself: this only has to be there again before its next picture. */
const FOLLOW_AGAIN_MS = 200;
/** A slot may be free again soon; asking costs nothing. */
const ASK_AGAIN_MS = 3_000;
/** Before the hub says "no video", which would hide why the followed stream has none. */
const PATIENCE_MS = 8_000;

/** What is made of a followed stream's events during one attempt. */
export type Converter = {
  event(event: StreamEvent): void;
  close(): void;
};

export type ConverterAround = {
  tell(event: StreamEvent): void;
  /** Frames that were not converted, since there was no time. */
  dropped(frames: number): void;
  failed(error: MediaError): void;
};

/** A puller that holds another stream and turns what comes from it into something else. */
export function following(
  from: Stream,
  holder: string,
  clock: Clock,
  open: (around: ConverterAround) => Promise<Converter>,
): Puller {
  return {
    protocol: holder,
    async runOnce(output, signal) {
      using _hold = from.hold(holder);
      output.takesKeyFrameRequests?.(() => from.wantKeyFrame());
      const over = Promise.withResolvers<never>();
      over.promise.catch(() => {}); // raced below; before and after that nobody waits for it
      const converter = await open({
        tell: (event) => tell(output, event),
        dropped: (frames) => output.lost(frames),
        failed: over.reject,
      });
      try {
        signal.throwIfAborted();
        const follower = new Follower(converter, output, over.reject);
        using _listening = from.listen(follower);
        const onAbort = () => over.reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        await Promise.race([over.promise, whyNothing(from, follower, clock, signal)]);
      } finally {
        converter.close();
      }
    },
    retryAfterMs: ({ context }) =>
      context.code === 'transcode.no-capacity' ? ASK_AGAIN_MS : FOLLOW_AGAIN_MS,
  };
}

function tell(output: SourceOutput, event: StreamEvent): void {
  if (event.type === 'tracks')
    output.step('tracks', event.tracks.map((track) => track.codec).join(' '));
  else output.received(frameBytes(event.frame));
  output.event(event);
}

/** Tells the steps and leads events to the converter; what goes wrong there ends the attempt, not the followed stream. */
class Follower implements StreamListener {
  heard = false;
  readonly #converter: Converter;
  readonly #output: SourceOutput;
  readonly #over: (error: unknown) => void;

  constructor(converter: Converter, output: SourceOutput, over: (error: unknown) => void) {
    this.#converter = converter;
    this.#output = output;
    this.#over = over;
  }

  event(event: StreamEvent): void {
    try {
      if (!this.heard) this.#output.step('first-packet');
      this.heard = true;
      this.#converter.event(event);
    } catch (thrown) {
      this.#over(thrown);
    }
  }

  failed(failure: StreamFailure): void {
    this.#over(asError(failure));
  }

  ended(error: MediaError): void {
    this.#over(error);
  }
}

/** Rejects with the followed stream's own failure where nothing comes because of it. */
async function whyNothing(
  from: Stream,
  follower: Follower,
  clock: Clock,
  signal: AbortSignal,
): Promise<never> {
  for (;;) {
    await clock.sleep(PATIENCE_MS, signal);
    if (!follower.heard && from.failure) throw asError(from.failure);
  }
}

function asError({ kind, message, code, step }: StreamFailure): MediaError {
  return new MediaError(kind, message, step === undefined ? { code } : { code, step });
}

import { g711Track } from '../codecs/g711.ts';
import { STARVED_CODE } from '../hub/attempt.ts';
import { asMediaError } from '../hub/failure.ts';
import type { Publication, Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import { msToTicks } from '../media/ticks.ts';
import type { Clock } from '../platform/clock.ts';
import { VOICE_FRAME_BYTES, VOICE_FRAME_MS, VoiceQueue } from './voice-queue.ts';

/** A message holds a few frames at most: a page that was asleep sends what is too old anyway. */
const MOST_FRAMES_A_MESSAGE = 10;
/** After a pause of this process what should have been said meanwhile is not said. */
const MOST_LATE_FRAMES = 5;

/** Somebody's voice on its way into a stream. */
export type VoicePublication = {
  /** A-law at 8 kHz, whole frames of 20 ms; the bytes are kept. @throws `talk.bad-voice` */
  push(bytes: Uint8Array): void;
  readonly framesDropped: number;
  /** Idempotent. */
  end(error: MediaError): void;
};

/** Feeds a stream one frame every 20 ms, at the times they are due, whatever the network does. */
export function publishVoice(
  stream: Stream,
  clock: Clock,
  evicted: (error: MediaError) => void,
): VoicePublication {
  const queue = new VoiceQueue();
  const stop = new AbortController();
  const publication = stream.publish({
    evict: (error) => {
      stop.abort(error);
      evicted(error.context.code === STARVED_CODE ? silent() : error);
    },
  });
  publication.output.event({ type: 'tracks', tracks: [g711Track('a')] });
  feed(publication, queue, clock, stop.signal).catch((cause: unknown) => {
    if (!stop.signal.aborted) publication.end(asMediaError(cause));
  });
  return {
    push: (bytes) => {
      const frames = bytes.length / VOICE_FRAME_BYTES;
      if (!Number.isInteger(frames) || frames === 0 || frames > MOST_FRAMES_A_MESSAGE)
        throw new MediaError('malformed', `${bytes.length} bytes are no frames of voice`, {
          code: 'talk.bad-voice',
        });
      publication.output.received(bytes.length);
      for (let at = 0; at < bytes.length; at += VOICE_FRAME_BYTES)
        queue.push(bytes.subarray(at, at + VOICE_FRAME_BYTES));
    },
    get framesDropped() {
      return queue.dropped;
    },
    end: (error) => {
      stop.abort(error);
      publication.end(error);
    },
  };
}

function silent(): MediaError {
  return new MediaError('timeout', 'nothing was said for 10 s', { code: 'talk.silent' });
}

async function feed(
  { output }: Publication,
  queue: VoiceQueue,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = clock.monotonicNow();
  for (let next = 0; ; ) {
    await clock.sleep(VOICE_FRAME_MS, signal);
    const due = Math.floor((clock.monotonicNow() - startedAt) / VOICE_FRAME_MS);
    next = Math.max(next, due - MOST_LATE_FRAMES);
    for (; next < due; next += 1) {
      const data = queue.take();
      const pts = msToTicks(next * VOICE_FRAME_MS);
      if (data) output.event({ type: 'frame', frame: { kind: 'audio', data, pts } });
    }
  }
}

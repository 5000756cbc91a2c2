import type { StreamFailure } from '../hub/failure.ts';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { StreamEvent } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';

/** As long as viewers of the other ways wait. */
const PICTURE_WITHIN_MS = 15_000;
/** Failures that trying again does not mend are told at once. */
const FINAL_KINDS: readonly string[] = ['refused', 'unsupported'];

/** The tracks of a stream, as soon as its first picture is there. The caller holds the stream. @throws why there is none */
export function untilPicture(
  stream: Stream,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Track[]> {
  const patience = new AbortController();
  let listening: Disposable | null = null;
  let tracks: readonly Track[] = [];
  return new Promise<readonly Track[]>((resolve, reject) => {
    const settle = (finish: () => void) => {
      patience.abort();
      queueMicrotask(() => listening?.[Symbol.dispose]()); // not from within `event`
      finish();
    };
    const event = (event: StreamEvent) => {
      if (event.type === 'tracks') tracks = event.tracks;
      else if (event.frame.kind === 'video' ? event.frame.randomAccess : isAudioOnly(tracks))
        settle(() => resolve(tracks));
    };
    listening = stream.listen({
      event,
      failed: (failure) => {
        if (FINAL_KINDS.includes(failure.kind)) settle(() => reject(asError(failure)));
      },
      ended: (error) => settle(() => reject(error)),
    });
    clock.sleep(PICTURE_WITHIN_MS, AbortSignal.any([signal, patience.signal])).then(
      () => settle(() => reject(stream.failure ? asError(stream.failure) : noPicture())),
      () => signal.aborted && settle(() => reject(signal.reason)),
    );
  });
}

function isAudioOnly(tracks: readonly Track[]): boolean {
  return tracks.length > 0 && tracks.every(({ kind }) => kind === 'audio');
}

function asError({ kind, message, code }: StreamFailure): MediaError {
  return new MediaError(kind, message, { code });
}

function noPicture(): MediaError {
  return new MediaError('timeout', 'no picture within 15 s', { code: 'stream.no-picture' });
}

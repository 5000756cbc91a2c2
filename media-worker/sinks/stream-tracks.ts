import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';

/** How long we wait for the tracks of a stream that is starting. */
const TRACKS_WITHIN_MS = 15_000;

/** The tracks of a stream that somebody holds, as soon as its source knows them. @throws why there are none */
export function streamTracks(
  stream: Stream,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Track[]> {
  const patience = new AbortController();
  let listening: Disposable | null = null;
  return new Promise<readonly Track[]>((resolve, reject) => {
    const settle = (finish: () => void) => {
      patience.abort();
      queueMicrotask(() => listening?.[Symbol.dispose]()); // not from within `event`
      finish();
    };
    const give = (error: unknown) => settle(() => reject(error));
    listening = stream.listen({
      event: (event) => event.type === 'tracks' && settle(() => resolve(event.tracks)),
      failed: (failure) =>
        give(new MediaError(failure.kind, failure.message, { code: failure.code })),
      ended: give,
    });
    const late = new MediaError('timeout', 'the source told no tracks in time', {
      code: 'stream.no-picture',
    });
    clock.sleep(TRACKS_WITHIN_MS, AbortSignal.any([signal, patience.signal])).then(
      () => give(late),
      () => signal.aborted && give(signal.reason),
    );
  });
}

import type { Stream } from '../hub/stream.ts';
import type { Frame } from '../media/frame.ts';
import type { Clock } from '../platform/clock.ts';

/** A reordered picture shows within as many behind a random access point: the one it refers to comes before it. */
const TELLING_PICTURES = 4;
/** Of a camera with five pictures a second. */
const PLAIN_WITHIN_MS = 800;

/** Whether pictures are shown in another order than they are decoded. */
export function hasReordering(frames: readonly Frame[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const frame of frames) {
    if (frame.kind !== 'video') continue;
    if (frame.pts < last) return true;
    last = frame.pts;
  }
  return false;
}

/** Whether a live stream's pictures are reordered, as soon as enough of a GOP came to tell. Rejects with the signal's reason. */
export async function tellReordering(
  stream: Stream,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const plain = Promise.withResolvers<void>();
  const isPlain = () => {
    const { frames } = stream.gop;
    const pictures = frames.filter(({ kind }) => kind === 'video').length;
    return pictures >= TELLING_PICTURES || pictures === 0 || hasReordering(frames);
  };
  if (!isPlain()) {
    using _listening = stream.listen({
      event: () => isPlain() && plain.resolve(),
      ended: () => plain.resolve(),
    });
    const patience = new AbortController();
    const late = clock.sleep(PLAIN_WITHIN_MS, AbortSignal.any([signal, patience.signal]));
    await Promise.race([plain.promise, late]);
    patience.abort();
    late.catch(() => {}); // nobody waits any more
  }
  return hasReordering(stream.gop.frames);
}

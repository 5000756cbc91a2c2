import type { Stream } from '../hub/stream.ts';
import type { StreamId } from '../media/stream-id.ts';
import type { ViewerEnd } from './viewer.ts';
import type { Watchers } from './watcher.ts';

/** What may go out of one stream; `undefined`: no bound. */
export type StreamCaps = {
  readonly maxViewers?: number | undefined;
  readonly maxMbps?: number | undefined;
};

export type AdmissionOptions = {
  readonly audience: readonly Watchers[];
  caps(id: StreamId): StreamCaps;
  /** What may go out of this worker; `null`: no bound. */
  readonly maxMbps: number | null;
  /** Bits a second that a viewer of the stream takes, 0 where nobody knows yet. */
  bitrate(id: StreamId): number;
};

/** Why one more viewer is not let in; `null`: it is. */
export type Admission = (stream: Stream) => ViewerEnd | null;

/**
 * Refuses before pictures break for everybody. Counts what viewers will take, not what they took: of a thousand who
 * come in one second nobody has taken anything yet.
 */
export function admission(options: AdmissionOptions): Admission {
  return ({ id }) => {
    const { maxViewers, maxMbps } = options.caps(id);
    if (maxViewers === undefined && maxMbps === undefined && options.maxMbps === null) return null;
    const viewers = viewersByStream(options.audience);
    const here = (viewers.get(id) ?? 0) + 1;
    if (maxViewers !== undefined && here > maxViewers) return TOO_MANY;
    const each = options.bitrate(id);
    if (maxMbps !== undefined && here * each > maxMbps * 1_000_000) return STREAM_FULL;
    if (options.maxMbps === null) return null;
    let total = each;
    for (const [other, count] of viewers) total += count * options.bitrate(other);
    return total > options.maxMbps * 1_000_000 ? WORKER_FULL : null;
  };
}

const TOO_MANY: ViewerEnd = {
  code: 'stream.too-many-viewers',
  message: 'this stream has as many viewers as it may have',
};
const STREAM_FULL: ViewerEnd = {
  code: 'stream.over-bandwidth',
  message: 'the viewers of this stream take as much as they may',
};
const WORKER_FULL: ViewerEnd = {
  code: 'worker.over-bandwidth',
  message: 'the viewers of this worker take as much as it may give',
};

function viewersByStream(audience: readonly Watchers[]): ReadonlyMap<StreamId, number> {
  const counts = new Map<StreamId, number>();
  for (const way of audience)
    for (const { streamId } of way.list) counts.set(streamId, (counts.get(streamId) ?? 0) + 1);
  return counts;
}

import { follow } from '../platform/follow.ts';
import type { Services } from '../trpc/context.ts';
import { readState, type Steerer } from './data.ts';
import type { PtzState } from './schema.ts';

/** Who may steer, now and after every change. */
export function followPtz(
  { db, clock, notifications, stopping }: Services,
  scope: Steerer,
  cameraId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<PtzState> {
  const until = signal ? AbortSignal.any([signal, stopping]) : stopping;
  const concerns = (payload: string | null) => payload === cameraId || payload === null;
  return follow({ notifications, channel: 'ptz_changes', until, concerns }, () =>
    readState(db, scope, cameraId, clock.wallNow()),
  );
}

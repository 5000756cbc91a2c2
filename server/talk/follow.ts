import { follow } from '../platform/follow.ts';
import type { Services } from '../trpc/context.ts';
import { readTalking, type Talker } from './data.ts';
import type { Talking } from './schema.ts';

/** Who talks, now and after every change. */
export function followTalks(
  { db, clock, notifications, stopping }: Services,
  scope: Talker,
  signal: AbortSignal | undefined,
): AsyncGenerator<Talking> {
  const until = signal ? AbortSignal.any([signal, stopping]) : stopping;
  return follow({ notifications, channel: 'talk_changes', until }, () =>
    readTalking(db, scope, clock.wallNow()),
  );
}

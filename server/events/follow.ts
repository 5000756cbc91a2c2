import { follow } from '../platform/follow.ts';
import type { Services } from '../trpc/context.ts';
import { type EventViewer, openEvents } from './data.ts';
import type { OpenEvents } from './schema.ts';

/** A storm of events is told together. */
const TOGETHER_MS = 500;

/** What waits for somebody, now and after every change of any event. */
export function followEvents(
  { db, clock, notifications, stopping }: Services,
  scope: EventViewer,
  signal: AbortSignal | undefined,
): AsyncGenerator<OpenEvents> {
  const until = signal ? AbortSignal.any([signal, stopping]) : stopping;
  const pause = () => clock.sleep(TOGETHER_MS, until).catch(() => undefined); // ended meanwhile
  return follow({ notifications, channel: 'event_changes', until, pause }, () =>
    openEvents(db, scope),
  );
}

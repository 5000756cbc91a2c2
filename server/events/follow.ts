import type { Services } from '../trpc/context.ts';
import { type EventViewer, openEvents } from './data.ts';
import type { OpenEvents } from './schema.ts';

/** A storm of events is told together. */
const TOGETHER_MS = 500;

/** What waits for somebody, now and after every change of any event. */
export async function* followEvents(
  { db, clock, notifications, stopping }: Services,
  scope: EventViewer,
  signal: AbortSignal | undefined,
): AsyncGenerator<OpenEvents> {
  const until = AbortSignal.any([stopping, ...(signal ? [signal] : [])]);
  let news = Promise.withResolvers<void>();
  const wake = () => news.resolve();
  const unlisten = notifications.listen('event_changes', wake);
  until.addEventListener('abort', wake);
  try {
    while (!until.aborted) {
      news = Promise.withResolvers();
      yield await openEvents(db, scope);
      await news.promise;
      await clock.sleep(TOGETHER_MS, until).catch(() => undefined); // ended meanwhile
    }
  } finally {
    unlisten();
  }
}

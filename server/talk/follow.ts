import type { Services } from '../trpc/context.ts';
import { readTalking, type Talker } from './data.ts';
import type { Talking } from './schema.ts';

/** Who talks, now and after every change. */
export async function* followTalks(
  { db, clock, notifications, stopping }: Services,
  scope: Talker,
  signal: AbortSignal | undefined,
): AsyncGenerator<Talking> {
  const until = signal ? AbortSignal.any([signal, stopping]) : stopping;
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const unlisten = notifications.listen('talk_changes', wake);
  until.addEventListener('abort', wake);
  try {
    while (!until.aborted) {
      const { promise } = news;
      yield await readTalking(db, scope, clock.wallNow());
      await promise;
      news = Promise.withResolvers();
    }
  } finally {
    unlisten();
    until.removeEventListener('abort', wake);
  }
}

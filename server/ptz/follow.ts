import type { Services } from '../trpc/context.ts';
import { readState, type Steerer } from './data.ts';
import type { PtzState } from './schema.ts';

/** Who may steer, now and after every change. */
export async function* followPtz(
  { db, clock, notifications, stopping }: Services,
  scope: Steerer,
  cameraId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<PtzState> {
  const until = signal ? AbortSignal.any([signal, stopping]) : stopping;
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const unlisten = notifications.listen('ptz_changes', (payload) => {
    if (payload === cameraId || payload === null) wake();
  });
  until.addEventListener('abort', wake);
  try {
    while (!until.aborted) {
      const { promise } = news;
      yield await readState(db, scope, cameraId, clock.wallNow());
      await promise;
      news = Promise.withResolvers();
    }
  } finally {
    unlisten();
    until.removeEventListener('abort', wake);
  }
}

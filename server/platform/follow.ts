import type { Channel, Notifications } from './notify.ts';

type Following = {
  readonly notifications: Pick<Notifications, 'listen'>;
  readonly channel: Channel;
  readonly until: AbortSignal;
  /** Which of what is heard counts; `null`: anything may have been missed. All, when not said. */
  readonly concerns?: (payload: string | null) => boolean;
  /** Awaited before what was heard is answered, so that a storm is told together. */
  readonly pause?: () => Promise<void>;
};

/** What `read` answers, now and after everything heard on a channel, until the signal. What is heard while it reads is not missed. */
export async function* follow<T>(
  { notifications, channel, until, concerns, pause }: Following,
  read: () => Promise<T>,
): AsyncGenerator<T> {
  let news = Promise.withResolvers<void>();
  const wake = () => news.resolve();
  const unlisten = notifications.listen(channel, (payload) => {
    if (concerns?.(payload) ?? true) wake();
  });
  until.addEventListener('abort', wake);
  try {
    while (!until.aborted) {
      news = Promise.withResolvers();
      yield await read();
      if (!until.aborted) await news.promise;
      if (!until.aborted) await pause?.();
    }
  } finally {
    unlisten();
    until.removeEventListener('abort', wake);
  }
}

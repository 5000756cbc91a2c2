import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { getImport } from './data.ts';
import type { ImportJobView } from './schema.ts';

const MOVING: ReadonlySet<string> = new Set(['checking', 'applying']);

/** How far it is, now and after every batch, until it stands still. */
export async function* followImport(
  { db, notifications, stopping }: Services,
  scope: Scope<'imports.run'>,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ImportJobView> {
  const until = AbortSignal.any([signal, stopping]);
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const unlisten = notifications.listen('import_progress', (payload) => {
    if (payload === id || payload === null) wake();
  });
  until.addEventListener('abort', wake);
  try {
    while (!until.aborted) {
      const { promise } = news;
      const job = await getImport(db, scope, id);
      yield job;
      if (!MOVING.has(job.state)) return;
      await promise;
      news = Promise.withResolvers();
    }
  } finally {
    unlisten();
    until.removeEventListener('abort', wake);
  }
}

import { PgBoss } from 'pg-boss';
import type { Logger } from './logger.ts';

/** Queues and what their jobs carry. */
type JobPayloads = {
  'imports.check': { importId: string };
  'imports.apply': { importId: string };
  housekeeping: Record<string, never>;
};
export type JobName = keyof JobPayloads;

type Job<N extends JobName> = { readonly data: JobPayloads[N]; readonly signal: AbortSignal };

export type Jobs = AsyncDisposable & {
  send<N extends JobName>(name: N, payload: JobPayloads[N]): Promise<void>;
  work<N extends JobName>(name: N, run: (job: Job<N>) => Promise<void>): Promise<void>;
  /** At the times of a cron expression, in whichever copy is free. */
  schedule<N extends JobName>(name: N, cron: string, payload: JobPayloads[N]): Promise<void>;
};

const POLL_SECONDS = 1;
/** A copy that dies in the middle of a job: another one takes it after this. */
const EXPIRE_SECONDS = 15 * 60;
const STOP_WITHIN_MS = 3_000;

/** Jobs that outlive a process, in the database's own schema `jobs`. */
export async function openJobs(databaseUrl: string, log: Logger): Promise<Jobs> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'jobs', max: 4 });
  boss.on('error', (error) => log.warn({ error }, 'job queue in trouble'));
  await boss.start();
  const known = new Set<string>();
  const ensureQueue = async (name: JobName): Promise<void> => {
    if (known.has(name)) return;
    await boss.createQueue(name, { retryLimit: 2, expireInSeconds: EXPIRE_SECONDS });
    known.add(name);
  };
  return {
    async send(name, payload) {
      await ensureQueue(name);
      await boss.send(name, payload);
    },
    async work(name, run) {
      await ensureQueue(name);
      await boss.work<JobPayloads[typeof name]>(
        name,
        { pollingIntervalSeconds: POLL_SECONDS },
        async ([job]) => {
          if (job) await run({ data: job.data, signal: job.signal });
        },
      );
    },
    async schedule(name, cron, payload) {
      await ensureQueue(name);
      await boss.schedule(name, cron, payload);
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, timeout: STOP_WITHIN_MS });
    },
  };
}

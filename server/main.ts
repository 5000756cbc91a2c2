/** Composition root: env → database → duties → http. Stops within 5 s of SIGTERM or of losing its parent. */
import { readServerEnv } from './platform/env.ts';
import { createLogger } from './platform/logger.ts';
import { openSite } from './site.ts';

const STOP_WITHIN_MS = 4_500;

const read = readServerEnv();
if ('problems' in read) {
  console.error(`These settings are wrong:\n  ${read.problems.join('\n  ')}`);
  process.exit(2);
}
const { env } = read;
const log = createLogger(env.logLevel);

process.on('unhandledRejection', (error) => {
  log.fatal({ error }, 'unhandled rejection');
  process.exit(1);
});

const site = await openSite(env, log);

let stopping = false;
async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => {
    log.error('did not stop in time');
    process.exit(1);
  }, STOP_WITHIN_MS).unref();
  await site[Symbol.asyncDispose]();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
process.on('disconnect', () => void stop('parent gone'));

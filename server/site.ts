import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createMetrics } from './http/metrics.ts';
import { openPages, type Pages } from './http/pages.ts';
import { createSiteServer } from './http/server.ts';
import { createAuth } from './platform/auth.ts';
import { systemClock } from './platform/clock.ts';
import { openDatabase } from './platform/db.ts';
import type { ServerEnv } from './platform/env.ts';
import { openJobs } from './platform/jobs.ts';
import type { Logger } from './platform/logger.ts';
import { Notifications } from './platform/notify.ts';
import { openSecretBox } from './platform/secrets.ts';
import type { Services } from './trpc/context.ts';

const ROOT = join(import.meta.dirname, '..');
/** Open streams and slow answers get so long before their connections are cut. */
const DRAIN_MS = 1_500;

/** Everything one copy of the server runs; disposing it stops all of it. */
export async function openSite(env: ServerEnv, log: Logger): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const stopping = new AbortController();
  const db = openDatabase(env.databaseUrl);
  stack.defer(() => db.$disconnect());
  const clock = systemClock;
  const notifications = stack.use(await Notifications.open(env.databaseUrl, clock, log));
  const jobs = stack.use(await openJobs(env.databaseUrl, log));
  const services: Services = {
    db,
    clock,
    log,
    auth: createAuth(db, env.clusterSecret),
    secrets: await openSecretBox(env.secretKeys, env.data),
    notifications,
    jobs,
    cameraNetworks: env.cameraNetworks,
    site: { title: env.siteTitle, version: await version(), demo: env.demo },
    stopping: stopping.signal,
  };
  let pages: Pages | null = null;
  const server = createSiteServer({
    services,
    metrics: createMetrics(),
    trustProxy: env.trustProxy,
    dev: env.dev,
    pages: () => pages,
    pagePlaces: () => ({ mediaPorts: [env.mediaPort], mediaHosts: [], mapOrigins: [] }),
  });
  await listen(server, env.port, env.host);
  stack.defer(() => closeServer(server));
  pages = await openPages({ dir: ROOT, ...env, httpServer: server });
  if (pages) stack.defer(() => pages?.close());
  else log.warn('there are no built pages: only the API answers');
  stack.defer(() => stopping.abort());
  log.info(
    { address: server.address(), holder: `${hostname()}-${randomBytes(4).toString('hex')}` },
    'listening',
  );
  return stack;
}

async function version(): Promise<string> {
  const text = await readFile(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}

/**
 * `npm start`: one command from a fresh clone to a running site. Brings up PostgreSQL, migrations, first administrator,
 * demo site and pages, then keeps server, media worker and simulated cameras running until told to stop.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { type ChildSpec, SupervisedChild } from './supervisor/children.ts';
import { inheritedEnvironment, readSupervisorEnv, type SupervisorEnv } from './supervisor/env.ts';
import { installationSecret } from './supervisor/keys.ts';
import { buildPagesIfStale } from './supervisor/next-build.ts';
import { openEmbeddedPostgres } from './supervisor/postgres.ts';
import { preflight, StartError } from './supervisor/preflight.ts';
import { type Prepared, prepareDatabase } from './supervisor/prepare.ts';
import { restartOnChange } from './supervisor/watch.ts';
import { workerSpecs } from './supervisor/workers.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const development = process.argv.includes('--dev');

function childSpecs(
  env: SupervisorEnv,
  databaseUrl: string,
  clusterSecret: string,
  demo: boolean,
): ChildSpec[] {
  const shared = {
    ...inheritedEnvironment(),
    NODE_ENV: development ? ('development' as const) : ('production' as const),
    LUKOU_HOST: env.host,
    LUKOU_PORT: String(env.port),
    LUKOU_DATA: env.data,
    LUKOU_MEDIA_PORT: String(env.mediaPort),
    LUKOU_RTMP_PORT: String(env.rtmpPort),
    LUKOU_RTSP_PORT: String(env.rtspPort),
    LUKOU_WEBRTC_PORT: String(env.webrtcPort),
    LUKOU_SIMULATOR_PORT: String(env.simulatorPort),
    LUKOU_DEMO: demo ? 'on' : 'off',
    LUKOU_CLUSTER_SECRET: clusterSecret,
  };
  const specs: ChildSpec[] = [
    {
      name: 'server',
      file: 'server/main.ts',
      env: { ...shared, DATABASE_URL: databaseUrl, ...(development ? { LUKOU_DEV: '1' } : {}) },
    },
    ...workerSpecs(env, shared),
  ];
  if (demo) specs.push({ name: 'simulator', file: 'media-worker/simulator/main.ts', env: shared });
  return specs;
}

async function untilAnswering(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) }).catch(() => null); // not listening yet
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function announce(env: SupervisorEnv, prepared: Prepared, seconds: number): void {
  console.log(`\n  Lukou 路口 is ready after ${seconds.toFixed(1)} s\n`);
  console.log(
    `  Open        ${env.secure ? 'https' : 'http'}://${env.host === '0.0.0.0' ? 'localhost' : env.host}:${env.port}`,
  );
  for (const line of signInLines(prepared)) console.log(line);
  console.log(`  Publish     rtmp://<this host>:${env.rtmpPort}/live/<stream>?key=<key>`);
  console.log('  Stop        Ctrl-C\n');
}

function signInLines({ firstAdministrator }: Prepared): string[] {
  if (!firstAdministrator)
    return [
      '  Sign in     as before; a lost password is replaced with: npm run reset-password -- NAME',
    ];
  const { username, password, generated } = firstAdministrator;
  if (!generated) return [`  Sign in     ${username}, with the password of LUKOU_ADMIN_PASSWORD`];
  return [
    `  Sign in     ${username}`,
    `  Password    ${password}   (shown this once; you will be asked to change it)`,
  ];
}

/** Resolves with the first reason to stop. A second signal within a second is the same Ctrl-C arriving twice. */
function untilStopped(databaseEnded: Promise<string>): Promise<string> {
  return new Promise((resolve) => {
    let firstAt = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (firstAt === 0) firstAt = performance.now();
        else if (performance.now() - firstAt > 1000) process.exit(1);
        resolve(signal);
      });
    }
    void databaseEnded.then((reason) => resolve(`database ended: ${reason}`));
  });
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const read = readSupervisorEnv();
  if ('problems' in read)
    throw new StartError(`These settings are wrong:\n  ${read.problems.join('\n  ')}`);
  const { env } = read;
  const log = pino({ name: 'supervisor', level: env.logLevel });
  const stopped = new AbortController();

  await using stack = new AsyncDisposableStack();
  stack.use(await preflight(env));
  const database = env.databaseUrl
    ? { url: env.databaseUrl, ended: new Promise<string>(() => undefined) }
    : stack.use(await openEmbeddedPostgres(env.data, log));
  const reason = untilStopped(database.ended);
  void reason.then(() => stopped.abort());

  const prepared = await prepareDatabase(database.url, env);
  if (!development)
    await buildPagesIfStale(root, () =>
      console.log('lukou: building the pages (about half a minute) …'),
    );
  const clusterSecret = await installationSecret(env.data, 'cluster.key');
  const children = childSpecs(env, database.url, clusterSecret, prepared.demo).map(
    (spec) => new SupervisedChild(spec, root, log),
  );
  stack.defer(async () => {
    await Promise.all(children.map((child) => child[Symbol.asyncDispose]()));
  });
  for (const child of children) if (!stopped.signal.aborted) child.start();
  if (development) stack.use(restartOnChange(root, children));

  await untilAnswering(`http://127.0.0.1:${env.port}/healthz`, stopped.signal);
  if (!stopped.signal.aborted) announce(env, prepared, (performance.now() - startedAt) / 1000);
  log.info({ reason: await reason }, 'stopping');
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (error instanceof StartError) console.error(`\nlukou: ${error.message}\n`);
  else console.error(error);
  process.exit(1);
}

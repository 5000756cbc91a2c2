import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from './db.ts';
import { readServerEnv } from './env.ts';
import { type Duty, keepDuty, releaseLease, tryLease } from './lease.ts';
import { createLogger } from './logger.ts';
import { DEFAULT_CAMERA_NETWORKS, parseNetworks } from './networks.ts';
import { Notifications, notify } from './notify.ts';
import { simulatedClock } from './simulated-clock.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(inject('testDatabaseUrl'));
});
afterAll(() => database[Symbol.asyncDispose]());

const silent = createLogger('error', { write: () => undefined });

describe('env', () => {
  const least = {
    DATABASE_URL: 'postgresql://localhost/x',
    LUKOU_CLUSTER_SECRET: 'sixteen letters!',
  };

  it('tells all problems at once', () => {
    const read = readServerEnv({
      LUKOU_PORT: '70000',
      LUKOU_STATUS_INTERVAL: 'soon',
      LUKOU_CAMERA_NETWORKS: '10.0.0.0/40',
      LUKOU_DEMO: 'yes',
    });
    const names = 'problems' in read ? read.problems.map((problem) => problem.split(':')[0]) : [];
    expect(names.sort()).toEqual([
      'DATABASE_URL',
      'LUKOU_CAMERA_NETWORKS',
      'LUKOU_CLUSTER_SECRET',
      'LUKOU_DEMO',
      'LUKOU_PORT',
      'LUKOU_STATUS_INTERVAL',
    ]);
  });

  it('takes an empty variable for an unset one', () => {
    const read = readServerEnv({ ...least, LUKOU_PORT: '', LUKOU_PICTURE_INTERVAL: '90s' });
    expect(read).toMatchObject({ env: { port: 3000, pictureIntervalMs: 90_000, demo: false } });
  });
});

describe('networks', () => {
  const read = (text: string) => {
    const parsed = parseNetworks(text);
    return parsed.ok ? parsed.networks : null;
  };

  it.each([
    ['10.1.2.3', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['127.0.0.1', true],
    ['::1', true],
    ['fd12::1', true],
    ['8.8.8.8', false],
    ['169.254.169.254', false],
    ['2001:4860:4860::8888', false],
    ['nonsense', false],
  ])('by default holds %s: %s', (address, held) => {
    expect(read(DEFAULT_CAMERA_NETWORKS)?.contains(address)).toBe(held);
  });

  it.each(['10.0.0.0/33', '10.0.0', 'all', '10.0.0.0/8/9', '', '::/129'])('refuses %s', (text) => {
    expect(read(text)).toBeNull();
  });
});

describe('lease', () => {
  const expire = (name: string) =>
    database.db.lease.update({ where: { name }, data: { expiresAt: new Date(0) } });

  it('is held by one at a time, renewed, released and taken over when it ran out', async () => {
    const take = (holder: string) => tryLease(database.db, 'a', holder);
    expect([await take('one'), await take('two'), await take('one')]).toEqual([true, false, true]);
    await releaseLease(database.db, 'a', 'one');
    expect([await take('two'), await take('one')]).toEqual([true, false]);
    await expire('a');
    expect([await take('one'), await take('two')]).toEqual([true, false]);
  });

  it('goes to one of many that want it at the same time', async () => {
    const won = await Promise.all(
      Array.from({ length: 5 }, (_, n) => tryLease(database.db, 'b', `holder ${n}`)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('lets a duty run with its holder, and move', async () => {
    const running: string[] = [];
    const clock = simulatedClock();
    const copy = (holder: string) => {
      const stop = new AbortController();
      const duty: Duty = {
        name: 'c',
        run: async (signal) => {
          running.push(holder);
          await clock.sleep(1e9, signal).catch(() => undefined);
          running.splice(running.indexOf(holder), 1);
        },
      };
      const platform = { db: database.db, clock, log: silent, holder };
      const done = keepDuty(duty, platform, stop.signal);
      return { stop, done };
    };
    const first = copy('first');
    await expect.poll(() => running).toEqual(['first']);
    const second = copy('second');
    first.stop.abort();
    await first.done;
    expect(running).toEqual([]);
    await expect
      .poll(() => {
        clock.advance(2_000);
        return running;
      })
      .toEqual(['second']);
    second.stop.abort();
    await second.done;
  });
});

describe('notifications', () => {
  it('are heard when the transaction commits, and after the connection was lost', async () => {
    const clock = simulatedClock();
    await using notifications = await Notifications.open(database.url, clock, silent);
    const heard: (string | null)[] = [];
    notifications.listen('import_progress', (payload) => heard.push(payload));
    await database.db.$transaction((tx) => notify(tx, 'import_progress', 'committed'));
    await expect.poll(() => heard).toEqual(['committed']);
    await database.db
      .$transaction(async (tx) => {
        await notify(tx, 'import_progress', 'rolled back');
        throw new Error('no');
      })
      .catch(() => undefined);
    await database.db.$executeRaw`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like 'listen %'`;
    await expect
      .poll(() => {
        clock.advance(1_000);
        return heard;
      })
      .toEqual(['committed', null]);
    await notify(database.db, 'import_progress', 'again');
    await expect.poll(() => heard).toEqual(['committed', null, 'again']);
  });
});

it('hides secrets in the log, also those in a database error', async () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const db = openDatabase(database.url, 1);
  const where = { username: 'tell-nobody', nothing: 'like this' } as unknown as { id: string };
  const error = await db.user.findUnique({ where }).catch((cause: unknown) => cause);
  log.info({ error, password: 'tell-nobody', device: { password: 'tell-nobody' } }, 'said');
  await db.$disconnect();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('PrismaClientValidationError');
  expect(lines[0]).not.toContain('tell-nobody');
});

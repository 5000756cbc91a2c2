/** A site for tests: real database, real everything, but time, job queue and log stand in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { CameraChanges } from '../cameras/changes.ts';
import { Signalling } from '../gb28181/signalling.ts';
import { RoadsideTiles } from '../map/roadside-tiles.ts';
import { CameraTiles } from '../map/tiles.ts';
import { MediaGateway } from '../media/gateway.ts';
import { PictureTaker } from '../pictures/taker.ts';
import { createAuth, hashPassword } from '../platform/auth.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { JobName } from '../platform/jobs.ts';
import { createLogger } from '../platform/logger.ts';
import { DEFAULT_CAMERA_NETWORKS, parseNetworks } from '../platform/networks.ts';
import { Notifications } from '../platform/notify.ts';
import { createSecretBox } from '../platform/secrets.ts';
import { type SimulatedClock, simulatedClock } from '../platform/simulated-clock.ts';
import { openTestDatabase } from '../platform/test-database.ts';
import { HeadPool } from '../ptz/heads.ts';
import { SteeringHub } from '../ptz/hub.ts';
import type { Actor } from '../session/policy.ts';
import type { Role } from '../session/schema.ts';
import { CameraMoves } from '../tracks/moves.ts';
import type { Services } from './context.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './router.ts';

export const CLUSTER_SECRET = 'test cluster secret';
export const TEST_PASSWORD = 'Corn-flower-7';

const createCaller = createCallerFactory(appRouter);
export type Caller = ReturnType<typeof createCaller>;

export type TestSite = AsyncDisposable & {
  readonly services: Services;
  readonly clock: SimulatedClock;
  readonly url: string;
  readonly data: string;
  readonly sentJobs: { name: JobName; payload: unknown }[];
  readonly logged: string[];
  /** A browser with a cookie jar of its own; `signedInAs` skips the password. */
  browser(options?: { signedInAs?: Actor; address?: string }): { call: Caller; cookies: Headers };
  user(role: Role, fields?: { username?: string; mustChangePassword?: boolean }): Promise<Actor>;
};

export async function openTestSite(): Promise<TestSite> {
  const stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await openTestDatabase(inject('testDatabaseUrl')));
  const data = await mkdtemp(join(tmpdir(), 'lukou-test-'));
  stack.defer(() => rm(data, { recursive: true, force: true }));
  const clock = simulatedClock(Date.now());
  const logged: string[] = [];
  const log = createLogger('debug', { write: (line) => void logged.push(line) });
  const notifications = stack.use(await Notifications.open(url, clock, log));
  const changes = stack.use(await CameraChanges.open(db, notifications, log));
  const moves = stack.use(new CameraMoves({ db, clock, notifications, log }));
  const tiles = stack.use(new CameraTiles({ db, changes, log }));
  const roadsideTiles = stack.use(new RoadsideTiles({ db, notifications, log }));
  const secrets = createSecretBox([Buffer.alloc(32, 7).toString('base64url')]);
  const networks = parseNetworks(DEFAULT_CAMERA_NETWORKS);
  if (!networks.ok) throw new Error(networks.problem);
  const cameraNetworks = networks.networks;
  const clusterSecret = CLUSTER_SECRET;
  const media = new MediaGateway({ db, clock, log, secrets, clusterSecret, cameraNetworks });
  const sentJobs: TestSite['sentJobs'] = [];
  const stopping = new AbortController();
  stack.defer(() => stopping.abort());
  const sip = { host: '127.0.0.1', port: 0 };
  const signalling = new Signalling({ db, clock: systemClock, log, secrets, ...sip });
  const heads = stack.use(new HeadPool({ db, clock, secrets, cameraNetworks, signalling }));
  const steering = stack.use(new SteeringHub({ db, clock, log, heads }, notifications));
  const services: Services = {
    db,
    clock,
    log,
    secrets,
    notifications,
    changes,
    moves,
    tiles,
    roadsideTiles,
    media,
    pictures: new PictureTaker({ db, media, clock, log, data }),
    jobs: {
      send: async (name, payload) => void sentJobs.push({ name, payload }),
      work: async () => undefined,
      schedule: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
    auth: createAuth(db, clusterSecret),
    signalling,
    heads,
    steering,
    cameraNetworks,
    site: { title: null, version: '0.0.0', demo: false, timeZone: 'Asia/Shanghai' },
    stopping: stopping.signal,
  };
  return {
    services,
    clock,
    url,
    data,
    sentJobs,
    logged,
    browser: ({ signedInAs = null, address = '192.0.2.1' }: BrowserOptions = {}) =>
      openBrowser(services, signedInAs, address),
    user: (role, fields) => insertUser(services, role, fields),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type BrowserOptions = { signedInAs?: Actor | null; address?: string };

function openBrowser(services: Services, actor: Actor | null, address: string) {
  const cookies = new Headers();
  const request = {
    headers: cookies,
    address,
    setCookie(line: string) {
      const [pair = ''] = line.split(';');
      if (/max-age=0/i.test(line)) cookies.delete('cookie');
      else cookies.set('cookie', pair);
    },
  };
  return { cookies, call: createCaller({ services, request, actor }) };
}

let users = 0;

async function insertUser(
  { db }: Services,
  role: Role,
  fields: { username?: string; mustChangePassword?: boolean } = {},
): Promise<Actor> {
  users += 1;
  const { username = `${role}${users}`, mustChangePassword = false } = fields;
  const user = await db.user.create({
    data: {
      username,
      name: username,
      email: `${username}@users.invalid`,
      role,
      mustChangePassword,
    },
  });
  const password = await hashPassword(TEST_PASSWORD);
  await db.account.create({
    data: {
      userId: user.id,
      accountId: user.id,
      providerId: 'credential',
      issuer: 'local:credential',
      password,
    },
  });
  return { userId: user.id, username, role, mustChangePassword, address: '192.0.2.1' };
}

/** The code a call fails with; null: it does not fail. */
export async function codeOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof AppError) return cause.code;
    if (error instanceof AppError) return error.code;
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** A province, a city, two counties and a road: enough places for cameras. */
export async function insertPlaces({ db }: Services) {
  const province = await db.division.create({
    data: { code: '340000', name: '安徽省', path: '340000/' },
  });
  const at = (code: string, name: string, path: string, parentId: string) =>
    db.division.create({ data: { code, name, path, parentId } });
  const city = await at('340100', '合肥市', '340000/340100/', province.id);
  const county = await at('340111', '包河区', '340000/340100/340111/', city.id);
  const other = await at('340121', '长丰县', '340000/340100/340121/', city.id);
  const group = await db.businessGroup.create({
    data: { code: 'bridge', name: '桥梁', path: 'bridge/' },
  });
  const road = await db.road.create({
    data: {
      code: 'G40',
      name: '沪陕高速',
      kind: 'expressway',
      lines: {
        create: {
          direction: 'up',
          name: '往叶集',
          coordinates: [
            [117, 31.8],
            [117.1, 31.8],
          ],
          chainagesM: [600_000, 609_450],
        },
      },
    },
  });
  return { province, city, county, other, group, road };
}

/** Takes the events of devices that have them, each by one subscription that is kept up. */

import type { DeviceEvent, Driver } from '../drivers/driver.ts';
import { onvifDriver } from '../drivers/onvif/driver.ts';
import { channelControlSchema } from '../drivers/schema.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Duty } from '../platform/lease.ts';
import type { Services } from '../trpc/context.ts';
import { kindOf, phaseOf, severityOf } from './kinds.ts';
import { takeIn } from './taking.ts';

/** Devices that came, went or changed are noticed this soon. */
const LOOK_EVERY_MS = 10_000;
/** Each of them costs a connection that is kept open. */
const MOST_DEVICES = 20_000;
/** At the start they are opened one after the other, not all at once. */
const APART_MS = 20;
const OPEN_WITHIN_MS = 15_000;
const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 60_000;
/** A subscription that lasted so long was a good one. */
const LASTED_MS = 60_000;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'secrets' | 'cameraNetworks'>;
type Followed = { readonly stop: AbortController; readonly ended: Promise<void> };

export function eventDuty(platform: Platform): Duty {
  return {
    name: 'device-events',
    async run(signal) {
      const followed = new Map<string, Followed>();
      try {
        while (!signal.aborted) {
          keepFollowing(platform, followed, await devicesWithEvents(platform.db));
          await platform.clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined); // the end
        }
      } finally {
        for (const { stop } of followed.values()) stop.abort();
        await Promise.all([...followed.values()].map(({ ended }) => ended));
      }
    },
  };
}

type Row = Awaited<ReturnType<typeof devicesWithEvents>>[number];

function devicesWithEvents(db: Database) {
  return db.device.findMany({
    where: {
      driver: 'onvif',
      takesEvents: true,
      address: { not: null },
      OR: [{ pullPoint: true }, { pullPoint: null }],
      cameras: { some: { removedAt: null } },
    },
    take: MOST_DEVICES,
    select: {
      id: true,
      address: true,
      username: true,
      passwordCipher: true,
      maker: true,
      model: true,
      pullPoint: true,
      cameras: { where: { removedAt: null }, select: { id: true, name: true, control: true } },
    },
  });
}

/** What was changed about a device is another one. */
function keyOf({ id, address, username, passwordCipher, cameras }: Row): string {
  return JSON.stringify([id, address, username, passwordCipher, cameras.map((one) => one.id)]);
}

function keepFollowing(
  platform: Platform,
  followed: Map<string, Followed>,
  devices: readonly Row[],
): void {
  const wanted = new Map(devices.map((device) => [keyOf(device), device]));
  for (const [key, { stop }] of followed) {
    if (wanted.has(key)) continue;
    stop.abort();
    followed.delete(key);
  }
  const fresh = [...wanted].filter(([key]) => !followed.has(key));
  for (const [place, [key, device]] of fresh.entries()) {
    const stop = new AbortController();
    const ended = follow(platform, device, place * APART_MS, stop.signal);
    followed.set(key, { stop, ended });
  }
}

async function follow(
  platform: Platform,
  device: Row,
  firstAfterMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = platform;
  const log = platform.log.child({ device: device.id });
  let waitMs = firstAfterMs;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    await clock.sleep(waitMs, signal).catch(() => undefined); // the end
    if (signal.aborted) return;
    const since = clock.monotonicNow();
    try {
      await subscribe(platform, onvifDriver, device, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isWithoutEvents(error)) return void (await setPullPoint(platform.db, device.id, false));
      log.warn({ error }, 'events of a device were lost: it is asked again');
    }
    retryMs = clock.monotonicNow() - since > LASTED_MS ? FIRST_RETRY_MS : retryMs;
    waitMs = retryMs;
    retryMs = Math.min(retryMs * 2, SLOWEST_RETRY_MS);
  }
}

function isWithoutEvents(error: unknown): boolean {
  return error instanceof AppError && error.code === 'onvif.unsupported';
}

async function setPullPoint(db: Database, id: string, pullPoint: boolean): Promise<void> {
  await db.device.updateMany({ where: { id }, data: { pullPoint } });
}

async function subscribe(
  platform: Platform,
  driver: Driver,
  row: Row,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, secrets, cameraNetworks: networks } = platform;
  const target = {
    address: row.address ?? '',
    username: row.username,
    password: row.passwordCipher === null ? null : secrets.open(row.passwordCipher),
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
  await using open = await driver.open({ clock, networks }, target, within);
  let known = row.pullPoint === true;
  for await (const event of open.events(signal)) {
    if (!known) await setPullPoint(db, row.id, true);
    known = true;
    await db.$transaction((tx) => takeIn(tx, sightingOf(row, event), clock.wallNow()));
  }
}

/** ONVIF has a time for what happened, but cheap clocks begin in 1970. */
const SANE_SINCE = Date.UTC(2000, 0);

function sightingOf(row: Row, event: DeviceEvent) {
  const { topic, at, operation, source, data } = event;
  const camera = cameraOf(row, source);
  const kind = kindOf(topic);
  return {
    source: 'device',
    kind,
    severity: severityOf(kind),
    topic,
    key: `device ${row.id} ${topic} ${Object.values(source).join(' ')}`,
    cameraId: camera?.id ?? null,
    name: camera?.name ?? nameOf(row),
    deviceAt: at.getTime() < SANE_SINCE ? null : at,
    phase: phaseOf(event),
    again: operation === 'Initialized',
    raw: { topic, operation, source, data },
  } as const;
}

/** Which camera of a recorder is meant, by the token of its picture's source; one alone is meant always. */
function cameraOf({ cameras }: Row, source: DeviceEvent['source']) {
  const [only] = cameras;
  if (cameras.length === 1) return only;
  const told = new Set(Object.values(source));
  return cameras.find(({ control }) => {
    const known = channelControlSchema.safeParse(control);
    return known.success && told.has(known.data.sourceToken);
  });
}

function nameOf({ maker, model, address }: Row): string {
  return `${maker ?? ''} ${model ?? ''}`.trim() || (address ?? '');
}

import { type ChannelControl, channelControlSchema } from '../drivers/schema.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { type ControlFacts, maySteer, mayTakeOver, standingOf } from './policy.ts';
import {
  type CruiseStop,
  cruiseStopsSchema,
  MOVES_KEPT,
  type PtzState,
  ptzActSchema,
  type Standing,
} from './schema.ts';

export type Steerer = Scope<'ptz.move'>;

const person = { select: { id: true, name: true, role: true } } as const;

const stateSelect = {
  id: true,
  name: true,
  control: true,
  azimuth: true,
  ptzControl: {
    select: {
      holder: person,
      lockedUntil: true,
      reason: true,
      mover: person,
      movedAt: true,
      panZero: true,
    },
  },
  ptzPresets: {
    select: { number: true, name: true, pictureTakenAt: true, azimuth: true },
    orderBy: { number: 'asc' },
  },
  ptzCruises: {
    select: {
      id: true,
      name: true,
      stops: true,
      runBy: { select: { name: true } },
      runSince: true,
    },
    orderBy: { name: 'asc' },
  },
  ptzScan: {
    select: {
      leftPan: true,
      rightPan: true,
      speed: true,
      runBy: { select: { name: true } },
      runSince: true,
      endedAt: true,
      endedCode: true,
    },
  },
  ptzWaiters: { select: { since: true, user: person }, orderBy: { since: 'asc' } },
} as const;

async function readCamera(db: Db, cameraId: string) {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: stateSelect,
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: cameraId } });
  return camera;
}

type CameraFacts = Awaited<ReturnType<typeof readCamera>>;

function factsOf({ ptzControl, ptzWaiters }: CameraFacts): ControlFacts {
  return {
    holder: ptzControl?.holder ?? null,
    lockedUntil: ptzControl?.lockedUntil ?? null,
    reason: ptzControl?.reason ?? null,
    mover: ptzControl?.mover ?? null,
    movedAt: ptzControl?.movedAt ?? null,
    next: ptzWaiters[0]?.user ?? null,
  };
}

export function controlOf(stored: unknown): ChannelControl | null {
  const parsed = channelControlSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

export function stopsOf(stored: unknown): CruiseStop[] {
  return cruiseStopsSchema.catch([]).parse(stored);
}

export async function readStanding(
  db: Db,
  cameraId: string,
  nowMs: number,
): Promise<{ name: string; standing: Standing; led: boolean }> {
  const camera = await readCamera(db, cameraId);
  const led = [...camera.ptzCruises, camera.ptzScan].some((one) => one?.runBy);
  return { name: camera.name, standing: standingOf(factsOf(camera), nowMs), led };
}

export async function readState(
  db: Db,
  scope: Steerer,
  cameraId: string,
  nowMs: number,
): Promise<PtzState> {
  const camera = await readCamera(db, cameraId);
  const facts = factsOf(camera);
  const standing = standingOf(facts, nowMs);
  const { mover, movedAt } = facts;
  const control = controlOf(camera.control);
  return {
    cameraId,
    cameraName: camera.name,
    sheet: control?.ptz ?? null,
    standing,
    mayMove: maySteer(scope, standing),
    mayTakeOver: mayTakeOver(scope, standing),
    lastMove: mover && movedAt ? { name: mover.name, at: movedAt } : null,
    presets: camera.ptzPresets,
    cruises: camera.ptzCruises.map(({ id, name, stops, runBy, runSince }) => ({
      id,
      name,
      stops: stopsOf(stops),
      running: runBy && runSince ? { name: runBy.name, since: runSince } : null,
    })),
    scan: scanOf(camera.ptzScan, control),
    azimuth: camera.azimuth,
    panZero: camera.ptzControl?.panZero ?? null,
    waiting: camera.ptzWaiters.map(({ since, user }) => ({
      userId: user.id,
      name: user.name,
      since,
    })),
    now: new Date(nowMs),
  };
}

/** null: the head does not turn. */
function scanOf(row: CameraFacts['ptzScan'], control: ChannelControl | null): PtzState['scan'] {
  if (!control?.ptz?.panTilt) return null;
  const { runBy, runSince, endedAt, endedCode } = row ?? {};
  return {
    cannot: cannotScan(control),
    left: row?.leftPan ?? null,
    right: row?.rightPan ?? null,
    speed: row?.speed ?? null,
    running: runBy && runSince ? { name: runBy.name, since: runSince } : null,
    ended: endedAt && endedCode ? { code: endedCode, at: endedAt } : null,
  };
}

/** A camera that would turn on without us is not set turning. */
function cannotScan({ ptz, moveTimeoutMs }: ChannelControl) {
  if (ptz?.position === false) return 'no-position';
  return moveTimeoutMs === null ? 'no-timeout' : null;
}

export async function lastMoves(db: Db, _scope: Steerer, cameraId: string) {
  const rows = await db.ptzMove.findMany({
    where: { cameraId },
    orderBy: { id: 'desc' },
    take: MOVES_KEPT,
  });
  return rows.map(({ id, username, at, what, detail }) => ({
    id: String(id),
    username,
    at,
    what: ptzActSchema.catch('move').parse(what),
    detail,
  }));
}

/** What a head is reached by. */
export async function headSource(db: Db, _scope: Steerer, cameraId: string) {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: {
      name: true,
      control: true,
      device: {
        select: { id: true, driver: true, address: true, username: true, passwordCipher: true },
      },
    },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: cameraId } });
  const control = controlOf(camera.control);
  const { address, ...device } = camera.device;
  if (!control?.ptz || address === null)
    throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  return { name: camera.name, control, sheet: control.ptz, device: { ...device, address } };
}

/** The azimuth of its pan 0; null: it is not calibrated. */
export async function readPanZero(
  db: Db,
  _scope: Steerer,
  cameraId: string,
): Promise<number | null> {
  const control = await db.ptzControl.findUnique({
    where: { cameraId },
    select: { panZero: true },
  });
  return control?.panZero ?? null;
}

export async function readPresets(db: Db, _scope: Steerer, cameraId: string) {
  return db.ptzPreset.findMany({ where: { cameraId }, orderBy: { number: 'asc' } });
}

export async function demandPreset(db: Db, scope: Steerer, cameraId: string, number: number) {
  const preset = (await readPresets(db, scope, cameraId)).find((one) => one.number === number);
  if (!preset) throw new AppError('ptz.no-such-preset', { details: { number } });
  return preset;
}

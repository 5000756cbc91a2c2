/** Cruises 巡航: kept and called by the server, so that every camera with presets has them. */
import { writeAudit } from '../audit/mutations.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import type { Services } from '../trpc/context.ts';
import { readPresets, type Steerer } from './data.ts';
import { claim } from './mutations.ts';
import { type CruiseStop, MOST_CRUISES } from './schema.ts';

type Platform = Pick<Services, 'db' | 'clock' | 'heads'>;
type Named = { readonly cameraId: string; readonly id: string };
type Save = {
  readonly cameraId: string;
  readonly id?: string | undefined;
  readonly name: string;
  readonly stops: readonly CruiseStop[];
};

/** One that runs goes on with what was saved from its next preset on. */
export async function saveCruise(
  db: Database,
  scope: Steerer,
  { cameraId, id, name, stops }: Save,
): Promise<void> {
  const known = new Set((await readPresets(db, scope, cameraId)).map(({ number }) => number));
  const missing = stops.find(({ number }) => !known.has(number));
  if (missing) throw new AppError('ptz.no-such-preset', { details: { number: missing.number } });
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Camera" where id = ${cameraId} for update`;
    const data = { name, stops: [...stops] };
    if (id === undefined) {
      if ((await tx.ptzCruise.count({ where: { cameraId } })) >= MOST_CRUISES)
        throw new AppError('ptz.too-many-cruises', { details: { most: MOST_CRUISES } });
      await tx.ptzCruise.create({ data: { cameraId, ...data } });
    } else {
      const { count } = await tx.ptzCruise.updateMany({ where: { id, cameraId }, data });
      if (count === 0) throw new AppError('ptz.no-such-cruise');
    }
    await writeAudit(tx, scope, {
      action: 'ptz.save-cruise',
      subject: { type: 'camera', id: cameraId },
      details: { name, presets: stops.map(({ number }) => String(number)) },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

export async function removeCruise(
  db: Database,
  scope: Steerer,
  { cameraId, id }: Named,
): Promise<void> {
  const { name } = await demandCruise(db, { cameraId, id });
  await db.$transaction(async (tx) => {
    await tx.ptzCruise.deleteMany({ where: { id, cameraId } });
    await writeAudit(tx, scope, {
      action: 'ptz.remove-cruise',
      subject: { type: 'camera', id: cameraId },
      details: { name },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

/** It goes on until somebody moves the camera, locks it or stops it. */
export async function startCruise(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, id }: Named,
): Promise<void> {
  const { name } = await demandCruise(db, { cameraId, id });
  await heads.head(scope, cameraId);
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'cruise', detail: name, cruiseId: id });
}

export async function stopCruise(
  { db, clock, heads }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<void> {
  const { head } = await heads.head(scope, cameraId);
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'cruise-stop' });
  await head.stop();
}

/** It cannot go on: its presets are gone, or who set it going may not steer any more. */
export async function dropCruise(db: Database, cameraId: string, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.ptzCruise.updateMany({
      where: { id, runById: { not: null } },
      data: { runById: null, runSince: null },
    });
    if (count === 0) return;
    const subject = { type: 'camera', id: cameraId };
    const nobody = { userId: null, username: null, address: null };
    await writeAudit(tx, nobody, { action: 'ptz.drop-cruise', subject });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

async function demandCruise(db: Database, { cameraId, id }: Named) {
  const cruise = await db.ptzCruise.findFirst({ where: { id, cameraId } });
  if (!cruise) throw new AppError('ptz.no-such-cruise');
  return cruise;
}

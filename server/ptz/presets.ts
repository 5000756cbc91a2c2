/** Presets: where they are is the device's, their numbers, names and pictures are ours. */
import { writeAudit } from '../audit/mutations.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import type { Services } from '../trpc/context.ts';
import { demandPreset, readPresets, type Steerer } from './data.ts';
import { claim } from './mutations.ts';
import { sightNow } from './pointing.ts';
import { MOST_PRESETS, type PtzPresetView } from './schema.ts';

/** A dome needs some seconds to its preset; then its picture is what the preset shows. */
const PICTURE_WIDTH = 320;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads' | 'pictures'>;

/** The device's presets with our numbers: new ones get the first free, gone ones are forgotten. */
export async function listPresets(
  { db, heads }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<PtzPresetView[]> {
  const { head, sheet } = await heads.head(scope, cameraId);
  if (sheet.presets === 0) return [];
  const found = await head.presets();
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from "Camera" where id = ${cameraId} for update`;
    const known = await readPresets(tx, scope, cameraId);
    const tokens = found.map(({ token }) => token);
    await tx.ptzPreset.deleteMany({ where: { cameraId, token: { notIn: tokens } } });
    const kept = known.filter(({ token }) => tokens.includes(token));
    const taken = new Set(kept.map(({ number }) => number));
    const added = found
      .filter(({ token }) => !kept.some((one) => one.token === token))
      .flatMap(({ token, name }) => {
        const number = numberFor(token, taken);
        if (number === null) return [];
        taken.add(number);
        return [{ cameraId, token, number, name }];
      });
    await tx.ptzPreset.createMany({ data: added });
    if (added.length > 0 || kept.length < known.length) await notify(tx, 'ptz_changes', cameraId);
  });
  return (await readPresets(db, scope, cameraId)).map(toView);
}

function toView({ number, name, pictureTakenAt, azimuth }: PtzPresetView): PtzPresetView {
  return { number, name, pictureTakenAt, azimuth };
}

/** Tokens are often numbers: people know the preset by it. */
function numberFor(token: string, taken: ReadonlySet<number>): number | null {
  const own = /^\d{1,3}$/.test(token) ? Number(token) : 0;
  if (own >= 1 && own <= MOST_PRESETS && !taken.has(own)) return own;
  for (let number = 1; number <= MOST_PRESETS; number++) if (!taken.has(number)) return number;
  return null;
}

export async function callPreset(
  platform: Platform,
  scope: Steerer,
  { cameraId, number }: { cameraId: string; number: number },
): Promise<void> {
  const preset = await demandPreset(platform.db, scope, cameraId, number);
  await turnTo(platform, scope, { cameraId, preset });
}

/** As a patrol does it: a camera that somebody holds stays where it is. */
export async function aim(
  platform: Platform,
  scope: Steerer,
  { cameraId, token }: { cameraId: string; token: string },
): Promise<void> {
  const presets = await readPresets(platform.db, scope, cameraId);
  const preset = presets.find((one) => one.token === token);
  if (!preset) throw new AppError('ptz.no-such-preset', { details: { number: token } });
  await turnTo(platform, scope, { cameraId, preset, yields: true });
}

type Turn = {
  readonly cameraId: string;
  readonly preset: Pick<PtzPresetView, 'number' | 'name'> & { readonly token: string };
  readonly yields?: boolean;
};

async function turnTo(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, preset: { number, name, token }, yields = false }: Turn,
): Promise<void> {
  const { head } = await heads.head(scope, cameraId);
  const detail = `${number} ${name}`;
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'preset', detail, yields });
  await head.callPreset(token);
}

type Save = {
  readonly cameraId: string;
  readonly number?: number | undefined;
  readonly name: string;
};

/** Keeps where the camera looks now, under a number that exists or a free one. */
export async function savePreset(
  platform: Platform,
  scope: Steerer,
  { cameraId, number: wanted, name }: Save,
): Promise<PtzPresetView> {
  const { db, clock, heads } = platform;
  const { head, sheet, name: cameraName } = await heads.head(scope, cameraId);
  const known = await readPresets(db, scope, cameraId);
  const existing = known.find(({ number }) => number === wanted);
  const most = Math.min(sheet.presets, MOST_PRESETS);
  if (!existing && known.length >= most)
    throw new AppError('ptz.too-many-presets', { details: { most } });
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'preset-set', detail: name });
  const azimuth = await sightNow(platform, scope, cameraId);
  const token = await head.savePreset(name, existing?.token ?? null);
  const taken = new Set(known.map((one) => one.number));
  const number = existing?.number ?? wanted ?? numberFor(token, taken);
  if (number === null) throw new AppError('ptz.too-many-presets', { details: { most } });
  await db.$transaction(async (tx) => {
    await tx.ptzPreset.upsert({
      where: { cameraId_token: { cameraId, token } },
      create: { cameraId, token, number, name, azimuth },
      update: { number, name, azimuth, pictureTakenAt: null },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.save-preset',
      subject: { type: 'camera', id: cameraId, name: cameraName },
      details: { number, name },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
  void takePicture(platform, { cameraId, token, number });
  return { number, name, pictureTakenAt: null, azimuth };
}

/** Comes after the answer: a stream may have to be started for it. */
async function takePicture(
  { db, pictures, log }: Platform,
  { cameraId, token, number }: { cameraId: string; token: string; number: number },
): Promise<void> {
  try {
    const takenAt = await pictures.takePreset(cameraId, number, PICTURE_WIDTH);
    if (!takenAt) return;
    await db.ptzPreset.updateMany({
      where: { cameraId, token, number },
      data: { pictureTakenAt: takenAt },
    });
    await notify(db, 'ptz_changes', cameraId);
  } catch (error) {
    log.warn({ error, camera: cameraId }, 'no picture of the preset');
  }
}

type Rename = {
  readonly cameraId: string;
  readonly number: number;
  readonly name: string;
  readonly azimuth?: number | null | undefined;
};

/** The name is ours alone: on the device a name changes only together with the position. */
export async function renamePreset(
  db: Database,
  scope: Steerer,
  { cameraId, number, name, azimuth }: Rename,
): Promise<void> {
  const preset = await demandPreset(db, scope, cameraId, number);
  await db.$transaction(async (tx) => {
    await tx.ptzPreset.update({
      where: { cameraId_token: { cameraId, token: preset.token } },
      data: { name, ...(azimuth === undefined ? {} : { azimuth }) },
    });
    await writeAudit(tx, scope, {
      action: 'ptz.rename-preset',
      subject: { type: 'camera', id: cameraId },
      details: {
        number,
        name,
        before: preset.name,
        azimuth: azimuth === undefined ? preset.azimuth : azimuth,
      },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

export async function removePreset(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, number }: { cameraId: string; number: number },
): Promise<void> {
  const preset = await demandPreset(db, scope, cameraId, number);
  const { head, name } = await heads.head(scope, cameraId);
  await claim(db, scope, clock.wallNow(), {
    cameraId,
    what: 'preset-remove',
    detail: `${number} ${preset.name}`,
  });
  await head.removePreset(preset.token);
  await db.$transaction(async (tx) => {
    await tx.ptzPreset.deleteMany({ where: { cameraId, token: preset.token } });
    await writeAudit(tx, scope, {
      action: 'ptz.remove-preset',
      subject: { type: 'camera', id: cameraId, name },
      details: { number, name: preset.name },
    });
    await notify(tx, 'ptz_changes', cameraId);
  });
}

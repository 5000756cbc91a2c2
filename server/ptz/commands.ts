/** Single commands to a head beside moves and presets. */
import { writeAudit } from '../audit/mutations.ts';
import type { Framing } from '../drivers/driver.ts';
import type { LensPart } from '../drivers/schema.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import type { Steerer } from './data.ts';
import { claim } from './mutations.ts';

type Platform = Pick<Services, 'db' | 'clock' | 'heads'>;

export async function goHome(
  { db, clock, heads }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<void> {
  const { head, sheet } = await heads.head(scope, cameraId);
  if (!sheet.home) throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'home' });
  await head.goHome();
}

export async function setHome(
  { db, clock, heads }: Platform,
  scope: Steerer,
  cameraId: string,
): Promise<void> {
  const { head, sheet, name } = await heads.head(scope, cameraId);
  if (!sheet.setHome) throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'home-set' });
  await head.setHome();
  await writeAudit(db, scope, {
    action: 'ptz.set-home',
    subject: { type: 'camera', id: cameraId, name },
  });
}

export async function auxiliary(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, command }: { cameraId: string; command: string },
): Promise<void> {
  const { head, sheet } = await heads.head(scope, cameraId);
  if (!sheet.auxiliary.includes(command))
    throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'auxiliary', detail: command });
  await head.auxiliary(command);
}

/** Focus or iris by the device itself again. */
export async function autoLens(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, part }: { cameraId: string; part: LensPart },
): Promise<void> {
  const { head, sheet } = await heads.head(scope, cameraId);
  if (!(part === 'focus' ? sheet.autoFocus : sheet.autoIris))
    throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  await claim(db, scope, clock.wallNow(), { cameraId, what: `auto-${part}` });
  await head.auto(part);
}

/** Turns to a box drawn in the picture. */
export async function frame(
  { db, clock, heads }: Platform,
  scope: Steerer,
  { cameraId, ...framing }: Framing & { readonly cameraId: string },
): Promise<void> {
  const { head, sheet } = await heads.head(scope, cameraId);
  if (!sheet.panTilt || !sheet.zoom || sheet.framing === 'timed')
    throw new AppError('ptz.not-supported', { details: { id: cameraId } });
  const detail = `×${framing.closer.toFixed(1)}`;
  await claim(db, scope, clock.wallNow(), { cameraId, what: 'frame', detail });
  await head.frame(framing);
}

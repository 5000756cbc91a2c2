import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';

export type Editor = Scope<'cameras.edit'>;

/** Cameras of the device at this address. */
export async function camerasAt(db: Db, _scope: Editor, address: string) {
  const rows = await db.camera.findMany({
    where: { removedAt: null, device: { address } },
    select: { id: true, channel: true, name: true },
    orderBy: { channel: 'asc' },
  });
  return rows.map(({ id, ...rest }) => ({ cameraId: id, ...rest }));
}

/** How the device of a camera is signed in to. */
export async function deviceOf(db: Db, _scope: Editor, cameraId: string) {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: {
      name: true,
      device: { select: { driver: true, address: true, username: true, passwordCipher: true } },
    },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: cameraId } });
  const { address, ...device } = camera.device;
  if (address === null) throw new AppError('device.not-found', { details: { id: cameraId } });
  return { name: camera.name, ...device, address };
}

/** What is known of the events of a camera's device. */
export async function ownDevice(db: Db, _scope: Editor, cameraId: string) {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: { name: true, device: { select: { id: true, pullPoint: true, takesEvents: true } } },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: cameraId } });
  const { id: deviceId, pullPoint, takesEvents } = camera.device;
  return { name: camera.name, deviceId, pullPoint, takes: takesEvents };
}

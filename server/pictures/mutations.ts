import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { publishChanges } from '../cameras/changes.ts';
import type { Database } from '../platform/db.ts';
import { picturePath, presetPicturePath } from './data.ts';

type Still = { jpeg: Buffer; width: number; height: number; takenAt: Date };

/** A reader sees the old picture or the new one, never half of one. */
export async function storePicture(
  db: Database,
  data: string,
  cameraId: string,
  still: Still,
): Promise<void> {
  await writeWhole(picturePath(data, cameraId), still.jpeg);
  const { takenAt, width, height } = still;
  const fields = { takenAt, width, height, bytes: still.jpeg.length };
  await db.$transaction(async (tx) => {
    await tx.cameraPicture.upsert({
      where: { cameraId },
      create: { cameraId, ...fields },
      update: fields,
    });
    await publishChanges(tx, [{ type: 'picture', id: cameraId, takenAt }]);
  });
}

export async function storePresetPicture(
  data: string,
  { cameraId, number }: { cameraId: string; number: number },
  jpeg: Buffer,
): Promise<void> {
  await writeWhole(presetPicturePath(data, cameraId, number), jpeg);
}

/** Under another name first: a reader sees the whole file or none. */
export async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

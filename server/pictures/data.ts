import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';

export type PictureFile = { readonly bytes: Buffer; readonly takenAt: Date };

/** By the id's end, which is random: no folder grows large. */
export function picturePath(data: string, cameraId: string): string {
  return join(data, 'pictures', cameraId.slice(-2), `${cameraId}.jpg`);
}

/** What a preset of a camera shows. */
export function presetPicturePath(data: string, cameraId: string, number: number): string {
  return join(data, 'pictures', cameraId.slice(-2), `${cameraId}-preset-${number}.jpg`);
}

export async function readPresetPicture(
  db: Db,
  _scope: Scope<'ptz.move'>,
  data: string,
  { cameraId, number }: { cameraId: string; number: number },
): Promise<PictureFile | null> {
  const preset = await db.ptzPreset.findUnique({
    where: { cameraId_number: { cameraId, number }, camera: { removedAt: null } },
    select: { pictureTakenAt: true },
  });
  if (!preset?.pictureTakenAt) return null;
  const bytes = await readIfThere(presetPicturePath(data, cameraId, number));
  return bytes && { bytes, takenAt: preset.pictureTakenAt };
}

/** null: none was taken, or the camera is gone. */
export async function readPicture(
  db: Db,
  _scope: Scope<'cameras.view'>,
  data: string,
  cameraId: string,
): Promise<PictureFile | null> {
  const row = await db.cameraPicture.findFirst({
    where: { cameraId, camera: { removedAt: null } },
    select: { takenAt: true },
  });
  if (!row) return null;
  const bytes = await readIfThere(picturePath(data, cameraId));
  return bytes && { bytes, takenAt: row.takenAt };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    await using file = await open(path);
    return await file.readFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Online cameras, and faulty ones that may have recovered, whose picture is oldest or missing. */
export async function camerasDue(
  db: Db,
  olderThan: Date,
  limit: number,
  without: readonly string[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select c.id from "Camera" c left join "CameraPicture" p on p."cameraId" = c.id
    where c."removedAt" is null and c.status in ('online', 'fault')
      and (p."takenAt" is null or p."takenAt" < ${olderThan})
      and not (c.id = any(${[...without]}))
    order by p."takenAt" nulls first, c.id limit ${limit}`;
  return rows.map((row) => row.id);
}

/** The stream a still is cheapest from, or the one that shows most; and how old the last one is. */
export async function pictureSource(
  db: Db,
  cameraId: string,
  want: 'cheap' | 'sharp' = 'cheap',
): Promise<{ streamId: string; takenAt: Date | null } | null> {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: {
      streams: { select: { id: true, quality: true, url: true } },
      picture: { select: { takenAt: true } },
    },
  });
  if (!camera) return null;
  const { streams, picture } = camera;
  const dialled = streams.some(({ url }) => url !== null);
  // A camera that publishes may send the main stream only.
  const wanted = dialled && want === 'cheap' ? 'sub' : 'main';
  const stream = streams.find(({ quality }) => quality === wanted) ?? streams.at(0);
  return stream ? { streamId: stream.id, takenAt: picture?.takenAt ?? null } : null;
}

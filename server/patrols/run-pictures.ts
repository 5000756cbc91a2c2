/**
 * Pictures of an attested run: what the page had on the screen, sent by the page itself. The server
 * could take one from the stream, but of another moment; this one is what the operator saw.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../pictures/mutations.ts';
import type { Database, Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { demandOwnRun } from './run-data.ts';

/** A frame of 960 pixels as JPEG needs a third of it. */
export const MAX_PICTURE_BYTES = 256 * 1024;
const MAX_SIDE_PX = 1_920;

type Key = { runId: string; position: number };

/** By the id's end, which is random: no folder grows large. */
export function runFolder(data: string, runId: string): string {
  return join(data, 'patrols', runId.slice(-2), runId);
}

function picturePath(data: string, { runId, position }: Key): string {
  return join(runFolder(data, runId), `${position}.jpg`);
}

export async function storeRunPicture(
  { db, data }: { db: Database; data: string },
  scope: Scope<'patrols.run'>,
  { takenAt, jpeg, ...key }: Key & { takenAt: Date; jpeg: Buffer },
): Promise<{ ok: true }> {
  const size = jpegSize(jpeg);
  if (!size || Math.max(size.width, size.height) > MAX_SIDE_PX)
    throw new AppError('patrol.bad-picture', { details: { maxSide: MAX_SIDE_PX } });
  const run = await demandOwnRun(db, scope, key.runId);
  const place = await db.patrolRecord.count({ where: { ...key } });
  if (!run.attested || place === 0)
    throw new AppError('patrol.run-not-found', { details: { id: key.runId } });
  await writeWhole(picturePath(data, key), jpeg);
  await db.patrolRecord.updateMany({
    where: { ...key },
    data: {
      pictureAt: takenAt,
      pictureBytes: jpeg.length,
      pictureHash: createHash('sha256').update(jpeg).digest('hex'),
    },
  });
  return { ok: true };
}

/** null: none was kept. */
export async function readRunPicture(
  db: Db,
  _scope: Scope<'patrols.view'>,
  data: string,
  key: Key,
): Promise<{ bytes: Buffer; hash: string } | null> {
  const row = await db.patrolRecord.findUnique({
    where: { runId_position: key },
    select: { pictureHash: true },
  });
  if (!row?.pictureHash) return null;
  await using file = await open(picturePath(data, key)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return file && { bytes: await file.readFile(), hash: row.pictureHash };
}

/** ITU-T T.81, B.2.2: the first frame header tells the size; null: this is no JPEG. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    const length = view.getUint16(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** A track as CSV, every position of it. */
import { stringify } from 'csv-stringify/sync';
import { writeAudit } from '../audit/mutations.ts';
import { demandCamera } from '../cameras/data.ts';
import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';

const ROWS_AT_ONCE = 5_000;
const HEADS = ['time', 'lon_wgs84', 'lat_wgs84', 'speed_kmh', 'heading_deg', 'accuracy_m'];

/** Written down before the first line goes out. */
export async function trackSheet(
  db: Db,
  scope: Scope<'cameras.export'>,
  { cameraId, from, to }: { cameraId: string; from: Date; to: Date },
): Promise<AsyncGenerator<string>> {
  const { name } = await demandCamera(db, cameraId);
  await writeAudit(db, scope, {
    action: 'tracks.export',
    subject: { type: 'camera', id: cameraId, name },
    details: { from: from.toISOString(), to: to.toISOString() },
  });
  return pages(db, cameraId, from, to);
}

async function* pages(db: Db, cameraId: string, from: Date, to: Date): AsyncGenerator<string> {
  // With a mark of its encoding, as spreadsheet programs want it.
  yield `\uFEFF${stringify([HEADS])}`;
  let after = new Date(from.getTime() - 1);
  for (;;) {
    const rows = await db.cameraPosition.findMany({
      where: { cameraId, at: { gt: after, lte: to } },
      orderBy: { at: 'asc' },
      take: ROWS_AT_ONCE,
    });
    if (rows.length > 0)
      yield stringify(
        rows.map(({ at, lon, lat, speedKmh, heading, accuracyM }) => [
          at.toISOString(),
          lon.toFixed(7),
          lat.toFixed(7),
          speedKmh,
          heading,
          accuracyM,
        ]),
      );
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)?.at ?? to;
  }
}

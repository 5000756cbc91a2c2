import { DRAWN_LAT, DRAWN_LON } from '../cameras/drawn.ts';
import type { CameraKind, CameraStatus } from '../cameras/schema.ts';
import { type Db, Prisma } from '../platform/db.ts';

/** A camera as the map draws it, where it is drawn, WGS-84. */
export type PlacedCamera = {
  readonly id: string;
  readonly name: string;
  readonly kind: CameraKind;
  readonly status: CameraStatus;
  readonly lon: number;
  readonly lat: number;
  readonly azimuth: number | null;
  readonly chainageM: number | null;
};

/** So many rows at a time: the process answers others in between. */
const ROWS_AT_ONCE = 10_000;

const COLUMNS = Prisma.sql`
  id, name, kind::text, status::text, ${DRAWN_LON} as lon, ${DRAWN_LAT} as lat, azimuth,
  "chainageM"`;
/** Those that have moved are listed, in no tile: each of their positions would make tiles old on every zoom. */
const ON_MAP = Prisma.sql`"removedAt" is null and ${DRAWN_LON} is not null and "movedAt" is null`;

/** All cameras in tiles, part by part. */
export async function* placedCameras(db: Db): AsyncGenerator<PlacedCamera[]> {
  let after = '';
  for (;;) {
    const rows = await db.$queryRaw<PlacedCamera[]>`
      select ${COLUMNS} from "Camera" where ${ON_MAP} and id > ${after}
      order by id limit ${ROWS_AT_ONCE}`;
    yield rows;
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** null: there is none, it was removed, it moves, or it has no place on the map. */
export async function placedCamera(db: Db, id: string): Promise<PlacedCamera | null> {
  const [row] = await db.$queryRaw<PlacedCamera[]>`
    select ${COLUMNS} from "Camera" where ${ON_MAP} and id = ${id}`;
  return row ?? null;
}

import type { z } from 'zod';
import { writeAudit } from '../audit/mutations.ts';
import { type ExportedCamera, exportPage } from '../cameras/export-rows.ts';
import { cameraWhere } from '../cameras/filters.ts';
import type { CameraFilter, Selection } from '../cameras/schema.ts';
import { selectedByCode } from '../cameras/selection.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { formatChainage } from '../roads/chainage.ts';
import type { Scope } from '../session/policy.ts';
import type { localeSchema } from '../session/schema.ts';
import type { Services } from '../trpc/context.ts';
import { CAMERA_COLUMN_KEYS, CAMERA_COLUMNS, type CameraColumn } from './camera-columns.ts';
import { type Cell, headings } from './columns.ts';
import type { ImportSubject } from './schema.ts';
import { type SheetFormat, writeTable } from './sheet.ts';
import { SUBJECTS } from './subjects.ts';

type Locale = z.infer<typeof localeSchema>;

const PAGE = 2_000;
const MAX_ROWS = 200_000;
/** What leaves the house carries no password; user names stay, so that a file can come back in. */
const EXPORTED = CAMERA_COLUMN_KEYS.filter((column) => column !== 'password');

/** Cameras that pass a filter, or those of a selection. */
type Which = { readonly filter: CameraFilter } | { readonly selection: Selection };

/** All of them, by code. */
export async function exportCameras(
  { db }: Pick<Services, 'db'>,
  scope: Scope<'cameras.export'>,
  wanted: Which & { format: SheetFormat; locale: Locale },
): Promise<Buffer> {
  const rows: Cell[][] = [headings(CAMERA_COLUMNS, EXPORTED, wanted.locale)];
  let afterCode = '';
  while (rows.length < MAX_ROWS) {
    const page = await exportPage(
      db,
      scope,
      await whereAfter(db, wanted, afterCode),
      afterCode,
      PAGE,
    );
    rows.push(
      ...page.map((camera) => EXPORTED.map((column) => cellOf(camera, column, wanted.locale))),
    );
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    afterCode = last.code;
  }
  await writeAudit(db, scope, {
    action: 'cameras.export',
    details: { format: wanted.format, cameras: rows.length - 1 },
  });
  return writeTable(wanted.format, rows);
}

/** Of a selection, which no such condition can say: the next page's cameras. */
async function whereAfter(
  db: Db,
  which: Which,
  afterCode: string,
): Promise<Prisma.CameraWhereInput> {
  if ('filter' in which) return cameraWhere(db, which.filter);
  return { id: { in: await selectedByCode(db, which.selection, afterCode, PAGE) } };
}

/** The headings, ready to be filled in. */
export function importTemplate(
  subject: ImportSubject,
  format: SheetFormat,
  locale: Locale,
): Promise<Buffer> {
  const { columns } = SUBJECTS[subject];
  return writeTable(format, [headings(columns, Object.keys(columns), locale)]);
}

function cellOf(camera: ExportedCamera, column: CameraColumn, locale: Locale): Cell {
  const up = locale === 'zh' ? '上行' : 'up';
  const down = locale === 'zh' ? '下行' : 'down';
  const cells: Record<CameraColumn, Cell> = {
    code: camera.code,
    name: camera.name,
    kind: camera.kind,
    projection: camera.projection,
    division: camera.divisionCode,
    groups: camera.groupCodes.join(';'),
    road: camera.roadCode,
    direction: camera.direction && (camera.direction === 'up' ? up : down),
    chainage: camera.chainageM === null ? null : formatChainage(camera.chainageM),
    longitude: camera.lon,
    latitude: camera.lat,
    azimuth: camera.azimuth,
    viewAngle: camera.viewAngle,
    viewRange: camera.viewRangeM,
    maker: camera.maker,
    tags: camera.tags.join(';'),
    driver: camera.driver,
    address: camera.urls.main,
    subAddress: camera.urls.sub,
    transport: camera.transport,
    username: camera.username,
    password: null,
  };
  return cells[column];
}

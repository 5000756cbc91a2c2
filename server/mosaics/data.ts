import type { Quality } from '../cameras/schema.ts';
import type { MosaicPlan } from '../media/mosaics.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { prove, type Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { demandWall, toWallView } from '../walls/data.ts';
import { layoutOf, type WallView } from '../walls/schema.ts';
import { MOSAIC_LIMITS, type MosaicView } from './schema.ts';

export type Viewer = Scope<'mosaics.play'> | Scope<'mosaics.share'>;

/** A wall as one picture, but for the name of its stream. */
type Drawn = Omit<MosaicPlan, 'id'>;

/** Whoever sees the wall and may play its cameras sees them in one picture, nobody else. */
export async function drawnWall(services: Services, scope: Viewer, viewId: string): Promise<Drawn> {
  const { db, site } = services;
  const viewer = prove(scope, 'walls.view');
  prove(scope, 'live.play');
  const view = toWallView(await demandWall(db, viewer, viewId), viewer);
  const { columns, rows, places } = layoutOf(view.layout);
  if (places.length > MOSAIC_LIMITS.cells)
    throw new AppError('mosaic.too-many-cells', { details: { max: MOSAIC_LIMITS.cells } });
  const shown = await shownIn(db, view);
  if (!shown.some(({ streamId }) => streamId !== null)) throw new AppError('mosaic.no-cameras');
  const cells = places.map(([x, y, width, height], index) => {
    const { streamId = null, title = '' } = shown[index] ?? {};
    return { streamId, title, place: [x, y, width, height] as [number, number, number, number] };
  });
  return { title: view.name, columns, rows, cells, timeZone: site.timeZone };
}

/** The streams of a wall's cells, in their order; removed cameras leave theirs empty. */
async function shownIn(
  db: Db,
  { cells }: WallView,
): Promise<{ readonly streamId: string | null; readonly title: string }[]> {
  const ids = cells.flatMap(({ cameraId }) => cameraId ?? []);
  const cameras = await db.camera.findMany({
    where: { id: { in: ids }, removedAt: null },
    select: { id: true, name: true, streams: { select: { id: true, quality: true } } },
  });
  const byId = new Map(cameras.map((camera) => [camera.id, camera]));
  return cells.map(({ cameraId, quality }) => {
    const camera = byId.get(cameraId ?? '');
    if (!camera) return { streamId: null, title: '' };
    // A cell is small: the sub stream has all that can be seen of it.
    const wanted: Quality = quality === 'main' ? 'main' : 'sub';
    const stream = camera.streams.find((one) => one.quality === wanted) ?? camera.streams[0];
    return { streamId: stream?.id ?? null, title: camera.name };
  });
}

export async function mosaicState(
  services: Services,
  scope: Viewer,
  viewId: string,
): Promise<MosaicView> {
  const { db } = services;
  const { cells } = await drawnWall(services, scope, viewId);
  const made = await db.mosaic.findUnique({
    where: { viewId },
    select: { id: true, nodeId: true },
  });
  const cameras = cells.filter(({ streamId }) => streamId !== null).length;
  const counts = { cameras, cells: cells.length, exists: made !== null };
  const running = made && (await runningOn(services, made, cells));
  return { ...counts, running };
}

async function runningOn(
  { media }: Services,
  { id, nodeId }: { readonly id: string; readonly nodeId: string | null },
  cells: Drawn['cells'],
): Promise<MosaicView['running']> {
  const node = (await media.living()).find((one) => one.id === nodeId);
  const state = node ? await media.stateOn(node, id) : null;
  const mosaic = state?.mosaic;
  if (!node || !mosaic) return null;
  const missing = mosaic.cells.flatMap(({ code }, index) =>
    code === null ? [] : [{ name: cells[index]?.title ?? '', code }],
  );
  const keyFrameCells = mosaic.cells.filter(({ decoding }) => decoding === 'key-frames').length;
  const { picturesPerSecond, pixelsPerSecond } = mosaic;
  const { viewers, fps, bitrate } = state;
  return {
    nodeId: node.id,
    ...{ viewers, fps, bitrate, picturesPerSecond, pixelsPerSecond, keyFrameCells, missing },
  };
}

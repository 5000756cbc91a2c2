import type { z } from 'zod';
import { z as zod } from 'zod';
import { isAlive } from '../media/nodes.ts';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import type {
  nodeListSchema,
  nodeStreamSchema,
  nodeStreamsSchema,
  nodeViewersSchema,
} from './schema.ts';

type Viewer = Scope<'nodes.view'>;
const MAX_NODES = 200;
const MAX_VIEWERS = 2_000;

export async function listNodes(
  db: Db,
  _scope: Viewer,
  nowMs: number,
): Promise<z.infer<typeof nodeListSchema>> {
  const rows = await db.mediaNode.findMany({ orderBy: { id: 'asc' }, take: MAX_NODES });
  return {
    items: rows.map((row) => ({
      ...row,
      state: isAlive(row, nowMs) ? 'alive' : 'lost',
      residentBytes: Number(row.residentBytes),
    })),
  };
}

/** All streams of all living workers, by id. */
export async function listStreams(
  { db, media }: Services,
  _scope: Viewer,
  input: { cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof nodeStreamsSchema>> {
  const [after] = input.cursor ? readCursor(input.cursor, zod.tuple([zod.string()])) : [''];
  const nodes = await media.living();
  const perNode = await Promise.all(
    nodes.map(async (node) =>
      (await media.streams(node)).map((state) => ({ node: node.id, state })),
    ),
  );
  const behind = perNode
    .flat()
    .sort((a, b) => (a.state.id < b.state.id ? -1 : 1))
    .filter(({ state }) => state.id > after);
  const page = behind.slice(0, input.limit);
  const names = await cameraNames(
    db,
    page.map(({ state }) => state.id),
  );
  const items = page.map(
    ({ node, state }): z.infer<typeof nodeStreamSchema> => ({
      nodeId: node,
      streamId: state.id,
      ...nameOf(names, state.id),
      state: state.state,
      since: new Date(state.since),
      sourceKind: state.sourceKind,
      viewers: state.viewers,
      bitrate: state.bitrate,
      videoBitrate: state.videoBitrate,
      audioBitrate: state.audioBitrate,
      fps: state.fps,
      gop: state.gop,
      packetsLost: state.packetsLost,
      jitterMs: state.jitterMs,
      failureCode: state.failure?.code ?? null,
      codecs: state.tracks.map((track) => track.codec),
    }),
  );
  const last = page.at(-1);
  return {
    items,
    nextCursor: behind.length > page.length && last ? writeCursor([last.state.id]) : null,
  };
}

export async function listViewers(
  { db, media }: Services,
  _scope: Viewer,
): Promise<z.infer<typeof nodeViewersSchema>> {
  const nodes = await media.living();
  const perNode = await Promise.all(
    nodes.map(async (node) => (await media.viewers(node)).map((viewer) => ({ node, viewer }))),
  );
  const all = perNode.flat().slice(0, MAX_VIEWERS);
  const names = await cameraNames(
    db,
    all.map(({ viewer }) => viewer.streamId),
  );
  const users = await db.user.findMany({
    where: { id: { in: all.flatMap(({ viewer }) => viewer.userId ?? []) } },
    select: { id: true, username: true },
  });
  const usernames = new Map(users.map((user) => [user.id, user.username]));
  return {
    items: all.map(({ node, viewer }) => ({
      nodeId: node.id,
      viewerId: viewer.id,
      streamId: viewer.streamId,
      ...nameOf(names, viewer.streamId),
      format: viewer.format,
      address: viewer.address,
      username: usernames.get(viewer.userId ?? '') ?? null,
      since: new Date(viewer.since),
      bytes: viewer.bytes,
      framesDropped: viewer.framesDropped,
    })),
  };
}

type CameraName = { id: string; code: string; name: string };

async function cameraNames(
  db: Db,
  streamIds: readonly string[],
): Promise<ReadonlyMap<string, CameraName>> {
  const rows = await db.cameraStream.findMany({
    where: { id: { in: [...new Set(streamIds)] } },
    select: { id: true, camera: { select: { id: true, code: true, name: true } } },
  });
  return new Map(rows.map((row) => [row.id, row.camera]));
}

function nameOf(names: ReadonlyMap<string, CameraName>, streamId: string) {
  const camera = names.get(streamId);
  return {
    cameraId: camera?.id ?? null,
    cameraCode: camera?.code ?? null,
    cameraName: camera?.name ?? null,
  };
}

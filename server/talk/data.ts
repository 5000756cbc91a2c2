import { LOST_AFTER_MS } from '../media/nodes.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { supportOf, TALK_OVER_MS } from './policy.ts';
import type { Talking, TalkSupport } from './schema.ts';

export type Talker = Scope<'talk.speak'>;

/** The stream a camera is talked through, and what is remembered of it. */
export async function talkChannel(db: Db, _scope: Talker, cameraId: string) {
  const camera = await db.camera.findUnique({
    where: { id: cameraId, removedAt: null },
    select: {
      name: true,
      device: { select: { username: true, passwordCipher: true } },
      streams: { where: { quality: 'main' }, select: { id: true, url: true, transport: true } },
      talk: { select: { askedUrl: true, askedAt: true, codec: true, refusal: true } },
    },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: cameraId } });
  const { name, device, talk } = camera;
  return { name, device, stream: camera.streams[0] ?? null, facts: talk };
}

export async function readSupport(
  db: Db,
  scope: Talker,
  cameraId: string,
  nowMs: number,
): Promise<TalkSupport> {
  const { stream, facts } = await talkChannel(db, scope, cameraId);
  return supportOf(stream?.url ?? null, facts, nowMs);
}

/** Who talks now, through any camera. A talk whose worker is gone is over. */
export async function readTalking(db: Db, _scope: Talker, nowMs: number): Promise<Talking> {
  const rows = await db.cameraTalk.findMany({
    where: { talkId: { not: null }, since: { gt: new Date(nowMs - TALK_OVER_MS) } },
    select: { cameraId: true, since: true, nodeId: true, nodeEpoch: true, talker: true },
    orderBy: { since: 'asc' },
  });
  if (rows.length === 0) return { items: [] };
  const living = await livingEpochs(db, nowMs);
  return {
    items: rows.flatMap(({ cameraId, since, nodeId, nodeEpoch, talker }) =>
      since && talker && living.has(`${nodeId} ${nodeEpoch}`)
        ? [{ cameraId, userId: talker.id, name: talker.name, since }]
        : [],
    ),
  };
}

/** `<node> <epoch>` of the workers that live. */
export async function livingEpochs(db: Db, nowMs: number): Promise<ReadonlySet<string>> {
  const nodes = await db.mediaNode.findMany({
    where: { lastSeenAt: { gte: new Date(nowMs - LOST_AFTER_MS) } },
    select: { id: true, epoch: true },
  });
  return new Set(nodes.map(({ id, epoch }) => `${id} ${epoch}`));
}

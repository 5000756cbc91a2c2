import { writeAudit } from '../audit/mutations.ts';
import { isRelay, type WorkerEvent } from '../media/event-intake.ts';
import { carryPublished, speaksFor } from '../media/placement.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { takeInTalkEnd } from '../talk/mutations.ts';
import { cameraOfStream } from './data.ts';
import type { Observation } from './policy.ts';
import type { StatusBook } from './status-book.ts';

/** One fact of a worker; run once for each, in order. */
export async function takeInEvent(
  db: Database,
  book: StatusBook,
  event: WorkerEvent,
  wantKeyFrame: (streamId: string) => Promise<void> = async () => {},
): Promise<void> {
  const place = { epoch: event.epoch, seq: event.seq, nodeId: event.nodeId };
  if (event.type === 'viewer.ended') {
    await db.$transaction(async (tx) => {
      // Another worker fetched it for its own viewers, each of whom is told of there.
      if ((await advance(tx, place)) && !isRelay(event.userId)) await writeWatched(tx, event);
    });
    return;
  }
  if (event.type === 'talk.ended') {
    await db.$transaction(async (tx) => {
      if (await advance(tx, place)) await takeInTalkEnd(tx, event);
    });
    return;
  }
  if (event.type === 'push.state') {
    await advance(db, place); // asked of the worker where somebody wants to see it
    return;
  }
  if (event.type === 'stream.key-frame-wanted') {
    if (await advance(db, place)) await wantKeyFrame(event.streamId);
    return;
  }
  if (event.state === 'live') await carryPublished(db, event.streamId, event.nodeId, event.at);
  const observation = observationOf(event);
  const camera = observation && (await cameraOfStream(db, event.streamId));
  if (camera && observation && (await counts(db, event)))
    await book.observe(camera.id, observation);
  await advance(db, place);
}

/** A picture counts wherever it is seen, a failure only where the stream is carried. */
async function counts(db: Database, { state, streamId, nodeId }: StateEvent): Promise<boolean> {
  return state === 'live' || speaksFor(db, streamId, nodeId);
}

type StateEvent = Extract<WorkerEvent, { type: 'stream.state' }>;

function observationOf(event: StateEvent): Observation | null {
  if (event.state === 'live') return { kind: 'plays' };
  return event.state === 'retrying' && event.failure
    ? { kind: 'fails', failure: event.failure }
    : null;
}

type Place = { readonly nodeId: string; readonly epoch: string; readonly seq: number };

/** false: this fact was taken in before. Two copies that follow for a moment take it in once. */
async function advance(db: Database | Transaction, { nodeId, epoch, seq }: Place) {
  const { count } = await db.mediaNode.updateMany({
    where: {
      id: nodeId,
      OR: [{ eventEpoch: null }, { eventEpoch: { not: epoch } }, { eventSeq: { lt: seq } }],
    },
    data: { eventEpoch: epoch, eventSeq: seq },
  });
  return count === 1;
}

/** Completes the trail: who watched this camera, how long, how much. */
async function writeWatched(
  tx: Transaction,
  event: Extract<WorkerEvent, { type: 'viewer.ended' }>,
): Promise<void> {
  const camera = await cameraOfStream(tx, event.streamId);
  const user =
    event.userId === null
      ? null
      : await tx.user.findUnique({ where: { id: event.userId }, select: { username: true } });
  await writeAudit(
    tx,
    { userId: event.userId, username: user?.username ?? null, address: null },
    {
      action: 'live.watched',
      subject: camera
        ? { type: 'camera', id: camera.id, name: camera.name }
        : { type: 'stream', id: event.streamId },
      details: {
        streamId: event.streamId,
        seconds: Math.round((event.at - event.since) / 1000),
        bytes: event.bytes,
        framesDropped: event.framesDropped,
        reason: event.reason,
      },
    },
  );
}

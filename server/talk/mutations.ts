import { writeAudit } from '../audit/mutations.ts';
import { readGbAddress } from '../gb28181/address.ts';
import type { WorkerEvent } from '../media/event-intake.ts';
import type { MediaNode } from '../media/nodes.ts';
import { cameraSource } from '../media/specs.ts';
import { workerFailure } from '../media/worker-client.ts';
import type { Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import { notify } from '../platform/notify.ts';
import type { Services } from '../trpc/context.ts';
import { livingEpochs, type Talker, talkChannel } from './data.ts';
import { isLasting, supportOf, TALK_OVER_MS } from './policy.ts';
import type { TalkStarted } from './schema.ts';

/**
 * Opens a camera's loudspeaker for this person; their page sends the voice to the address that is answered, and ends
 * the talk by closing it. @throws talk.not-supported, talk.busy, talk.failed
 */
export async function startTalk(
  services: Services,
  scope: Talker,
  cameraId: string,
): Promise<TalkStarted> {
  const { db, media, secrets, clock } = services;
  const { name, device, stream, facts } = await talkChannel(db, scope, cameraId);
  const support = supportOf(stream?.url ?? null, facts, clock.wallNow());
  if (support.kind === 'no' || stream?.url == null) {
    const reason = support.kind === 'no' ? support.code : 'talk.no-way';
    throw new AppError('talk.not-supported', { details: { reason } });
  }
  const { url, transport } = stream;
  const source = cameraSource(secrets, { url, transport, ...device });
  if (source.kind !== 'rtsp' || readGbAddress(url))
    throw new AppError('talk.not-supported', { details: { reason: 'talk.no-way' } });
  const node = await media.ensure(stream.id);
  const talkId = createId();
  const claim = { talkId, cameraId, name, node };
  const before = await db.$transaction((tx) => claimCamera(tx, scope, clock.wallNow(), claim));
  if (before) await media.endTalk(node, before); // their own, of a page that went away
  try {
    const request = { id: talkId, cameraId, userId: scope.userId, to: source };
    const { codec } = await media.openTalk(node, request);
    const askedAt = new Date(clock.wallNow());
    await db.cameraTalk.updateMany({
      where: { cameraId },
      data: { askedUrl: url, askedAt, codec, refusal: null },
    });
  } catch (error) {
    const { code } = workerFailure(error);
    const reason = code === 'talk.busy' ? 'talk.device-busy' : code; // not one of ours, or one we lost
    const askedAt = new Date(clock.wallNow());
    const learnt = isLasting(reason)
      ? { askedUrl: url, askedAt, codec: null, refusal: reason }
      : {};
    await db.$transaction((tx) => endTalk(tx, scope, { ...claim, reason, learnt }));
    throw new AppError(isLasting(reason) ? 'talk.not-supported' : 'talk.failed', {
      details: { reason },
      cause: error,
    });
  }
  return {
    talkId,
    path: `/talk/${talkId}?ticket=${media.talkTicket(talkId, scope.userId)}`,
    mediaPort: node.mediaPort,
    httpsPort: node.httpsPort,
    mediaHost: node.publicHost,
  };
}

type Claim = {
  readonly talkId: string;
  readonly cameraId: string;
  readonly name: string;
  readonly node: MediaNode;
};

/** The camera is this person's to talk through from here on; answers the talk of theirs that stood there. */
async function claimCamera(
  tx: Transaction,
  scope: Talker,
  nowMs: number,
  { talkId, cameraId, name, node }: Claim,
): Promise<string | null> {
  await tx.$executeRaw`
    insert into "CameraTalk" ("cameraId") values (${cameraId}) on conflict ("cameraId") do nothing`;
  await tx.$queryRaw`select 1 from "CameraTalk" where "cameraId" = ${cameraId} for update`;
  const {
    talkId: before,
    since,
    nodeId,
    nodeEpoch,
    talker,
  } = await tx.cameraTalk.findUniqueOrThrow({
    where: { cameraId },
    select: { talkId: true, since: true, nodeId: true, nodeEpoch: true, talker: true },
  });
  const isHeld =
    before !== null &&
    talker !== null &&
    nowMs - (since?.getTime() ?? 0) < TALK_OVER_MS &&
    (await livingEpochs(tx, nowMs)).has(`${nodeId} ${nodeEpoch}`);
  if (isHeld && talker.id !== scope.userId)
    throw new AppError('talk.busy', { details: { holder: talker.name } });
  await tx.cameraTalk.update({
    where: { cameraId },
    data: {
      talkId,
      talkerId: scope.userId,
      since: new Date(nowMs),
      nodeId: node.id,
      nodeEpoch: node.epoch,
    },
    select: { cameraId: true },
  });
  const subject = { type: 'camera', id: cameraId, name };
  await writeAudit(tx, scope, { action: 'talk.start', subject, details: { talkId } });
  await notify(tx, 'talk_changes', cameraId);
  return isHeld ? before : null;
}

/** It did not come to anything. */
async function endTalk(
  tx: Transaction,
  scope: Talker,
  ended: Claim & { readonly reason: string; readonly learnt: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { cameraId, talkId, name, reason, learnt } = ended;
  await tx.cameraTalk.updateMany({ where: { cameraId }, data: learnt });
  await release(tx, talkId, cameraId);
  const subject = { type: 'camera', id: cameraId, name };
  const details = { talkId, seconds: 0, reason };
  await writeAudit(tx, scope, { action: 'talk.end', subject, details });
}

async function release(tx: Transaction, talkId: string, cameraId: string): Promise<void> {
  await tx.cameraTalk.updateMany({
    where: { talkId },
    data: { talkId: null, talkerId: null, since: null, nodeId: null, nodeEpoch: null },
  });
  await notify(tx, 'talk_changes', cameraId);
}

/** A worker says that a talk is over: the trail is completed and the camera is free. */
export async function takeInTalkEnd(
  tx: Transaction,
  event: Extract<WorkerEvent, { type: 'talk.ended' }>,
): Promise<void> {
  const { talkId, cameraId, userId, reason, packets, framesDropped } = event;
  await release(tx, talkId, cameraId);
  const [camera, user] = await Promise.all([
    tx.camera.findUnique({ where: { id: cameraId }, select: { name: true } }),
    tx.user.findUnique({ where: { id: userId }, select: { username: true } }),
  ]);
  await writeAudit(
    tx,
    { userId, username: user?.username ?? null, address: null },
    {
      action: 'talk.end',
      subject: { type: 'camera', id: cameraId, ...(camera && { name: camera.name }) },
      details: {
        talkId,
        seconds: Math.round((event.at - event.since) / 1000),
        voiceSeconds: Math.round(packets / 50),
        framesDropped,
        reason,
      },
    },
  );
}

/** What was seen becomes an event, is folded into one, or ends one. */
import { z } from 'zod';
import type { Transaction } from '../platform/db.ts';
import { notify } from '../platform/notify.ts';
import { eventSetting } from './data.ts';
import type { Phase } from './kinds.ts';
import type { EventKind, EventSeverity, EventSource } from './schema.ts';

/** Longer than this, what a device said is not kept word by word. */
const MOST_RAW_CHARACTERS = 4_096;
const MOST_NAME_CHARACTERS = 128;
const MOST_KEY_CHARACTERS = 256;

export type Sighting = {
  readonly source: EventSource;
  readonly kind: EventKind;
  readonly severity: EventSeverity;
  readonly topic: string | null;
  /** What repeats and the end of one thing share. */
  readonly key: string;
  readonly cameraId: string | null;
  readonly name: string;
  readonly deviceAt: Date | null;
  readonly phase: Phase;
  /** Told again because we asked how things stand: no repeat. */
  readonly again: boolean;
  readonly remark?: string;
  readonly raw?: unknown;
};

/** Answers the event that came of it; null: nothing changed. Sightings of one key wait for each other. */
export async function takeIn(
  tx: Transaction,
  sighting: Sighting,
  nowMs: number,
): Promise<string | null> {
  const key = sighting.key.slice(0, MOST_KEY_CHARACTERS);
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${key}, 16))`;
  const last = await tx.event.findFirst({
    where: { key },
    orderBy: { raisedAt: 'desc' },
    select: { id: true, lasting: true, lastAt: true, endedAt: true, state: true },
  });
  const id = await record(tx, { ...sighting, key }, last, new Date(nowMs));
  if (id !== null) await notify(tx, 'event_changes', '');
  return id;
}

type Last = {
  readonly id: string;
  readonly lasting: boolean;
  readonly lastAt: Date;
  readonly endedAt: Date | null;
  readonly state: string;
};

async function record(
  tx: Transaction,
  sighting: Sighting,
  last: Last | null,
  now: Date,
): Promise<string | null> {
  const going = last?.lasting === true && last.endedAt === null;
  if (sighting.phase === 'ends') {
    if (!last || !going) return null;
    await tx.event.update({ where: { id: last.id }, data: { endedAt: now }, select: { id: true } });
    return last.id;
  }
  if (last && going && sighting.again) return null;
  if (last && (going || (await folds(tx, last, now)))) {
    await tx.event.update({
      where: { id: last.id },
      data: { count: { increment: 1 }, lastAt: now, endedAt: null },
      select: { id: true },
    });
    return last.id;
  }
  return create(tx, sighting, now);
}

/** Whether it is the same as a moment ago; what somebody closed is done with. */
async function folds(tx: Transaction, last: Last, now: Date): Promise<boolean> {
  if (last.state === 'closed') return false;
  const { foldS } = await eventSetting(tx);
  return now.getTime() - last.lastAt.getTime() < foldS * 1000;
}

async function create(tx: Transaction, sighting: Sighting, now: Date): Promise<string> {
  const { phase, again: _, raw, name, remark, cameraId, ...told } = sighting;
  const camera =
    cameraId === null
      ? null
      : await tx.camera.findUnique({ where: { id: cameraId }, select: { roadId: true } });
  const { id } = await tx.event.create({
    select: { id: true },
    data: {
      ...told,
      topic: told.topic?.slice(0, MOST_KEY_CHARACTERS) ?? null,
      name: name.slice(0, MOST_NAME_CHARACTERS),
      cameraId: camera ? cameraId : null,
      roadId: camera?.roadId ?? null,
      raisedAt: now,
      lastAt: now,
      lasting: phase === 'begins',
      remark: remark ?? null,
      ...(raw !== undefined && { raw: bounded(raw) }),
    },
  });
  return id;
}

function bounded(raw: unknown) {
  const text = JSON.stringify(raw);
  const kept =
    text.length <= MOST_RAW_CHARACTERS ? raw : { cut: text.slice(0, MOST_RAW_CHARACTERS) };
  return z.record(z.string(), z.json()).parse(kept);
}

/** A camera came to be offline, or is no longer. */
export async function takeInStatus(
  tx: Transaction,
  camera: { readonly id: string; readonly name: string },
  status: { readonly offline: boolean; readonly reason: string | null },
  nowMs: number,
): Promise<void> {
  await takeIn(
    tx,
    {
      source: 'platform',
      kind: 'camera_offline',
      severity: 'warn',
      topic: null,
      key: `offline ${camera.id}`,
      cameraId: camera.id,
      name: camera.name,
      deviceAt: null,
      phase: status.offline ? 'begins' : 'ends',
      again: false,
      raw: { reason: status.reason },
    },
    nowMs,
  );
}

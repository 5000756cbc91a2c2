import { writeAudit } from '../audit/mutations.ts';
import { demandCamera } from '../cameras/data.ts';
import type { Database, Prisma } from '../platform/db.ts';
import { createId } from '../platform/ids.ts';
import { notify } from '../platform/notify.ts';
import type { Scope } from '../session/policy.ts';
import { EVENT_SETTING_KEY, eventSetting } from './data.ts';
import type { EventCloseInput, EventMarkInput, EventSetting, EventState } from './schema.ts';
import { takeIn } from './taking.ts';

export type EventHandler = Scope<'events.handle'>;
type Handled = { readonly changed: number };

/** One or many; those somebody has acknowledged already stay theirs. */
export async function acknowledge(
  db: Database,
  scope: EventHandler,
  nowMs: number,
  { ids }: { ids: readonly string[] },
): Promise<Handled> {
  return handle(db, scope, ids, {
    action: 'events.acknowledge',
    from: ['new'],
    data: {
      state: 'acknowledged',
      acknowledgedAt: new Date(nowMs),
      acknowledgedById: scope.userId,
      acknowledgedByName: scope.username,
    },
  });
}

/** Closed without having been acknowledged, it counts as acknowledged by whoever closed it. */
export async function close(
  db: Database,
  scope: EventHandler,
  nowMs: number,
  { ids, remark }: EventCloseInput,
): Promise<Handled> {
  return handle(db, scope, ids, {
    action: 'events.close',
    from: ['new', 'acknowledged'],
    data: {
      state: 'closed',
      closedAt: new Date(nowMs),
      closedById: scope.userId,
      closedByName: scope.username,
      ...(remark !== '' && { remark }),
    },
    remark,
  });
}

type Step = {
  readonly action: 'events.acknowledge' | 'events.close';
  readonly from: EventState[];
  readonly data: Prisma.EventUpdateManyMutationInput;
  readonly remark?: string;
};

async function handle(
  db: Database,
  scope: EventHandler,
  ids: readonly string[],
  { action, from, data, remark }: Step,
): Promise<Handled> {
  return db.$transaction(async (tx) => {
    const changed = await tx.event.updateManyAndReturn({
      where: { id: { in: [...ids] }, state: { in: from } },
      data,
      select: { id: true, name: true },
    });
    const [first] = changed;
    if (!first) return { changed: 0 };
    await writeAudit(tx, scope, {
      action,
      subject: { type: 'event', id: first.id, name: first.name },
      details: {
        ...(changed.length > 1 && { ids: changed.map(({ id }) => id) }),
        ...(remark && { remark }),
      },
    });
    await notify(tx, 'event_changes', '');
    return { changed: changed.length };
  });
}

/** Somebody saw something themselves. */
export async function mark(
  db: Database,
  scope: EventHandler,
  nowMs: number,
  { cameraId, severity, remark }: EventMarkInput,
): Promise<{ id: string }> {
  return db.$transaction(async (tx) => {
    const { name } = await demandCamera(tx, cameraId);
    const sighting = {
      source: 'person',
      kind: 'mark',
      severity,
      topic: null,
      key: `mark ${createId()}`,
      cameraId,
      name,
      deviceAt: null,
      phase: 'once',
      again: false,
      remark,
      raw: { by: scope.username },
    } as const;
    const id = (await takeIn(tx, sighting, nowMs)) ?? '';
    await writeAudit(tx, scope, {
      action: 'events.mark',
      subject: { type: 'camera', id: cameraId, name },
      details: { event: id, severity },
    });
    return { id };
  });
}

export async function updateEventSetting(
  db: Database,
  scope: Scope<'settings.edit'>,
  value: EventSetting,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.setting.upsert({
      where: { key: EVENT_SETTING_KEY },
      create: { key: EVENT_SETTING_KEY, value },
      update: { value },
    });
    await writeAudit(tx, scope, { action: 'settings.update-events', details: value });
  });
}

const DAY_MS = 86_400_000;
/** At a time, so that nobody waits for the deletion of a million. */
const BATCH = 5_000;

export async function forgetOldEvents(db: Database, nowMs: number): Promise<number> {
  const { keepDays } = await eventSetting(db);
  const before = new Date(nowMs - keepDays * DAY_MS);
  let forgotten = 0;
  for (let count = BATCH; count === BATCH; forgotten += count)
    count = await db.$executeRaw`
      delete from "Event" where id in
        (select id from "Event" where "raisedAt" < ${before} order by "raisedAt" limit ${BATCH})`;
  return forgotten;
}

import { z } from 'zod';
import { drawnAt, drawnSelect } from '../cameras/drawn.ts';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import {
  atLeast,
  type EventItem,
  type EventListInput,
  type EventSetting,
  eventSettingSchema,
  MOST_COUNTED,
  MOST_NEWEST,
  type OpenEvents,
} from './schema.ts';

export type EventViewer = Scope<'events.view'>;

const cursorShape = z.tuple([z.coerce.date(), z.string()]);
const NEWEST_FIRST = [{ raisedAt: 'desc' }, { id: 'desc' }] as const satisfies object[];

const eventSelect = {
  id: true,
  source: true,
  kind: true,
  severity: true,
  topic: true,
  cameraId: true,
  name: true,
  raisedAt: true,
  deviceAt: true,
  lasting: true,
  lastAt: true,
  endedAt: true,
  count: true,
  state: true,
  acknowledgedAt: true,
  acknowledgedByName: true,
  closedAt: true,
  closedByName: true,
  remark: true,
  camera: {
    select: {
      removedAt: true,
      road: { select: { code: true } },
      direction: true,
      chainageM: true,
    },
  },
} as const satisfies Prisma.EventSelect;
type Selected = Prisma.EventGetPayload<{ select: typeof eventSelect }>;

function toItem({ camera, lasting, ...row }: Selected): EventItem {
  const { acknowledgedByName, closedByName, cameraId, ...rest } = row;
  const there = camera?.removedAt === null ? camera : null;
  return {
    ...rest,
    cameraId: there ? cameraId : null,
    roadCode: camera?.road?.code ?? null,
    direction: camera?.direction ?? null,
    chainageM: camera?.chainageM ?? null,
    ongoing: lasting && row.endedAt === null,
    acknowledgedBy: acknowledgedByName,
    closedBy: closedByName,
  };
}

/** Newest first. */
export async function listEvents(
  db: Db,
  _scope: EventViewer,
  input: EventListInput,
): Promise<{ items: EventItem[]; nextCursor: string | null }> {
  const rows = await db.event.findMany({
    where: { AND: [filters(input), behind(input.cursor)] },
    orderBy: [...NEWEST_FIRST],
    take: input.limit + 1,
    select: eventSelect,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(toItem),
    nextCursor: rows.length > input.limit && last ? writeCursor([last.raisedAt, last.id]) : null,
  };
}

function filters(input: EventListInput): Prisma.EventWhereInput {
  const { kind, severity, state, source, cameraId, roadId, from, to } = input;
  return {
    ...(kind && { kind }),
    ...(severity && severity !== 'info' && { severity: { in: atLeast(severity) } }),
    ...(state && { state }),
    ...(source && { source }),
    ...(cameraId && { cameraId }),
    ...(roadId && { roadId }),
    ...((from || to) && { raisedAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
  };
}

/** `lte` lets the index be entered where the page before ended. */
function behind(cursor: string | undefined): Prisma.EventWhereInput {
  if (!cursor) return {};
  const [raisedAt, id] = readCursor(cursor, cursorShape);
  return {
    raisedAt: { lte: raisedAt },
    OR: [{ raisedAt: { lt: raisedAt } }, { id: { lt: id } }],
  };
}

export async function eventDetails(
  db: Db,
  _scope: EventViewer,
  id: string,
): Promise<EventItem & { raw: unknown }> {
  const row = await db.event.findUnique({
    where: { id },
    select: { ...eventSelect, raw: true },
  });
  if (!row) throw new AppError('event.not-found', { details: { id } });
  const { raw, ...rest } = row;
  return { ...toItem(rest), raw };
}

/** What waits for somebody: for the list's news, marks on the map and cells of walls. */
export async function openEvents(db: Db, _scope: EventViewer): Promise<OpenEvents> {
  const [newest, waiting] = await Promise.all([
    newestNew(db),
    db.event.findMany({
      where: { state: 'new' },
      orderBy: [...NEWEST_FIRST],
      take: MOST_COUNTED,
      select: { severity: true, cameraId: true, camera: { select: placeSelect } },
    }),
  ]);
  return { count: waiting.length, newest, alarms: alarmsOf(waiting) };
}

const placeSelect = {
  removedAt: true,
  ...drawnSelect,
} as const satisfies Prisma.CameraSelect;
type Waiting = Prisma.EventGetPayload<{
  select: { severity: true; cameraId: true; camera: { select: typeof placeSelect } };
}>;

/** Unacknowledged, newest first. */
export async function newestNew(db: Db): Promise<EventItem[]> {
  const rows = await db.event.findMany({
    where: { state: 'new' },
    orderBy: [...NEWEST_FIRST],
    take: MOST_NEWEST,
    select: eventSelect,
  });
  return rows.map(toItem);
}

function alarmsOf(waiting: readonly Waiting[]): OpenEvents['alarms'] {
  const alarms = new Map<string, OpenEvents['alarms'][number]>();
  for (const { severity, cameraId, camera } of waiting) {
    if (severity === 'info' || cameraId === null || camera?.removedAt !== null) continue;
    const { lon, lat } = drawnAt(camera);
    if (lon === null || lat === null || alarms.get(cameraId)?.severity === 'critical') continue;
    alarms.set(cameraId, { cameraId, severity, lon, lat });
  }
  return [...alarms.values()];
}

export const EVENT_SETTING_KEY = 'events';
const USUAL_SETTING: EventSetting = { keepDays: 180, foldS: 60 };

export async function eventSetting(db: Db): Promise<EventSetting> {
  const row = await db.setting.findUnique({ where: { key: EVENT_SETTING_KEY } });
  const stored = eventSettingSchema.safeParse(row?.value);
  return stored.success ? stored.data : USUAL_SETTING;
}

import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Actor, Scope } from '../session/policy.ts';
import { cellsIn, readStyle } from '../walls/schema.ts';
import {
  ONLINE_MS,
  type ScreenContent,
  type ScreenItem,
  type ScreenList,
  type ScreenReport,
  screenContentSchema,
  screenReportSchema,
} from './schema.ts';
import { hashToken, tokenOf } from './token.ts';

type Operator = Scope<'screens.send'> | Scope<'screens.manage'>;

const itemSelect = {
  id: true,
  number: true,
  name: true,
  content: true,
  blank: true,
  version: true,
  sentBy: { select: { name: true } },
  sentAt: true,
  style: true,
  lastSeenAt: true,
  onlineSince: true,
  report: true,
} as const satisfies Prisma.ScreenSelect;
type Selected = Prisma.ScreenGetPayload<{ select: typeof itemSelect }>;

export async function listScreens(db: Db, _scope: Operator, nowMs: number): Promise<ScreenList> {
  const rows = await db.screen.findMany({
    where: { removedAt: null },
    orderBy: { number: 'asc' },
    select: itemSelect,
  });
  return { items: rows.map((row) => toItem(row, nowMs)) };
}

function toItem(row: Selected, nowMs: number): ScreenItem {
  const { lastSeenAt, onlineSince, content, report, style, sentBy, ...rest } = row;
  const online = isOnline(lastSeenAt, nowMs);
  return {
    ...rest,
    online,
    since: online ? onlineSince : lastSeenAt,
    shows: toShows(readContent(content)),
    style: readStyle(style),
    sentBy: sentBy?.name ?? null,
    report: readReport(report),
  };
}

export function isOnline(lastSeenAt: Date | null, nowMs: number): boolean {
  return lastSeenAt !== null && nowMs - lastSeenAt.getTime() < ONLINE_MS;
}

function toShows(content: ScreenContent): ScreenItem['shows'] {
  switch (content.kind) {
    case 'none':
      return { kind: 'none', name: '', cameras: 0 };
    case 'camera':
      return { kind: 'camera', name: content.name, cameras: 1 };
    case 'wall':
      return { kind: 'wall', name: content.name, cameras: wallCameras(content).length };
    case 'patrol':
      return { kind: 'patrol', name: content.name, cameras: null };
  }
}

export function wallCameras({ layout, cells }: Extract<ScreenContent, { kind: 'wall' }>): string[] {
  return cells.slice(0, cellsIn(layout)).flatMap(({ cameraId }) => cameraId ?? []);
}

/** Another version of the product may have written it. */
export function readContent(stored: Prisma.JsonValue): ScreenContent {
  return screenContentSchema.safeParse(stored).data ?? { kind: 'none' };
}

export function readReport(stored: Prisma.JsonValue): ScreenReport | null {
  return screenReportSchema.safeParse(stored).data ?? null;
}

const screenSelect = {
  id: true,
  number: true,
  name: true,
  content: true,
  blank: true,
  version: true,
  sentById: true,
  previous: true,
  identifyUntil: true,
  style: true,
  lastSeenAt: true,
  onlineSince: true,
  report: true,
  removedAt: true,
} as const satisfies Prisma.ScreenSelect;
export type Screen = Prisma.ScreenGetPayload<{ select: typeof screenSelect }>;

export async function demandScreen(db: Db, id: string): Promise<Screen> {
  const row = await db.screen.findUnique({ where: { id, removedAt: null }, select: screenSelect });
  if (!row) throw new AppError('screen.not-found', { details: { id } });
  return row;
}

export function findByToken(db: Db, tokenHash: string): Promise<Screen | null> {
  return db.screen.findUnique({ where: { tokenHash }, select: screenSelect });
}

/** Which screen a request comes from by its cookie; null: none, or one that was forgotten. */
export async function screenOf(db: Db, headers: Headers): Promise<Screen | null> {
  const token = tokenOf(headers);
  const screen = token === null ? null : await findByToken(db, hashToken(token));
  return screen?.removedAt === null ? screen : null;
}

/** Whoever sent something to a screen, to see with their eyes what it is; null: they left. */
export async function senderOf(db: Db, userId: string | null): Promise<Actor | null> {
  if (userId === null) return null;
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { id: true, username: true, role: true },
  });
  if (!user) return null;
  const { id, username, role } = user;
  return { userId: id, username, role, mustChangePassword: false, address: null };
}

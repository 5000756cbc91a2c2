import { writeAudit } from '../audit/mutations.ts';
import { demandCamera } from '../cameras/data.ts';
import { demandPlan } from '../patrols/data.ts';
import { type Database, isUniqueViolation, Prisma, type Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { notify } from '../platform/notify.ts';
import { NOT_REMOVED, removal, removedBy } from '../platform/removal.ts';
import { prove, type Scope } from '../session/policy.ts';
import { getWall } from '../walls/data.ts';
import { demandScreen, readContent } from './data.ts';
import {
  IDENTIFY_MS,
  MOST_SCREENS,
  type ScreenContent,
  type ScreenEnrolInput,
  type ScreenRenameInput,
  type SendWhat,
} from './schema.ts';
import { plainCode } from './token.ts';

type Sender = Scope<'screens.send'>;
type Keeper = Scope<'screens.manage'>;
type Sent = { id: string; version: number };

/** The browser that shows this code becomes a screen. */
export async function enrol(
  db: Database,
  scope: Keeper,
  nowMs: number,
  input: ScreenEnrolInput,
): Promise<{ id: string }> {
  return refusingTaken(input.number, () =>
    db.$transaction(async (tx) => {
      const waiting = await tx.screenEnrolment.findUnique({
        where: { code: plainCode(input.code), expiresAt: { gt: new Date(nowMs) } },
      });
      if (!waiting) throw new AppError('screen.code-unknown');
      const number = input.number ?? (await freeNumber(tx));
      await tx.screenEnrolment.delete({ where: { tokenHash: waiting.tokenHash } });
      const { id, name } = await tx.screen.create({
        data: {
          number,
          name: input.name,
          tokenHash: waiting.tokenHash,
          content: { kind: 'none' },
        },
      });
      await writeAudit(tx, scope, {
        action: 'screens.enrol',
        subject: { type: 'screen', id, name },
        details: { number, from: waiting.address },
      });
      await notify(tx, 'screen_changes', id);
      return { id };
    }),
  );
}

async function freeNumber(tx: Transaction): Promise<number> {
  const rows = await tx.screen.findMany({
    where: { removedAt: null },
    select: { number: true },
  });
  if (rows.length >= MOST_SCREENS)
    throw new AppError('screen.too-many', { details: { max: MOST_SCREENS } });
  const taken = new Set(rows.map(({ number }) => number));
  let free = 1;
  while (taken.has(free)) free += 1;
  return free;
}

/** Two people may take a number at once: the database's word counts. */
async function refusingTaken<T>(number: number | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('screen.number-taken', { details: { number: number ?? '' } });
  }
}

export async function rename(db: Database, scope: Keeper, input: ScreenRenameInput): Promise<void> {
  const { id, name, number, style } = input;
  await refusingTaken(number, () =>
    db.$transaction(async (tx) => {
      const before = await demandScreen(tx, id);
      await tx.screen.update({ where: { id }, data: { name, number, style } });
      await writeAudit(tx, scope, {
        action: 'screens.rename',
        subject: { type: 'screen', id, name },
        details: {
          number,
          before: before.name,
          numberBefore: before.number,
          ...(style && { style: Object.values(style) }),
        },
      });
      await notify(tx, 'screen_changes', id);
    }),
  );
}

/** What is sent must be the sender's own to see. A dark screen lights up again. */
export async function send(
  db: Database,
  scope: Sender,
  nowMs: number,
  input: { id: string; what: SendWhat },
): Promise<Sent> {
  return db.$transaction(async (tx) => {
    const before = await demandScreen(tx, input.id);
    const content = await contentOf(tx, scope, input.what);
    const sent = await tx.screen.update({
      where: { id: before.id },
      data: {
        content,
        blank: false,
        version: { increment: 1 },
        sentById: scope.userId,
        sentAt: new Date(nowMs),
        previous: { content: before.content, sentById: before.sentById, blank: before.blank },
      },
      select: { id: true, version: true },
    });
    await writeAudit(tx, scope, {
      action: 'screens.send',
      subject: { type: 'screen', id: before.id, name: before.name },
      details: {
        number: before.number,
        kind: content.kind,
        what: content.kind === 'none' ? null : content.name,
      },
    });
    await notify(tx, 'screen_changes', before.id);
    return sent;
  });
}

async function contentOf(tx: Transaction, scope: Sender, what: SendWhat): Promise<ScreenContent> {
  switch (what.kind) {
    case 'none':
      return what;
    case 'camera': {
      const { id, name } = await demandCamera(tx, what.cameraId);
      return { kind: 'camera', cameraId: id, name };
    }
    case 'wall':
      return what;
    case 'view': {
      const { name, layout, cells } = await getWall(tx, prove(scope, 'walls.view'), what.viewId);
      return { kind: 'wall', name, layout, cells };
    }
    case 'patrol': {
      const { id, name } = await demandPlan(tx, prove(scope, 'patrols.view'), what.planId);
      return { kind: 'patrol', planId: id, name };
    }
  }
}

/** What was there before, unless somebody has sent something else meanwhile. */
export async function takeBack(
  db: Database,
  scope: Sender,
  nowMs: number,
  { id, version }: Sent,
): Promise<Sent> {
  return db.$transaction(async (tx) => {
    const screen = await demandScreen(tx, id);
    const before = readPrevious(screen.previous);
    if (!before) throw new AppError('undo.expired');
    const { count } = await tx.screen.updateMany({
      where: { id, version, removedAt: null },
      data: {
        content: before.content,
        blank: before.blank,
        sentById: before.sentById,
        sentAt: new Date(nowMs),
        previous: Prisma.DbNull,
        version: { increment: 1 },
      },
    });
    if (count === 0) throw new AppError('undo.expired');
    await writeAudit(tx, scope, {
      action: 'screens.take-back',
      subject: { type: 'screen', id, name: screen.name },
    });
    await notify(tx, 'screen_changes', id);
    return { id, version: version + 1 };
  });
}

type Previous = { content: ScreenContent; sentById: string | null; blank: boolean };

function readPrevious(stored: Prisma.JsonValue): Previous | null {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null;
  const { content = null, sentById, blank } = stored;
  return {
    content: readContent(content),
    sentById: typeof sentById === 'string' ? sentById : null,
    blank: blank === true,
  };
}

export async function setBlank(
  db: Database,
  scope: Sender,
  { id, blank }: { id: string; blank: boolean },
): Promise<void> {
  await change(db, scope, id, {
    action: blank ? 'screens.blank' : 'screens.unblank',
    data: { blank },
  });
}

/** The screen shows its number, large, for a moment. */
export async function identify(
  db: Database,
  scope: Sender,
  nowMs: number,
  id: string,
): Promise<void> {
  await change(db, scope, id, {
    action: 'screens.identify',
    data: { identifyUntil: new Date(nowMs + IDENTIFY_MS) },
  });
}

/** Its token is worth nothing from now on; everything it plays ends. */
export async function forget(
  db: Database,
  scope: Keeper,
  nowMs: number,
  id: string,
): Promise<{ undoToken: string }> {
  const data = removal(nowMs);
  await change(db, scope, id, { action: 'screens.forget', data });
  return { undoToken: data.removalId };
}

type Change = {
  action: 'screens.blank' | 'screens.unblank' | 'screens.identify' | 'screens.forget';
  data: Prisma.ScreenUpdateInput;
};

async function change(
  db: Database,
  scope: Sender | Keeper,
  id: string,
  { action, data }: Change,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, number } = await demandScreen(tx, id);
    await tx.screen.update({ where: { id }, data });
    await writeAudit(tx, scope, {
      action,
      subject: { type: 'screen', id, name },
      details: { number },
    });
    await notify(tx, 'screen_changes', id);
  });
}

export async function restore(
  db: Database,
  scope: Keeper,
  nowMs: number,
  undoToken: string,
): Promise<{ id: string }> {
  return refusingTaken(undefined, () =>
    db.$transaction(async (tx) => {
      const removed = await tx.screen.findFirst({
        where: removedBy(undoToken, nowMs),
        select: { id: true, name: true },
      });
      if (!removed) throw new AppError('undo.expired');
      const { id, name } = removed;
      await tx.screen.update({ where: { id }, data: NOT_REMOVED });
      await writeAudit(tx, scope, {
        action: 'screens.restore',
        subject: { type: 'screen', id, name },
      });
      await notify(tx, 'screen_changes', id);
      return { id };
    }),
  );
}

import { z } from 'zod';
import { abnormalitySchema } from '../patrols/schema.ts';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { FaultDetails, FaultFilter, FaultItem, FaultListInput } from './schema.ts';

export type FaultViewer = Scope<'faults.view'>;

const cursorShape = z.tuple([z.coerce.date(), z.string()]);

const faultSelect = {
  id: true,
  cameraId: true,
  camera: { select: { removedAt: true } },
  cameraName: true,
  cameraPlace: true,
  type: true,
  state: true,
  foundAt: true,
  foundByName: true,
  lastFoundAt: true,
  findings: true,
  remark: true,
  inCharge: true,
  closedAt: true,
} as const satisfies Prisma.FaultSelect;
type Selected = Prisma.FaultGetPayload<{ select: typeof faultSelect }>;

function toItem({ camera, foundByName, ...row }: Selected): FaultItem {
  return {
    ...row,
    cameraId: camera?.removedAt === null ? row.cameraId : null,
    type: abnormalitySchema.catch('other').parse(row.type),
    foundBy: foundByName,
  };
}

/** Newest first. */
export async function listFaults(
  db: Db,
  _scope: FaultViewer,
  input: FaultListInput,
): Promise<{ items: FaultItem[]; nextCursor: string | null }> {
  const rows = await db.fault.findMany({
    where: { AND: [filters(input), behind(input.cursor)] },
    orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
    select: faultSelect,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(toItem),
    nextCursor: rows.length > input.limit && last ? writeCursor([last.foundAt, last.id]) : null,
  };
}

function filters({ state, unclosed, type, q }: FaultFilter): Prisma.FaultWhereInput {
  const contains = { contains: q ?? '', mode: 'insensitive' as const };
  return {
    ...(state && { state }),
    ...(unclosed && { openKey: { not: null } }),
    ...(type && { type }),
    ...(q && {
      OR: [
        { cameraName: contains },
        { cameraPlace: contains },
        { inCharge: contains },
        { remark: contains },
      ],
    }),
  };
}

function behind(cursor: string | undefined): Prisma.FaultWhereInput {
  if (!cursor) return {};
  const [foundAt, id] = readCursor(cursor, cursorShape);
  return { foundAt: { lte: foundAt }, OR: [{ foundAt: { lt: foundAt } }, { id: { lt: id } }] };
}

export async function faultDetails(db: Db, _scope: FaultViewer, id: string): Promise<FaultDetails> {
  const row = await db.fault.findUnique({
    where: { id },
    select: {
      ...faultSelect,
      steps: {
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
        select: {
          id: true,
          at: true,
          byName: true,
          kind: true,
          text: true,
          runId: true,
          position: true,
        },
      },
    },
  });
  if (!row) throw new AppError('fault.not-found', { details: { id } });
  const { steps, ...fault } = row;
  return { ...toItem(fault), steps: steps.map(({ byName, ...step }) => ({ ...step, by: byName })) };
}

import { z } from 'zod';
import { readCursor, writeCursor } from '../platform/cursor.ts';
import type { Db, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import {
  type ImportJobView,
  type importListSchema,
  importRowErrorSchema,
  type importRowsInputSchema,
  type importRowsSchema,
} from './schema.ts';

type Importer = Scope<'imports.run'>;

const jobSelect = {
  id: true,
  fileName: true,
  subject: true,
  state: true,
  createdAt: true,
  createdBy: true,
  done: true,
  total: true,
  okCount: true,
  errorCount: true,
  newCount: true,
  updateCount: true,
  failureCode: true,
  failure: true,
} as const satisfies Prisma.ImportJobSelect;

function toView(row: Prisma.ImportJobGetPayload<{ select: typeof jobSelect }>): ImportJobView {
  const { done, total, okCount, errorCount, newCount, updateCount, failureCode, ...rest } = row;
  const details = z.record(z.string(), z.unknown()).safeParse(row.failure);
  return {
    ...rest,
    progress: { done, total },
    counts: { ok: okCount, error: errorCount, update: updateCount, new: newCount },
    failure: failureCode
      ? { code: failureCode, ...(details.success ? { details: details.data } : {}) }
      : null,
  };
}

export async function getImport(db: Db, _scope: Importer, id: string): Promise<ImportJobView> {
  const row = await db.importJob.findUnique({ where: { id }, select: jobSelect });
  if (!row) throw new AppError('import.not-found', { details: { id } });
  return toView(row);
}

/** Newest first. */
export async function listImports(
  db: Db,
  _scope: Importer,
  input: { cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof importListSchema>> {
  const cursor = input.cursor && readCursor(input.cursor, z.tuple([z.coerce.date(), z.string()]));
  const behind = cursor
    ? { OR: [{ createdAt: { lt: cursor[0] } }, { createdAt: cursor[0], id: { lt: cursor[1] } }] }
    : {};
  const rows = await db.importJob.findMany({
    where: behind,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit + 1,
    select: jobSelect,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map(toView),
    nextCursor: rows.length > page.length && last ? writeCursor([last.createdAt, last.id]) : null,
  };
}

export async function listRows(
  db: Db,
  scope: Importer,
  input: z.infer<typeof importRowsInputSchema>,
): Promise<z.infer<typeof importRowsSchema>> {
  const { id } = await getImport(db, scope, input.id);
  const after = input.cursor ? readCursor(input.cursor, z.tuple([z.number().int()]))[0] : 0;
  const rows = await db.importRow.findMany({
    where: {
      jobId: id,
      rowNumber: { gt: after },
      ...(input.onlyErrors ? { outcome: 'error' } : {}),
    },
    orderBy: { rowNumber: 'asc' },
    take: input.limit + 1,
    select: { rowNumber: true, code: true, name: true, outcome: true, errors: true },
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({
      ...row,
      outcome: outcomeSchema.parse(row.outcome),
      errors: z.array(importRowErrorSchema).parse(row.errors ?? []),
    })),
    nextCursor: rows.length > page.length && last ? writeCursor([last.rowNumber]) : null,
  };
}

const outcomeSchema = z.enum(['new', 'update', 'error']);

const named = { id: true, code: true, name: true } as const;

/** What rows of cameras refer to: by code, and by name where that is unambiguous. */
export async function cameraReferences(db: Db) {
  const [divisions, groups, roads, cameras] = await Promise.all([
    db.division.findMany({ select: named }),
    db.businessGroup.findMany({ select: named }),
    roadReferences(db),
    db.camera.findMany({
      where: { removedAt: null },
      select: { code: true, device: { select: { driver: true } } },
    }),
  ]);
  return {
    divisions: byCodeAndName(divisions),
    groups: byCodeAndName(groups),
    roads,
    cameras: new Map(cameras.map(({ code, device }) => [code, device.driver])),
  };
}

export async function roadReferences(db: Db): Promise<Map<string, string>> {
  return byCodeAndName(await db.road.findMany({ select: named }));
}

function byCodeAndName(rows: readonly { id: string; code: string; name: string }[]) {
  const names = Map.groupBy(rows, (row) => row.name.toLowerCase());
  const unique = rows.filter((row) => names.get(row.name.toLowerCase())?.length === 1);
  return new Map([
    ...unique.map((row): [string, string] => [row.name.toLowerCase(), row.id]),
    ...rows.map((row): [string, string] => [row.code.toLowerCase(), row.id]),
  ]);
}

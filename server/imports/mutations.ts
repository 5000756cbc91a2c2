import type { z } from 'zod';
import { writeAudit } from '../audit/mutations.ts';
import type { Database, Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { notify } from '../platform/notify.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { Scope } from '../session/policy.ts';
import type { ImportSubject, importStateSchema } from './schema.ts';

type Importer = Scope<'imports.run'>;
type State = z.infer<typeof importStateSchema>;
type Tools = { db: Database; jobs: Jobs; secrets: SecretBox };

const MAX_NAME = 200;

/** The file may hold cameras' passwords: it is kept sealed, and only until it is checked. */
export async function uploadImport(
  { db, jobs, secrets }: Tools,
  scope: Importer,
  file: { name: string; subject?: ImportSubject; bytes: Uint8Array },
): Promise<{ id: string }> {
  const { subject = 'cameras' } = file;
  const fileName = file.name.replaceAll(/[\p{Cc}/\\]/gu, '').slice(-MAX_NAME) || subject;
  const { id } = await db.$transaction(async (tx) => {
    const created = await tx.importJob.create({
      select: { id: true },
      data: {
        fileName,
        subject,
        file: secrets.sealBytes(file.bytes),
        createdById: scope.userId,
        createdBy: scope.username,
      },
    });
    await writeAudit(tx, scope, {
      action: 'imports.upload',
      subject: { type: 'import', id: created.id, name: fileName },
      details: { subject, bytes: file.bytes.length },
    });
    return created;
  });
  await jobs.send('imports.check', { importId: id });
  return { id };
}

/** Rows without errors are written; the others stay where they are, to be mended and sent again. */
export async function applyImport({ db, jobs }: Tools, scope: Importer, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const job = await demandState(tx, id, ['checked']);
    if (job.okCount === 0) throw new AppError('import.has-errors', { details: { id } });
    await moveState(tx, id, 'checked', 'applying');
    await tx.importJob.update({ where: { id }, data: { done: 0, total: job.okCount } });
    await writeAudit(tx, scope, {
      action: 'imports.apply',
      subject: { type: 'import', id, name: job.fileName },
      details: { new: job.newCount, update: job.updateCount, errors: job.errorCount },
    });
  });
  await jobs.send('imports.apply', { importId: id });
}

/** What was written stays; nothing more is. */
export async function cancelImport({ db }: Tools, scope: Importer, id: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const job = await demandState(tx, id, ['checking', 'checked', 'applying']);
    await moveState(tx, id, job.state, 'cancelled');
    await tx.importJob.update({ where: { id }, data: { file: null } });
    await writeAudit(tx, scope, {
      action: 'imports.cancel',
      subject: { type: 'import', id, name: job.fileName },
      details: { state: job.state, done: job.done },
    });
  });
}

async function demandState(db: Db, id: string, states: readonly State[]) {
  const job = await db.importJob.findUnique({ where: { id }, omit: { file: true } });
  if (!job) throw new AppError('import.not-found', { details: { id } });
  if (!states.includes(job.state))
    throw new AppError('import.wrong-state', { details: { state: job.state } });
  return job;
}

/** Somebody else may have been faster. */
async function moveState(db: Db, id: string, from: State, to: State): Promise<void> {
  const { count } = await db.importJob.updateMany({
    where: { id, state: from },
    data: { state: to },
  });
  if (count === 0) throw new AppError('import.wrong-state', { details: { state: from } });
  await notify(db, 'import_progress', id);
}

/** The whole file is refused. */
export async function failImport(db: Db, id: string, error: AppError): Promise<void> {
  await db.importJob.updateMany({
    where: { id, state: { in: ['checking', 'applying'] } },
    data: {
      state: 'failed',
      failureCode: error.code,
      failure: JSON.parse(JSON.stringify(error.details ?? {})),
      file: null,
    },
  });
  await notify(db, 'import_progress', id);
}

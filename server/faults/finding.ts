/** What a patrol found wrong opens a fault, or is another finding of one that is open. */
import { writeAudit } from '../audit/mutations.ts';
import type { Transaction } from '../platform/db.ts';
import type { Actor } from '../session/policy.ts';

type Finding = {
  readonly cameraId: string;
  readonly cameraName: string;
  readonly cameraPlace: string;
  readonly type: string;
  readonly text: string | null;
  readonly runId: string;
  readonly position: number;
  readonly at: Date;
};

/** Findings of one camera and type wait for each other; the same place of a run counts once. */
export async function takeInFinding(tx: Transaction, by: Actor, finding: Finding): Promise<void> {
  const { cameraId, type, runId, position, at, text } = finding;
  const openKey = `${cameraId} ${type}`;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${openKey}, 17))`;
  const known = await tx.fault.findUnique({
    where: { openKey },
    select: { id: true, state: true, inCharge: true },
  });
  const step = { at, byId: by.userId, byName: by.username, kind: 'found' as const, text };
  if (!known) return open(tx, by, finding, { ...step, runId, position });
  const before = await tx.faultStep.updateMany({
    where: { faultId: known.id, runId, position },
    data: { text },
  });
  if (before.count > 0) return;
  await tx.faultStep.create({
    data: { ...step, faultId: known.id, runId, position },
    select: { id: true },
  });
  const again = known.inCharge === null ? 'open' : 'assigned';
  await tx.fault.update({
    where: { id: known.id },
    data: {
      findings: { increment: 1 },
      lastFoundAt: at,
      ...(known.state === 'mended' && { state: again }),
    },
    select: { id: true },
  });
}

type FirstStep = {
  at: Date;
  byId: string;
  byName: string;
  kind: 'found';
  text: string | null;
  runId: string;
  position: number;
};

async function open(
  tx: Transaction,
  by: Actor,
  { cameraId, cameraName, cameraPlace, type, text, at }: Finding,
  step: FirstStep,
): Promise<void> {
  const camera = await tx.camera.findUnique({ where: { id: cameraId }, select: { id: true } });
  const { id } = await tx.fault.create({
    select: { id: true },
    data: {
      cameraId: camera?.id ?? null,
      cameraName,
      cameraPlace,
      type,
      openKey: `${cameraId} ${type}`,
      foundAt: at,
      foundByName: by.username,
      lastFoundAt: at,
      remark: text,
      steps: { create: step },
    },
  });
  await writeAudit(tx, by, {
    action: 'faults.open',
    subject: { type: 'fault', id, name: cameraName },
    details: { type, run: step.runId },
  });
}

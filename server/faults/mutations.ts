import { writeAudit } from '../audit/mutations.ts';
import type { Database, Prisma } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { FaultState } from './schema.ts';

type Editor = Scope<'faults.edit'>;
type Acted = { readonly id: string };

/** From which states each step leads on. */
const FROM = {
  assigned: ['open', 'assigned', 'mended'],
  mended: ['open', 'assigned'],
  closed: ['open', 'assigned', 'mended'],
} as const satisfies Record<string, readonly FaultState[]>;
const ACTIONS = {
  assigned: 'faults.assign',
  mended: 'faults.mend',
  closed: 'faults.close',
} as const;

export async function assignFault(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, inCharge, text }: { id: string; inCharge: string; text: string },
): Promise<Acted> {
  const said = [inCharge, text].filter(Boolean).join(' · ');
  return step(db, scope, nowMs, { id, to: 'assigned', text: said, data: { inCharge } });
}

export async function mendFault(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, text }: { id: string; text: string },
): Promise<Acted> {
  return step(db, scope, nowMs, { id, to: 'mended', text, data: {} });
}

/** Found again after this, it is another fault. */
export async function closeFault(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, text }: { id: string; text: string },
): Promise<Acted> {
  const data = { openKey: null, closedAt: new Date(nowMs) };
  return step(db, scope, nowMs, { id, to: 'closed', text, data });
}

type Step = {
  readonly id: string;
  readonly to: keyof typeof FROM;
  readonly text: string;
  readonly data: Prisma.FaultUpdateManyMutationInput;
};

async function step(
  db: Database,
  scope: Editor,
  nowMs: number,
  { id, to, text, data }: Step,
): Promise<Acted> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.fault.updateMany({
      where: { id, state: { in: [...FROM[to]] } },
      data: { ...data, state: to },
    });
    const fault = await tx.fault.findUnique({
      where: { id },
      select: { cameraName: true, state: true },
    });
    if (!fault) throw new AppError('fault.not-found', { details: { id } });
    if (count === 0) throw new AppError('fault.wrong-state', { details: { state: fault.state } });
    await tx.faultStep.create({
      data: {
        faultId: id,
        at: new Date(nowMs),
        byId: scope.userId,
        byName: scope.username,
        kind: to,
        text: text || null,
      },
      select: { id: true },
    });
    await writeAudit(tx, scope, {
      action: ACTIONS[to],
      subject: { type: 'fault', id, name: fault.cameraName },
      details: { text },
    });
    return { id };
  });
}

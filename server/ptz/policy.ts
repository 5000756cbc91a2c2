import type { Role } from '../session/schema.ts';
import { SOFT_LOCK_MS, type Standing } from './schema.ts';

/** From 1 to 254, as in GB/T 28181: the higher one may take a camera from the lower one. */
const RANKS = { admin: 200, operator: 100, leader: 1 } as const satisfies Record<Role, number>;

export function rankOf(role: Role): number {
  return RANKS[role];
}

type Somebody = { readonly id: string; readonly name: string; readonly role: Role };
type Person = { readonly userId: string; readonly role: Role };

export type ControlFacts = {
  readonly holder: Somebody | null;
  readonly lockedUntil: Date | null;
  readonly reason: string | null;
  readonly mover: Somebody | null;
  readonly movedAt: Date | null;
  /** Who has waited longest. */
  readonly next: Somebody | null;
};

/** A lock holds until its time; then who waited longest has a moment to take it, else who moved last. */
export function standingOf(facts: ControlFacts, nowMs: number): Standing {
  const { holder, lockedUntil, reason, mover, movedAt, next } = facts;
  const lockEnds = lockedUntil?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (holder && nowMs < lockEnds) return held('locked', holder, lockEnds, reason);
  const reservedUntil = lockEnds + SOFT_LOCK_MS;
  if (next && nowMs < reservedUntil) return held('reserved', next, reservedUntil);
  const softUntil = (movedAt?.getTime() ?? Number.NEGATIVE_INFINITY) + SOFT_LOCK_MS;
  if (mover && nowMs < softUntil) return held('moved', mover, softUntil);
  return { kind: 'free' };
}

function held(
  kind: 'locked' | 'reserved' | 'moved',
  { id, name, role }: Somebody,
  untilMs: number,
  reason: string | null = null,
): Standing {
  const holder = { userId: id, name };
  return { kind, holder, rank: rankOf(role), until: new Date(untilMs), reason };
}

/** A lock yields to nobody but a take-over; what is only soft yields to a higher rank. */
export function maySteer(person: Person, standing: Standing): boolean {
  if (standing.kind === 'free' || standing.holder.userId === person.userId) return true;
  return standing.kind !== 'locked' && rankOf(person.role) > standing.rank;
}

export function mayTakeOver(person: Person, standing: Standing): boolean {
  return (
    standing.kind === 'locked' &&
    standing.holder.userId !== person.userId &&
    rankOf(person.role) > standing.rank
  );
}

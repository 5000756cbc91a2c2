import { createId } from './ids.ts';

/** How long a removal can be taken back. */
const UNDO_MS = 60 * 60_000;

/** Marks rows as removed together: what was removed is not lost until housekeeping, `removalId` takes it back. */
export function removal(nowMs: number): { readonly removedAt: Date; readonly removalId: string } {
  return { removedAt: new Date(nowMs), removalId: createId() };
}

/** The rows that one removal took and that can still come back. */
export function removedBy(undoToken: string, nowMs: number) {
  return { removalId: undoToken, removedAt: { gte: new Date(nowMs - UNDO_MS) } };
}

export const NOT_REMOVED = { removedAt: null, removalId: null } as const;

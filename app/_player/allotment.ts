import type { Quality } from '../../server/cameras/schema.ts';

/** How much of a stream is decoded: all, the small one, or now and then a picture that the server took. */
export type Level = Quality | 'still';

/** Who gives way last. */
export const IMPORTANCE = { other: 0, pinned: 1, audible: 2, focused: 3 } as const;
export type Importance = keyof typeof IMPORTANCE;

export type Claim = {
  readonly id: number;
  readonly wanted: Quality;
  readonly importance: Importance;
  /** Pixels a second of either stream. */
  readonly cost: Readonly<Record<Quality, number>>;
  /** The main stream alone is too much. */
  readonly capped: boolean;
};

/** Those who were there longest first among equals. */
function byImportance(claims: readonly Claim[]): Claim[] {
  return [...claims].sort(
    (one, other) => IMPORTANCE[other.importance] - IMPORTANCE[one.importance] || one.id - other.id,
  );
}

/**
 * Shares a computer's decoding power out. A moving picture is worth more than a sharp one: first
 * everybody gets the sub stream, then the main stream goes round, the most important first. What
 * somebody listens to, looks at or has pinned never stands still.
 */
export function allot(claims: readonly Claim[], capacity: number): Map<number, Level> {
  const levels = new Map<number, Level>();
  const order = byImportance(claims);
  let left = capacity;
  for (const { cost, id, importance } of order) {
    const moves = importance !== 'other' || cost.sub <= left;
    levels.set(id, moves ? 'sub' : 'still');
    if (moves) left -= cost.sub;
  }
  for (const { capped, cost, id, wanted } of order) {
    const more = cost.main - cost.sub;
    if (wanted !== 'main' || capped || levels.get(id) !== 'sub' || more > left) continue;
    levels.set(id, 'main');
    left -= more;
  }
  return levels;
}

export function spent(claims: readonly Claim[], levels: ReadonlyMap<number, Level>): number {
  return claims.reduce((sum, { cost, id }) => {
    const level = levels.get(id) ?? 'still';
    return level === 'still' ? sum : sum + cost[level];
  }, 0);
}

/** What the next better picture would cost beyond what is spent; null when everybody has what they want. */
export function nextStep(
  claims: readonly Claim[],
  levels: ReadonlyMap<number, Level>,
): number | null {
  const order = byImportance(claims);
  const still = order.find(({ id }) => levels.get(id) === 'still');
  if (still !== undefined) return still.cost.sub;
  const small = order.find(
    ({ capped, id, wanted }) => wanted === 'main' && !capped && levels.get(id) === 'sub',
  );
  return small === undefined ? null : small.cost.main - small.cost.sub;
}

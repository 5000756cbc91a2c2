/** How a cell's stream is decoded. */
export type Decoding = 'all' | 'key-frames';

/** What a cell's stream would cost, and what it is shown as. */
export type DecodeCost = {
  /** When every picture is decoded. */
  readonly pixelsPerSecond: number;
  /** Of the cell. */
  readonly shownPixels: number;
  readonly decoding: Decoding;
};

/** Rates waver: what was taken away comes back only where there is clearly room for it. */
const RETURN_SHARE = 1.15;

/**
 * Which cells show only random access points, so that all together stay below the budget: first those that decode most
 * for each pixel shown, so that a large cell moves before a small one does.
 * @param budget pixels a second
 */
export function decodePlan(cells: readonly DecodeCost[], budget: number): Decoding[] {
  const costs = cells.map(({ pixelsPerSecond, shownPixels, decoding }, index) => ({
    index,
    cost: pixelsPerSecond * (decoding === 'key-frames' ? RETURN_SHARE : 1),
    waste: pixelsPerSecond / shownPixels,
  }));
  const plan = cells.map((): Decoding => 'all');
  let total = costs.reduce((sum, { cost }) => sum + cost, 0);
  for (const { index, cost } of costs.toSorted((a, b) => b.waste - a.waste)) {
    if (total <= budget) break;
    plan[index] = 'key-frames';
    total -= cost;
  }
  return plan;
}

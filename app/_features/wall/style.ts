/** How a wall looks to one person: where names stand over the pictures, how large, and what is between cells. */
export const TITLES = ['top', 'bottom', 'pointed', 'none'] as const;
export const TITLE_SIZES = ['small', 'medium', 'large'] as const;
export const GAPS = ['none', 'line', 'wide'] as const;

export type WallStyle = {
  readonly title: (typeof TITLES)[number];
  readonly size: (typeof TITLE_SIZES)[number];
  readonly gap: (typeof GAPS)[number];
};

export const USUAL_STYLE: WallStyle = { title: 'top', size: 'small', gap: 'line' };

/** What was kept may be of another version of the product, or damaged. */
export function readStyle(kept: unknown): WallStyle {
  if (typeof kept !== 'object' || kept === null) return USUAL_STYLE;
  const { title, size, gap }: Partial<Record<keyof WallStyle, unknown>> = kept;
  return {
    title: TITLES.find((known) => known === title) ?? USUAL_STYLE.title,
    size: TITLE_SIZES.find((known) => known === size) ?? USUAL_STYLE.size,
    gap: GAPS.find((known) => known === gap) ?? USUAL_STYLE.gap,
  };
}

import type { Quality } from '../../../server/cameras/schema.ts';
import type { WallQuality } from '../../../server/walls/schema.ts';

/** Below this nobody sees more in the main stream than in the sub stream. */
const MAIN_FROM_PX = 360;
/** More main streams than this overload the decoders of an ordinary desk computer. */
const MOST_MAIN_CELLS = 9;

/** What a cell of that size should play beside so many others. */
export function wantedQuality(
  chosen: WallQuality,
  shortSidePx: number,
  cellsShown: number,
): Quality {
  if (chosen !== 'auto') return chosen;
  return cellsShown > MOST_MAIN_CELLS || shortSidePx < MAIN_FROM_PX ? 'sub' : 'main';
}

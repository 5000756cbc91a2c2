/** How a wall's style is drawn, on walls, patrols and screens alike. */
import type { WallStyle } from '../../../server/walls/schema.ts';
import { cn } from '../../_ui/cn.ts';

const PLACES: Record<WallStyle['title'], string> = {
  top: 'top-0 items-start pt-1',
  bottom: 'bottom-0 items-end pb-1',
  pointed:
    'top-0 items-start pt-1 opacity-0 group-hover/cell:opacity-100 group-focus-within/cell:opacity-100',
  none: '',
};
const SHADE = 'from-black/95 via-60% via-black/75 to-transparent';
const TEXTS: Record<WallStyle['size'], string> = {
  small: 'h-8 text-xs',
  medium: 'h-10 text-base',
  large: 'h-13 text-xl',
};

/** Of the status mark beside a name. */
export const MARKS: Record<WallStyle['size'], string> = {
  small: 'size-3',
  medium: 'size-3.5',
  large: 'size-4.5',
};

/** Between the cells of a grid. */
export const GAP_LOOKS: Record<WallStyle['gap'], string> = {
  none: 'gap-0',
  line: 'gap-px bg-line',
  wide: 'gap-1.5 bg-page',
};

/** The line with a camera's name over its picture; `shaded` where there is a picture to stand on. */
export function headerLook({ size, title }: WallStyle, shaded: boolean): string {
  if (title === 'none') return 'sr-only';
  return cn(
    'pointer-events-none absolute inset-x-0 flex gap-1.5 px-1.5 text-white',
    TEXTS[size],
    PLACES[title],
    shaded && SHADE,
    shaded && (title === 'bottom' ? 'bg-linear-to-t' : 'bg-linear-to-b'),
  );
}

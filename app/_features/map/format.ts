'use client';
import { useTranslations } from 'use-intl';
import type { Direction } from '../../../server/cameras/schema.ts';
import { formatChainage } from '../../_lib/format/chainage.ts';

type Placed = { chainageM: number | null; direction: Direction | null };

/** Writes `G40 K612+300 上行`. */
export function usePlaceText(): (camera: Placed, roadCode: string | null | undefined) => string {
  const t = useTranslations('map');
  return ({ chainageM, direction }, roadCode) =>
    [
      roadCode,
      chainageM === null ? null : formatChainage(chainageM),
      direction === null ? null : t(direction),
    ]
      .filter(Boolean)
      .join(' ');
}

const DIRECTION_WORDS = ['上行', '下行', 'up', 'down'];
const BETWEEN_WORDS = /^[\s·・-]+/;

/**
 * A name without the place it begins with, where the place stands beside it anyway. The name may say
 * the direction in another language than the reader's.
 */
export function bareName(name: string, place: string): string {
  if (place === '') return name;
  const words = [...place.split(' '), ...DIRECTION_WORDS];
  const rest = words.reduce(
    (left, word) =>
      left.startsWith(word) ? left.slice(word.length).replace(BETWEEN_WORDS, '') : left,
    name,
  );
  return rest === '' ? name : rest;
}

/** Whether a name says the place itself. */
export function namesPlace(name: string, place: string): boolean {
  return place !== '' && bareName(name, place) !== name;
}

/** A round length for a scale bar no longer than `mostPx`: 1, 2 or 5 times a power of ten. */
export function scaleBar(metresPerPixel: number, mostPx: number): { metres: number; px: number } {
  const most = metresPerPixel * mostPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = power * ([5, 2, 1].find((factor) => factor * power <= most) ?? 1);
  return { metres, px: metres / metresPerPixel };
}

export function formatLength(metres: number): string {
  return metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
}

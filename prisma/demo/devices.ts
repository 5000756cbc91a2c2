import { searchEntry, sortName } from '../../server/cameras/search-text.ts';
import { createId } from '../../server/platform/ids.ts';
import { formatChainage } from '../../server/roads/chainage.ts';
import { type MeasuredLine, offset, pointAt } from '../../server/roads/geometry.ts';

/** What follows what along a road; signal controllers stand in towns, not on expressways. */
const SEQUENCE = [
  { kind: 'sign', prefix: 'VMS', name: '诱导屏' },
  { kind: 'sign', prefix: 'VMS', name: '诱导屏' },
  { kind: 'checkpoint', prefix: 'CP', name: '卡口' },
] as const;
const SPACING_M = 18_500;
const ROADSIDE_M = 15;

/** Message signs and checkpoints along a demo road, the two directions in turn. */
export function devicesAlong(roadCode: string, roadId: string, line: MeasuredLine) {
  const first = line.chainagesM.at(0) ?? 0;
  const last = line.chainagesM.at(-1) ?? 0;
  const count = Math.floor((last - first) / SPACING_M);
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const chainageM = Math.round((first + (index + 0.5) * SPACING_M) / 100) * 100;
    const at = pointAt(line, chainageM);
    const { kind, prefix, name: noun } = SEQUENCE[index % SEQUENCE.length] ?? SEQUENCE[0];
    if (at === null) return [];
    const direction = index % 2 === 0 ? ('up' as const) : ('down' as const);
    const aside = at.bearing + (direction === 'up' ? 90 : -90);
    const [lon, lat] = offset([at.lon, at.lat], aside, ROADSIDE_M).map(
      (degrees) => Math.round(degrees * 1e6) / 1e6,
    );
    const way = direction === 'up' ? '上行' : '下行';
    const name = `${roadCode} ${formatChainage(chainageM)} ${way} ${noun}`;
    const code = `${prefix}-${roadCode}-${String(Math.round(chainageM / 100)).padStart(5, '0')}`;
    const { text, grams } = searchEntry({ code, name, roadCode, chainageM });
    const found = { sortName: sortName(name), searchText: text, searchGrams: grams };
    return [{ id: createId(), code, name, kind, roadId, direction, chainageM, lon, lat, ...found }];
  });
}

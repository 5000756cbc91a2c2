import { expect, it } from 'vitest';
import { findEntries, type PaletteEntry } from './entries.ts';

const entry = (label: string, words: string): PaletteEntry => ({
  id: label,
  group: 'pages',
  icon: 'map',
  label,
  words,
  run: () => undefined,
});
const entries = [
  entry('地图', 'map ditu dt'),
  entry('地图设置', 'map settings ditushezhi dtsz'),
  entry('电视墙', 'video wall dianshiqiang dsq'),
];
const find = (typed: string) => findEntries(entries, typed).map(({ label }) => label);

it.each([
  ['地图', ['地图', '地图设置']],
  ['dsq', ['电视墙']],
  ['dianshi', ['电视墙']],
  ['MAP sett', ['地图设置']],
  ['qiang', ['电视墙']],
  ['nothing', []],
  ['', ['地图', '地图设置', '电视墙']],
])('finds by %s', (typed, expected) => {
  expect(find(typed)).toEqual(expected);
});

it('puts first what begins with the word', () => {
  expect(findEntries([entry('a map', ''), entry('map', '')], 'map').map(({ id }) => id)).toEqual([
    'map',
    'a map',
  ]);
});

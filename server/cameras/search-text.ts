import { pinyin } from 'pinyin-pro';
import { formatChainage } from '../roads/chainage.ts';

type Searched = {
  readonly code: string;
  readonly name: string;
  readonly roadCode: string | null;
  readonly chainageM: number | null;
};

export type SearchEntry = { readonly text: string; readonly grams: string[] };

/** What a camera is found by. */
export function searchEntry(camera: Searched): SearchEntry {
  const place =
    camera.chainageM === null
      ? (camera.roadCode ?? '')
      : `${camera.roadCode ?? ''} ${formatChainage(camera.chainageM)}`;
  const parts = [
    camera.code,
    camera.name,
    spelled(camera.name, 'full'),
    spelled(camera.name, 'first'),
    place,
  ];
  const text = [...new Set(parts.map(normalise))].filter((part) => part !== '').join('|');
  return { text, grams: gramsOf(text) };
}

/** Pinyin with numbers padded, so that K9 comes before K10 and 安 before 北. */
export function sortName(name: string): string {
  return spelled(name, 'full').replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'));
}

/** The words a query is made of; all must be found. */
export function searchTerms(query: string): string[] {
  return normalise(query)
    .split(/\s+/)
    .filter((term) => term !== '')
    .slice(0, MAX_TERMS);
}

/** What the index can tell about a word; empty for a single letter, which is found by looking. */
export function termGrams(term: string): string[] {
  return gramsOf(term);
}

const MAX_TERMS = 8;
const CHINESE = /\p{Script=Han}/u;

function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('|', ' ').trim();
}

function spelled(name: string, form: 'full' | 'first'): string {
  const pattern = form === 'full' ? 'pinyin' : 'first';
  const syllables = pinyin(name, { toneType: 'none', type: 'array', pattern, v: true });
  return syllables.join('').replaceAll(/\s/g, '').toLowerCase();
}

/** Neighbouring pairs, and Chinese characters by themselves; never across spaces or parts. */
function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const word of text.split(/[\s|]+/)) {
    const characters = [...word];
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1];
      if (next) grams.add(character + next);
      if (CHINESE.test(character)) grams.add(character);
    }
  }
  return [...grams];
}

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
  const syllables = spelled(camera.name);
  const initials = syllables.map((syllable) => syllable.charAt(0));
  const parts = [camera.code, camera.name, syllables.join(''), initials.join(''), place];
  const text = [...new Set(parts.map(normalise))].filter((part) => part !== '').join('|');
  return { text, grams: gramsOf(text) };
}

/** Pinyin with numbers padded, so that K9 comes before K10 and 安 before 北. */
export function sortName(name: string): string {
  return spelled(name)
    .join('')
    .replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'));
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

/** Each Chinese character's pinyin without tones (by its phrase: 重庆 is chongqing), the rest as it is. */
function spelled(name: string): string[] {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true });
  return syllables.map((syllable) => syllable.trim().toLowerCase());
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

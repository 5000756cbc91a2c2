import type { IconName } from '../../_ui/icons.tsx';

export const GROUPS = ['cameras', 'pages', 'actions', 'mapViews', 'views'] as const;

export type PaletteEntry = {
  id: string;
  group: (typeof GROUPS)[number];
  icon: IconName;
  label: string;
  detail?: string;
  /** Other words it is found by, pinyin among them. */
  words: string;
  run: () => void;
};

/** Entries that have every word of what was typed; those that begin with it come first. */
export function findEntries(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) => {
    const text = `${entry.label} ${entry.words}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = ({ label, words: more }: PaletteEntry) =>
    [label, ...more.split(' ')].some((text) => text.toLowerCase().startsWith(words[0] ?? ''));
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))];
}

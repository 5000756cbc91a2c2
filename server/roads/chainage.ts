/** Chainage 桩号: metres along a road, written K123+456. */

export function formatChainage(chainageM: number): string {
  const metres = Math.round(chainageM);
  return `K${Math.floor(metres / 1000)}+${String(metres % 1000).padStart(3, '0')}`;
}

/** K123+456, k123+45, 123+456, K123, K123.4 or 123.456 (kilometres); null: not a chainage. */
export function parseChainage(text: string): number | null {
  const match = /^k?(\d{1,5})(?:\+(\d{1,3}(?:\.\d+)?)|\.(\d{1,3}))?$/i.exec(text.trim());
  if (!match) return null;
  const [, kilometres, metres, fraction] = match;
  const rest = metres ? Number(metres) : Number(`0.${fraction ?? 0}`) * 1000;
  return Math.round(Number(kilometres) * 1000 + rest);
}

/** "G40 K612+300", "g40 612.3", "G40K612": a road number and a chainage; null: something else. */
export function parseRoadAndChainage(text: string): { roadCode: string; chainageM: number } | null {
  const match = /^([gsxyc]\d{1,4})[\s,]*(k?\d{1,5}(?:[+.]\d+)?)$/i.exec(text.trim());
  if (!match) return null;
  const [, roadCode = '', rest = ''] = match;
  // "G40612" is a road number typed in one go, not G40 at 612.
  const separated = /[\s,]/.test(text.trim()) || /k/i.test(rest);
  const chainageM = separated ? parseChainage(rest) : null;
  return chainageM === null ? null : { roadCode: roadCode.toUpperCase(), chainageM };
}

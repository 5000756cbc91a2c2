/** Chainage 桩号: metres along a road, written K612+300. */
export function formatChainage(metres: number): string {
  const whole = Math.round(metres);
  const km = Math.floor(whole / 1000);
  return `K${km}+${String(whole - km * 1000).padStart(3, '0')}`;
}

const WRITTEN = /^k?\s*(\d{1,5})(?:\s*\+\s*(\d{1,3})|(\.\d{1,3}))?$/i;

/** Reads `K612+300`, `612+300`, `612.3` and `K612`; null when it is none of them. */
export function parseChainage(text: string): number | null {
  const match = WRITTEN.exec(text.trim());
  if (!match) return null;
  const [, km, metres, fraction] = match;
  return Number(km) * 1000 + Number(metres ?? 0) + Math.round(Number(fraction ?? 0) * 1000);
}

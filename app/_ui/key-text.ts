const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  '-': '−',
};

/** A key as people read it; its name is what screen readers take. */
export function keyText(name: string): string {
  const [key = '', ...held] = name.split(/(?<=.)\+(?=.)/).reverse();
  return [...held.reverse(), SIGNS[key] ?? key].join(' + ');
}

/**
 * The sentence for a code; `{name}` in it stands for a detail of the error. A failure of the media
 * worker may come with or without `media.` before it.
 */
export function errorSentence(
  table: Record<string, string>,
  code: string,
  details: Record<string, unknown> = {},
): string {
  const sentence = table[code] ?? table[code.replace(/^media\./, '')];
  if (sentence === undefined)
    return (table['app.unknown-code'] ?? '{code}').replace('{code}', code);
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}

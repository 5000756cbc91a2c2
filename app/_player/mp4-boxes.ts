// Boxes of the ISO base media file format: ISO/IEC 14496-12 §4.2.

/** Its content stands from `start` to `end`; the eight bytes before are size and type. */
export type Box = { readonly type: string; readonly start: number; readonly end: number };

/** The boxes between two places. @throws RangeError for one that ends beyond them */
export function boxes(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > to) throw new RangeError('box size');
    found.push({ type: text(view, at + 4), start: at + 8, end: at + size });
    at += size;
  }
  return found;
}

/** All boxes at the end of a path below one. @throws RangeError */
export function descend(view: DataView, from: Box, path: readonly string[]): Box[] {
  const [step, ...rest] = path;
  if (step === undefined) return [from];
  return boxes(view, from.start, from.end)
    .filter(({ type }) => type === step)
    .flatMap((box) => descend(view, box, rest));
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}

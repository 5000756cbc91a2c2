// Text in GBK, which holds all of GB 2312: what devices write. The platform has only a decoder, so its table is turned round.

const decoder = new TextDecoder('gb18030');
let table: ReadonlyMap<string, readonly [number, number]> | null = null;

/** GB 2312's own rows come last and so win where a character has two places. */
function readTable(): ReadonlyMap<string, readonly [number, number]> {
  const map = new Map<string, readonly [number, number]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const text = decoder.decode(Uint8Array.of(high, low));
      if (text.length === 1 && text !== '\ufffd') map.set(text, [high, low]);
    }
  return map;
}

/** @throws RangeError for a character that has no two-byte code */
export function gbkBytes(text: string): Buffer {
  table ??= readTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    const pair = table.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair) bytes.push(...pair);
    else throw new RangeError(`${character} cannot be written in GBK`);
  }
  return Buffer.from(bytes);
}

/** XML by the encoding that it declares; UTF-8 where it declares none. */
export function readXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 100)).toString('latin1');
  const [, declared = 'utf-8'] = /encoding\s*=\s*["']([\w-]+)["']/.exec(head) ?? [];
  return (/^gb/i.test(declared) ? decoder : new TextDecoder()).decode(bytes);
}

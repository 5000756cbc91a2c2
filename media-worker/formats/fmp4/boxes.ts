// ISO base media file format boxes: ISO/IEC 14496-12. A box is a value: bytes made from bytes.
import { concatBytes } from '../../media/bytes.ts';

const HEADER_BYTES = 8;

/** Big-endian unsigned integers one after another. */
export function u32s(...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value >>> 0);
  return out;
}

export function u16s(...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 2);
  const view = new DataView(out.buffer);
  for (const [index, value] of values.entries()) view.setUint16(index * 2, value & 0xffff);
  return out;
}

/** 64-bit unsigned, exact up to 2^53. */
export function u64(value: number): Uint8Array {
  return u32s(Math.floor(value / 0x1_0000_0000), value % 0x1_0000_0000);
}

/** Latin-1 text without a terminator. */
export function text(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}

export function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}

/** Size, four-character type, content. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, HEADER_BYTES);
  return concatBytes([u32s(size), text(type), ...content]);
}

/** A box that begins with a version and 24 bits of flags. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...content: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32s((version << 24) | flags), ...content);
}

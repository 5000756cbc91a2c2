/** The byte at `index`, 0 beyond the end. Check lengths first; this only satisfies the type of an index access. */
export function u8(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** Big-endian 16 bits at `index`. */
export function u16(bytes: Uint8Array, index: number): number {
  return (u8(bytes, index) << 8) | u8(bytes, index + 1);
}

/** Big-endian 24 bits at `index`. */
export function u24(bytes: Uint8Array, index: number): number {
  return (u8(bytes, index) << 16) | (u8(bytes, index + 1) << 8) | u8(bytes, index + 2);
}

/** Big-endian 32 bits at `index`, unsigned. */
export function u32(bytes: Uint8Array, index: number): number {
  return ((u8(bytes, index) << 24) | u24(bytes, index + 1)) >>> 0;
}

/** Same length and content. Not constant time: never for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** A copy, also of a `Buffer`, whose own `slice` gives a view of memory that the next read may overwrite. */
export function copyBytes(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** One array holding all parts in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

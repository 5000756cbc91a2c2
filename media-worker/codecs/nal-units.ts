// NAL unit framing shared by ITU-T H.264 and H.265: length prefixes (ISO/IEC 14496-15), start codes (Annex B), emulation prevention.
import { u8 } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { type Nalu, nalu } from '../media/track.ts';

/** A 4K IDR at high quality stays under 3 MB; more is nonsense or an attack. */
export const MAX_ACCESS_UNIT_BYTES = 4 * 1024 * 1024;
/** H.265 level 6.2 allows 600 slices a picture; SEI and parameter sets come on top. */
export const MAX_NALUS_PER_ACCESS_UNIT = 1024;

/** Splits `<length><NALU>…`. The NALUs are views of `bytes`. Empty NALUs are left out. @throws `malformed`, `overflow` */
export function splitLengthPrefixed(bytes: Uint8Array, lengthSize: number): Nalu[] {
  const nalus: Nalu[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset + lengthSize;
    let length = 0;
    for (let index = offset; index < start; index += 1) length = length * 256 + u8(bytes, index);
    if (start + length > bytes.length)
      throw new MediaError('malformed', `NALU of ${length} bytes does not fit`, { offset });
    if (length > 0) push(nalus, bytes.subarray(start, start + length));
    offset = start + length;
  }
  return nalus;
}

/** Splits a byte stream with start codes (Annex B). The NALUs are views of `bytes`. @throws `overflow` */
export function splitAnnexB(bytes: Uint8Array): Nalu[] {
  const nalus: Nalu[] = [];
  let end = startCodeEnd(bytes, 0);
  while (end >= 0) {
    const next = startCodeEnd(bytes, end + 1);
    pushTrimmed(nalus, bytes.subarray(end + 1, next < 0 ? bytes.length : next - 2));
    end = next;
  }
  return nalus;
}

/** Index of the 1 of the next `00 00 01`, -1 when there is none. A byte above 1 rules out all three places around it. */
function startCodeEnd(bytes: Uint8Array, from: number): number {
  let at = from + 2;
  while (at < bytes.length) {
    const byte = u8(bytes, at);
    if (byte === 0) at += 1;
    else if (byte === 1 && u8(bytes, at - 1) === 0 && u8(bytes, at - 2) === 0) return at;
    else at += 3;
  }
  return -1;
}

/** Puts a 4-byte length before every NALU. */
export function joinLengthPrefixed(nalus: readonly Nalu[]): Uint8Array {
  const joined = new Uint8Array(lengthPrefixedSize(nalus));
  writeLengthPrefixed(nalus, joined, 0);
  return joined;
}

/** Bytes that `writeLengthPrefixed` writes. */
export function lengthPrefixedSize(nalus: readonly Nalu[]): number {
  let size = 0;
  for (const unit of nalus) size += 4 + unit.length;
  return size;
}

/** Writes every NALU with a 4-byte length into `target` from `offset`; the caller has made room. */
export function writeLengthPrefixed(
  nalus: readonly Nalu[],
  target: Uint8Array,
  offset: number,
): void {
  let at = offset;
  for (const unit of nalus) {
    target[at] = unit.length >>> 24;
    target[at + 1] = unit.length >>> 16;
    target[at + 2] = unit.length >>> 8;
    target[at + 3] = unit.length;
    target.set(unit, at + 4);
    at += 4 + unit.length;
  }
}

/** Removes the emulation prevention bytes (00 00 03 → 00 00), giving the raw byte sequence payload. */
export function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const raw = new Uint8Array(bytes.length);
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    raw[length] = byte;
    length += 1;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return raw.subarray(0, length);
}

function pushTrimmed(nalus: Nalu[], bytes: Uint8Array): void {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  if (end > 0) push(nalus, bytes.subarray(0, end));
}

function push(nalus: Nalu[], bytes: Uint8Array): void {
  if (nalus.length >= MAX_NALUS_PER_ACCESS_UNIT)
    throw new MediaError('overflow', `more than ${MAX_NALUS_PER_ACCESS_UNIT} NALUs in a picture`);
  nalus.push(nalu(bytes));
}

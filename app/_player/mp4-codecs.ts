// What media source extensions want to know before the first byte: ISO/IEC 14496-12 boxes, RFC 6381 names.
import { type Box, boxes, descend } from './mp4-boxes.ts';

const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;
/** Version and flags, and the number of entries. */
const STSD_HEADER_BYTES = 8;

/**
 * The codecs of every track that the `moov` in these bytes announces, picture first as it comes;
 * null where there is no `moov`. @throws RangeError for boxes that end beyond the bytes
 */
export function codecsOf(bytes: Uint8Array): readonly string[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const moov = boxes(view, 0, view.byteLength).find(({ type }) => type === 'moov');
  if (moov === undefined) return null;
  return boxes(view, moov.start, moov.end)
    .filter(({ type }) => type === 'trak')
    .flatMap((trak) => descend(view, trak, ['mdia', 'minf', 'stbl', 'stsd']))
    .flatMap((stsd) => boxes(view, stsd.start + STSD_HEADER_BYTES, stsd.end))
    .map((entry) => nameOf(view, entry));
}

function nameOf(view: DataView, { type, start, end }: Box): string {
  const inner = (header: number, wanted: string) =>
    boxes(view, start + header, end).find((box) => box.type === wanted);
  switch (type) {
    case 'avc1':
    case 'avc3': {
      const config = inner(VISUAL_ENTRY_BYTES, 'avcC');
      return config ? `${type}.${hex(view, config.start + 1, 3)}` : type;
    }
    case 'hvc1':
    case 'hev1': {
      const config = inner(VISUAL_ENTRY_BYTES, 'hvcC');
      return config ? `${type}.${hevcProfile(view, config.start)}` : type;
    }
    case 'mp4a': {
      const config = inner(AUDIO_ENTRY_BYTES, 'esds');
      return config ? `mp4a.40.${audioObjectType(view, config)}` : type;
    }
    default:
      return type;
  }
}

function hex(view: DataView, at: number, count: number): string {
  return Array.from({ length: count }, (_, index) =>
    view
      .getUint8(at + index)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
}

/** ISO/IEC 14496-15 annex E.3: profile, compatibility with its bits reversed, tier and level, constraints. */
function hevcProfile(view: DataView, at: number): string {
  const first = view.getUint8(at + 1);
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit += 1)
    if ((view.getUint32(at + 2) >>> bit) & 1) compatibility |= 1 << (31 - bit);
  const constraints = [0, 1, 2, 3, 4, 5].map((index) => view.getUint8(at + 6 + index));
  const meant = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1);
  return [
    `${space}${first & 0x1f}`,
    (compatibility >>> 0).toString(16).toUpperCase(),
    `${tier}${view.getUint8(at + 12)}`,
    ...meant.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

const DECODER_SPECIFIC = 0x05;
/** Descriptors that hold others, and how many bytes of their own come first (ISO/IEC 14496-1 §7.2.6). */
const HOLDERS: Readonly<Record<number, number>> = { 3: 3, 4: 13 };

function audioObjectType(view: DataView, esds: Box): number {
  let at = esds.start + 4;
  while (at < esds.end) {
    const tag = view.getUint8(at);
    do at += 1;
    while ((view.getUint8(at) & 0x80) !== 0);
    at += 1;
    if (tag === DECODER_SPECIFIC) return view.getUint8(at) >> 3;
    at += HOLDERS[tag] ?? view.getUint8(at - 1) & 0x7f;
  }
  return 2; // AAC-LC is what nearly every camera sends
}

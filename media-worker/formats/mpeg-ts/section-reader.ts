// Sections over transport packets: ISO/IEC 13818-1 §2.4.4.
import { concatBytes, copyBytes, u8, u16 } from '../../media/bytes.ts';
import type { TsPacket } from './packet-reader.ts';
import { sectionCrc } from './tables.ts';

/** Program tables are at most 1021 bytes behind their length field. */
const MAX_SECTION_BYTES = 1024;
const HEADER_BYTES = 3;
const STUFFING = 0xff;

/** Puts the sections of one PID together. Sections with a wrong checksum are left out. */
export class SectionReader {
  #pending: Uint8Array | null = null;

  /** Whole sections, without anything around them. */
  push({ payload, starts }: TsPacket): Uint8Array[] {
    if (!starts) return this.#pending ? this.#cut(concatBytes([this.#pending, payload])) : [];
    const pointer = 1 + u8(payload, 0);
    const before = this.#pending
      ? this.#cut(concatBytes([this.#pending, payload.subarray(1, pointer)]))
      : [];
    return [...before, ...this.#cut(payload.subarray(pointer))];
  }

  /** A packet was lost: the section begun is not whole. */
  lost(): void {
    this.#pending = null;
  }

  #cut(bytes: Uint8Array): Uint8Array[] {
    const sections: Uint8Array[] = [];
    this.#pending = null;
    for (let at = 0; at < bytes.length && bytes[at] !== STUFFING; ) {
      const end = at + HEADER_BYTES + (u16(bytes, at + 1) & 0x0fff);
      if (at + HEADER_BYTES > bytes.length || end > bytes.length) {
        if (bytes.length - at < MAX_SECTION_BYTES) this.#pending = copyBytes(bytes, at);
        break;
      }
      const section = bytes.subarray(at, end);
      if (sectionCrc(section) === 0) sections.push(section);
      at = end;
    }
    return sections;
  }
}

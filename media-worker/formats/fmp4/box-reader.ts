// ISO base media file format boxes read: ISO/IEC 14496-12 §4.2.
import { ByteReader } from '../../media/byte-reader.ts';
import { u32 } from '../../media/bytes.ts';
import { hexHead, MediaError } from '../../media/errors.ts';

/** `content` is a view behind the header. */
export type Box = { readonly type: string; readonly content: Uint8Array };
/** Where a box starts, where its content starts, where it ends. */
export type BoxHead = {
  readonly type: string;
  readonly start: number;
  readonly content: number;
  readonly end: number;
};

/** A movie box has below twenty children, a fragment as many as tracks. */
const MAX_CHILDREN = 1_024;

/** The header at `start`, `null` while it is not all there. A size of 0 ("to the end") is not for streams. @throws `malformed` */
export function boxHead(bytes: Uint8Array, start: number): BoxHead | null {
  if (bytes.length - start < 8) return null;
  const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
  let size = u32(bytes, start);
  let header = 8;
  if (size === 1) {
    if (bytes.length - start < 16) return null;
    size = u32(bytes, start + 8) * 2 ** 32 + u32(bytes, start + 12);
    header = 16;
  }
  if (size < header || size > Number.MAX_SAFE_INTEGER)
    throw new MediaError('malformed', 'a box has an impossible size', {
      code: 'mp4.bad-box',
      hex: hexHead(bytes.subarray(start)),
    });
  return { type, start, content: start + header, end: start + size };
}

/** The boxes in `bytes`, one after the other. @throws `malformed`, `overflow` */
export function boxes(bytes: Uint8Array): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const head = boxHead(bytes, at);
    if (!head || head.end > bytes.length)
      throw new MediaError('malformed', 'a box does not fit into the one around it', {
        code: 'mp4.bad-box',
      });
    found.push({ type: head.type, content: bytes.subarray(head.content, head.end) });
    if (found.length > MAX_CHILDREN)
      throw new MediaError('overflow', 'a box has too many children', { code: 'mp4.bad-box' });
    at = head.end;
  }
  return found;
}

/** Content of the first box of this path; `null` when there is none. @throws `malformed` */
export function boxAt(bytes: Uint8Array, ...path: readonly string[]): Uint8Array | null {
  let content: Uint8Array | null = bytes;
  for (const type of path)
    content = content && (boxes(content).find((box) => box.type === type)?.content ?? null);
  return content;
}

/** Version and flags, and a reader behind them. @throws `malformed` */
export function fullBoxReader(content: Uint8Array): {
  version: number;
  flags: number;
  reader: ByteReader;
} {
  const reader = new ByteReader(content);
  const version = reader.u8();
  return { version, flags: reader.u24(), reader };
}

/** 64 bits, exact up to 2^53. */
export function readU64(reader: ByteReader): number {
  return reader.u32() * 2 ** 32 + reader.u32();
}

import { MAX_FRAME_HEADER_BYTES, writeBinaryHeader } from '../protocols/ws/frames.ts';

/** Bytes joined once and handed to every viewer: as they are, and as one WebSocket frame. Never written to again. */
export type Batch = { readonly plain: Buffer; readonly framed: Buffer };

/** Joins parts with room for a WebSocket header before them, so that both forms share the same memory. */
export function joinBatch(parts: readonly Uint8Array[]): Batch {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  const joined = Buffer.allocUnsafe(MAX_FRAME_HEADER_BYTES + bytes);
  let at = MAX_FRAME_HEADER_BYTES;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  const start = writeBinaryHeader(joined, MAX_FRAME_HEADER_BYTES, bytes);
  return { plain: joined.subarray(MAX_FRAME_HEADER_BYTES), framed: joined.subarray(start) };
}

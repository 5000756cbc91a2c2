import { TAG_HEADER_BYTES } from './constants.ts';

/** A tag with its header and its PreviousTagSize in place; the body starts at `TAG_HEADER_BYTES` and is to be filled. */
export function emptyTag(type: number, timestampMs: number, bodyBytes: number): Buffer {
  const tag = Buffer.allocUnsafe(TAG_HEADER_BYTES + bodyBytes + 4);
  tag[0] = type;
  tag.writeUIntBE(bodyBytes, 1, 3);
  tag.writeUIntBE(timestampMs & 0xffffff, 4, 3);
  tag[7] = (timestampMs >>> 24) & 0xff;
  tag.writeUIntBE(0, 8, 3); // StreamID
  tag.writeUInt32BE(TAG_HEADER_BYTES + bodyBytes, TAG_HEADER_BYTES + bodyBytes);
  return tag;
}

/** A tag around a body. */
export function tagOf(type: number, timestampMs: number, body: Uint8Array): Buffer {
  const tag = emptyTag(type, timestampMs, body.length);
  tag.set(body, TAG_HEADER_BYTES);
  return tag;
}

/** The 9-byte file header and PreviousTagSize0. */
export function fileHeader(hasVideo: boolean, hasAudio: boolean): Buffer {
  const flags = (hasAudio ? 4 : 0) | (hasVideo ? 1 : 0);
  return Buffer.from([0x46, 0x4c, 0x56, 1, flags, 0, 0, 0, 9, 0, 0, 0, 0]);
}

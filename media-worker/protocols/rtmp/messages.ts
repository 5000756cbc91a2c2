// RTMP message types (Adobe RTMP 1.0 §5.4, §6, §7).
import { ByteWriter } from '../../media/byte-writer.ts';

export const MESSAGE = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAckSize: 5,
  peerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  dataAmf0: 18,
  commandAmf0: 20,
} as const;

/** One whole message. The body is the receiver's own memory. */
export type RtmpMessage = {
  readonly type: number;
  readonly streamId: number;
  readonly timestampMs: number;
  readonly body: Uint8Array;
};

/** Chunk stream ids we send on: 2 is for protocol control, 3 for commands, 4 for everything players get. */
const CONTROL_CHUNK_STREAM = 2;
export const COMMAND_CHUNK_STREAM = 3;
export const MEDIA_CHUNK_STREAM = 4;
/** What both sides cut by until they say otherwise (§5.4.1). */
export const DEFAULT_CHUNK_SIZE = 128;

const FULL_HEADER_BYTES = 12;
const EXTENDED = 0xff_ffff;

/** A message as chunks: a full header, then fmt 3 continuations. Depends on its arguments alone, so that it can be shared. */
export function writeMessage(
  message: RtmpMessage,
  chunkStreamId: number,
  chunkSize: number,
): Uint8Array {
  const { body, type, streamId, timestampMs } = message;
  const extended = timestampMs >= EXTENDED;
  const extraBytes = extended ? 4 : 0;
  const continuations = Math.max(0, Math.ceil(body.length / chunkSize) - 1);
  const bytes = Buffer.allocUnsafe(
    FULL_HEADER_BYTES + extraBytes + body.length + continuations * (1 + extraBytes),
  );
  bytes[0] = chunkStreamId;
  bytes.writeUIntBE(extended ? EXTENDED : timestampMs, 1, 3);
  bytes.writeUIntBE(body.length, 4, 3);
  bytes[7] = type;
  bytes.writeUInt32LE(streamId, 8); // little-endian, alone in RTMP
  if (extended) bytes.writeUInt32BE(timestampMs, FULL_HEADER_BYTES);
  let at = FULL_HEADER_BYTES + extraBytes;
  bytes.set(body.subarray(0, chunkSize), at);
  at += Math.min(chunkSize, body.length);
  for (let from = chunkSize; from < body.length; from += chunkSize) {
    bytes[at] = 0xc0 | chunkStreamId;
    if (extended) bytes.writeUInt32BE(timestampMs, at + 1);
    at += 1 + extraBytes;
    bytes.set(body.subarray(from, from + chunkSize), at);
    at += Math.min(chunkSize, body.length - from);
  }
  return bytes;
}

/** A protocol control message with one 32-bit number. */
export function controlMessage(type: number, value: number, ...more: number[]): Uint8Array {
  const body = new ByteWriter().u32(value);
  for (const byte of more) body.u8(byte);
  return writeMessage(
    { type, streamId: 0, timestampMs: 0, body: body.finish() },
    CONTROL_CHUNK_STREAM,
    DEFAULT_CHUNK_SIZE,
  );
}

/** User control events (§7.1.7). */
export const USER_CONTROL = { streamBegin: 0, streamEof: 1 } as const;

/** A user control message about a stream. */
export function userControlOf(
  event: (typeof USER_CONTROL)[keyof typeof USER_CONTROL],
  streamId: number,
): Uint8Array {
  const body = new ByteWriter().u16(event).u32(streamId).finish();
  return writeMessage(
    { type: MESSAGE.userControl, streamId: 0, timestampMs: 0, body },
    CONTROL_CHUNK_STREAM,
    DEFAULT_CHUNK_SIZE,
  );
}

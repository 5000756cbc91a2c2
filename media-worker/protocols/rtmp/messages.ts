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

/** Chunk stream ids we send on: 2 is for protocol control, 3 for commands. */
const CONTROL_CHUNK_STREAM = 2;
export const COMMAND_CHUNK_STREAM = 3;

/** A message as chunks: a full header, then fmt 3 continuations. */
export function writeMessage(
  message: RtmpMessage,
  chunkStreamId: number,
  chunkSize: number,
): Uint8Array {
  const { body, type, streamId, timestampMs } = message;
  const writer = new ByteWriter();
  const extended = timestampMs >= 0xff_ffff;
  writer.u8(chunkStreamId).u24(extended ? 0xff_ffff : timestampMs);
  writer.u24(body.length).u8(type);
  for (const shift of [0, 8, 16, 24]) writer.u8(streamId >>> shift); // little-endian, alone in RTMP
  if (extended) writer.u32(timestampMs);
  writer.bytes(body.subarray(0, chunkSize));
  for (let at = chunkSize; at < body.length; at += chunkSize) {
    writer.u8(0xc0 | chunkStreamId);
    if (extended) writer.u32(timestampMs);
    writer.bytes(body.subarray(at, at + chunkSize));
  }
  return writer.finish();
}

/** A protocol control message with one 32-bit number. */
export function controlMessage(type: number, value: number, ...more: number[]): Uint8Array {
  const body = new ByteWriter().u32(value);
  for (const byte of more) body.u8(byte);
  return writeMessage(
    { type, streamId: 0, timestampMs: 0, body: body.finish() },
    CONTROL_CHUNK_STREAM,
    128,
  );
}

/** User control "stream begin" (§7.1.7). */
export function streamBegin(streamId: number): Uint8Array {
  const body = new ByteWriter().u16(0).u32(streamId).finish();
  return writeMessage(
    { type: MESSAGE.userControl, streamId: 0, timestampMs: 0, body },
    CONTROL_CHUNK_STREAM,
    128,
  );
}

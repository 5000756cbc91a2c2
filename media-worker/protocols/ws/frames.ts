// WebSocket frames (RFC 6455 §5): headers we write, and the small frames that players and talkers send.
import { u8 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Longest header of an unmasked frame. */
export const MAX_FRAME_HEADER_BYTES = 10;
/** Control frames hold 125 bytes at most; a player has nothing else to say to us. */
const MAX_CONTROL_PAYLOAD = 125;
const MAX_REASON_BYTES = 123;
const LENGTH_IN_16_BITS = 126;
const MASK_BYTES = 4;

/** Writes the header of a binary frame so that it ends at `end`; returns where it starts. */
export function writeBinaryHeader(target: Buffer, end: number, payloadBytes: number): number {
  const start = end - headerBytes(payloadBytes);
  target[start] = 0x80 | OPCODE.binary;
  if (payloadBytes < 126) target[start + 1] = payloadBytes;
  else if (payloadBytes <= 0xffff) {
    target[start + 1] = 126;
    target.writeUInt16BE(payloadBytes, start + 2);
  } else {
    target[start + 1] = 127;
    target.writeBigUInt64BE(BigInt(payloadBytes), start + 2);
  }
  return start;
}

/** A close frame; the reason is cut to what fits. */
export function closeFrame(code: number, reason: string): Buffer {
  const text = Buffer.from(reason).subarray(0, MAX_REASON_BYTES);
  const frame = Buffer.alloc(4 + text.length);
  frame[0] = 0x80 | OPCODE.close;
  frame[1] = 2 + text.length;
  frame.writeUInt16BE(code, 2);
  text.copy(frame, 4);
  return frame;
}

/** A message of text; at most 125 bytes. */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x80 | OPCODE.text, bytes.length]), bytes]);
}

/** The answer to a ping. */
export function pongFrame(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x80 | OPCODE.pong, payload.length]), payload]);
}

export type ClientFrame = { readonly opcode: number; readonly payload: Uint8Array };

/** Reads a client's frames in any pieces. Frames larger than `maxPayloadBytes` (at most 65 535) end the connection. */
export class ClientFrameReader {
  readonly #maxPayloadBytes: number;
  #pending: Buffer = Buffer.alloc(0);

  constructor(maxPayloadBytes = MAX_CONTROL_PAYLOAD) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /** @throws `malformed` for unmasked frames, `overflow` for large ones */
  push(bytes: Uint8Array): ClientFrame[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const frames: ClientFrame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): ClientFrame | null {
    const bytes = this.#pending;
    if (bytes.length < 2) return null;
    const short = u8(bytes, 1) & 0x7f;
    if ((u8(bytes, 1) & 0x80) === 0)
      throw new MediaError('malformed', 'unmasked WebSocket frame', { code: 'ws.unmasked' });
    const isLong = short === LENGTH_IN_16_BITS && this.#maxPayloadBytes > MAX_CONTROL_PAYLOAD;
    if (isLong && bytes.length < 4) return null;
    const length = isLong ? bytes.readUInt16BE(2) : short;
    if (length > this.#maxPayloadBytes || (short > MAX_CONTROL_PAYLOAD && !isLong))
      throw new MediaError('overflow', 'WebSocket frame too large', { code: 'ws.too-large' });
    const mask = isLong ? 4 : 2;
    const start = mask + MASK_BYTES;
    if (bytes.length < start + length) return null;
    const payload = Uint8Array.from(
      bytes.subarray(start, start + length),
      (byte, at) => byte ^ u8(bytes, mask + (at & 3)),
    );
    this.#pending = bytes.subarray(start + length);
    return { opcode: u8(bytes, 0) & 0x0f, payload };
  }
}

function headerBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes <= 0xffff ? 4 : 10;
}

// WebSocket (RFC 6455) seen from the client: handshake fields, and a server's frames read in any pieces.
import { createHash, randomBytes } from 'node:crypto';
import { concatBytes, copyBytes, u8, u16, u32 } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { OPCODE } from './frames.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_CONTROL_BYTES = 125;
const MASK_BYTES = 4;

/** Headers that ask for a WebSocket, and what the server must answer with. */
export function webSocketRequest(): { headers: Record<string, string>; accept: string } {
  const key = randomBytes(16).toString('base64');
  return {
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key,
    },
    accept: createHash('sha1')
      .update(key + GUID)
      .digest('base64'),
  };
}

/** A frame of up to 64 KB as clients must send it, masked. */
export function maskedFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const mask = randomBytes(MASK_BYTES);
  const masked = Uint8Array.from(payload, (byte, at) => byte ^ u8(mask, at & 3));
  const { length } = payload;
  const head =
    length <= MAX_CONTROL_BYTES ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return concatBytes([Uint8Array.of(0x80 | opcode, ...head), mask, masked]);
}

/** What a server's bytes held: data as it came, without waiting for whole frames; control frames whole. */
export type ServerFrames = {
  readonly data: readonly Uint8Array[];
  readonly pings: readonly Uint8Array[];
  readonly closed: boolean;
};

/** Reads a server's frames. Binary payload is handed on at once, so a frame of any size costs no memory. */
export class ServerFrameReader {
  #pending: Uint8Array = new Uint8Array(0);
  #dataLeft = 0;

  /** Data are views of `bytes` where they lie in it. @throws `malformed` for masked frames and broken control frames */
  push(bytes: Uint8Array): ServerFrames {
    const all = this.#pending.length > 0 ? concatBytes([this.#pending, bytes]) : bytes;
    const data: Uint8Array[] = [];
    const pings: Uint8Array[] = [];
    let at = 0;
    let closed = false;
    while (at < all.length && !closed) {
      if (this.#dataLeft > 0) {
        const piece = all.subarray(at, at + this.#dataLeft);
        data.push(piece);
        this.#dataLeft -= piece.length;
        at += piece.length;
        continue;
      }
      const head = frameHead(all, at);
      if (!head) break;
      const isControl = head.opcode >= OPCODE.close;
      if (isControl && all.length < head.end + head.length) break;
      at = head.end + (isControl ? head.length : 0);
      if (!isControl) this.#dataLeft = head.length;
      if (head.opcode === OPCODE.ping) pings.push(copyBytes(all, head.end, at));
      closed = head.opcode === OPCODE.close;
    }
    this.#pending = closed ? new Uint8Array(0) : copyBytes(all, at);
    return { data, pings, closed };
  }
}

type FrameHead = { readonly opcode: number; readonly length: number; readonly end: number };

/** Where the payload starts and how long it is; `null` while the header is not all there. */
function frameHead(bytes: Uint8Array, at: number): FrameHead | null {
  if (bytes.length - at < 2) return null;
  const opcode = u8(bytes, at) & 0x0f;
  const short = u8(bytes, at + 1);
  if (short & 0x80)
    throw new MediaError('malformed', 'masked frame from a server', { code: 'ws.masked' });
  if (opcode >= OPCODE.close && short > MAX_CONTROL_BYTES)
    throw new MediaError('malformed', 'control frame too long', { code: 'ws.bad-control' });
  const wide = short === 127 ? 8 : short === 126 ? 2 : 0;
  if (bytes.length - at < 2 + wide) return null;
  if (wide === 0) return { opcode, length: short, end: at + 2 };
  if (wide === 2) return { opcode, length: u16(bytes, at + 2), end: at + 4 };
  const high = u32(bytes, at + 2);
  if (high >= 0x20_0000)
    throw new MediaError('malformed', 'impossible frame length', { code: 'ws.bad-length' });
  return { opcode, length: high * 2 ** 32 + u32(bytes, at + 6), end: at + 10 };
}

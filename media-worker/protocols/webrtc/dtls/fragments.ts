// Handshake messages in fragments: RFC 6347 §4.2.2 and §4.2.3.
import { u8, u16, u24 } from '../../../media/bytes.ts';

/** Type, length, message number, fragment offset and length. */
const HEADER_BYTES = 12;
/** A chain of a few certificates; a browser's own is below 500 bytes, its hello below 2 KB. */
const MAX_MESSAGE_BYTES = 16 * 1024;
/** A flight has five messages; what lies farther ahead comes again. */
const MAX_AHEAD = 8;
/** The largest fragment that fits a datagram everywhere, headers and tag aside. */
const MAX_FRAGMENT_BYTES = 1_100;

/** One whole message. `bytes` is header and body as the transcript hash wants them: as if never cut. */
export type HandshakeMessage = {
  readonly type: number;
  readonly body: Uint8Array;
  readonly bytes: Uint8Array;
};

type Assembly = {
  readonly type: number;
  readonly body: Uint8Array;
  readonly have: Uint8Array;
  missing: number;
};

/** Puts a peer's messages together and in order. Bounded; fragments that contradict each other are left out. */
export class HandshakeReader {
  readonly #open = new Map<number, Assembly>();
  #next = 0;
  #repeated = false;

  /** Whether something old came since the last call: the peer has not got our answer. */
  takeRepeated(): boolean {
    const repeated = this.#repeated;
    this.#repeated = false;
    return repeated;
  }

  /** The body of one handshake record → the messages that became whole. */
  push(record: Uint8Array): HandshakeMessage[] {
    for (let at = 0; at + HEADER_BYTES <= record.length; ) {
      const end = at + HEADER_BYTES + u24(record, at + 9);
      if (end > record.length) break;
      this.#fragment(record.subarray(at, end));
      at = end;
    }
    return this.#whole();
  }

  #fragment(fragment: Uint8Array): void {
    const number = u16(fragment, 4);
    if (number < this.#next) this.#repeated = true;
    if (number < this.#next || number >= this.#next + MAX_AHEAD) return;
    const total = u24(fragment, 1);
    const offset = u24(fragment, 6);
    const piece = fragment.subarray(HEADER_BYTES);
    if (total > MAX_MESSAGE_BYTES || offset + piece.length > total) return;
    const assembly = this.#open.get(number) ?? this.#begin(number, u8(fragment, 0), total);
    if (assembly.body.length !== total || assembly.type !== u8(fragment, 0)) return;
    for (const [index, byte] of piece.entries()) {
      if (u8(assembly.have, offset + index) === 1) continue;
      assembly.have[offset + index] = 1;
      assembly.body[offset + index] = byte;
      assembly.missing -= 1;
    }
  }

  #begin(number: number, type: number, total: number): Assembly {
    const [body, have] = [new Uint8Array(total), new Uint8Array(total)];
    const assembly = { type, body, have, missing: total };
    this.#open.set(number, assembly);
    return assembly;
  }

  #whole(): HandshakeMessage[] {
    const messages: HandshakeMessage[] = [];
    for (let next = this.#open.get(this.#next); next?.missing === 0; ) {
      this.#open.delete(this.#next);
      messages.push(handshakeMessage(next.type, this.#next, next.body));
      this.#next += 1;
      next = this.#open.get(this.#next);
    }
    return messages;
  }
}

/** A message of ours, number `number` of the handshake. */
export function handshakeMessage(type: number, number: number, body: Uint8Array): HandshakeMessage {
  return { type, body, bytes: Buffer.concat([header(type, number, body.length), body]) };
}

/** Cuts a message so that each piece fits one record and datagram. */
export function fragmentsOf(message: HandshakeMessage): Uint8Array[] {
  const { type, body, bytes } = message;
  if (bytes.length <= MAX_FRAGMENT_BYTES) return [bytes];
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += MAX_FRAGMENT_BYTES) {
    const piece = body.subarray(at, at + MAX_FRAGMENT_BYTES);
    const head = header(type, u16(bytes, 4), body.length, at, piece.length);
    pieces.push(Buffer.concat([head, piece]));
  }
  return pieces;
}

function header(type: number, number: number, total: number, offset = 0, length = total): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt8(type, 0);
  head.writeUIntBE(total, 1, 3);
  head.writeUInt16BE(number, 4);
  head.writeUIntBE(offset, 6, 3);
  head.writeUIntBE(length, 9, 3);
  return head;
}

// RTMP handshake (Adobe RTMP 1.0 §5.2), simple form: every encoder in use accepts it.
import { randomBytes } from 'node:crypto';
import { hexHead, MediaError } from '../../media/errors.ts';

const PACKET_BYTES = 1536;
const VERSION = 3;

/** The server's side: reads C0, C1 and C2 in any pieces. */
export class ServerHandshake {
  #received = Buffer.alloc(0);
  #answered = false;

  /** `reply` is to be sent; `rest` is what follows the handshake, `null` while it is not over. @throws `malformed` */
  push(bytes: Uint8Array): { reply: Uint8Array | null; rest: Uint8Array | null } {
    this.#received = Buffer.concat([this.#received, bytes]);
    if (this.#received.length > 0 && this.#received[0] !== VERSION)
      throw new MediaError('malformed', 'not an RTMP handshake', {
        code: 'rtmp.bad-handshake',
        hex: hexHead(bytes),
      });
    const reply = this.#answer();
    const whole = 1 + 2 * PACKET_BYTES;
    if (this.#received.length < whole) return { reply, rest: null };
    return { reply, rest: this.#received.subarray(whole) };
  }

  #answer(): Uint8Array | null {
    if (this.#answered || this.#received.length < 1 + PACKET_BYTES) return null;
    this.#answered = true;
    const s1 = Buffer.concat([Buffer.alloc(8), randomBytes(PACKET_BYTES - 8)]);
    return Buffer.concat([
      Buffer.from([VERSION]),
      s1,
      this.#received.subarray(1, 1 + PACKET_BYTES),
    ]);
  }
}

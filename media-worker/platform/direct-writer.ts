import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Node's own field: `null` once the socket is closed, with the file descriptor where the system has such (not on Windows). */
type Handle = { readonly fd?: number };
type WithHandle = { readonly _handle?: Handle | null };

/**
 * Gives a socket's bytes to the kernel by one system call, past the queue and callbacks of the stream, which cost a tenth of
 * it; what the kernel does not take, and every error, is left to the socket. Sockets under TLS, with bytes queued, or
 * without a file descriptor are written to as usual. A socket's idle timeout does not hear of it. With thousands of sockets
 * most of the rest is waiting for memory, so the descriptor is asked for once and few objects are touched.
 */
export class DirectWriter {
  readonly #socket: Socket;
  #handle: Handle | null = null;
  #descriptor = -1;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** False when a part of it, or of an earlier write, waits in the socket. */
  write(bytes: Buffer): boolean {
    const socket = this.#socket;
    const taken = isIdle(socket) ? this.#given(bytes) : 0;
    if (taken === bytes.length) return true;
    socket.write(taken === 0 ? bytes : bytes.subarray(taken));
    return socket.writableLength === 0;
  }

  #given(bytes: Buffer): number {
    const handle = (this.#socket as WithHandle)._handle ?? null;
    // Closed: its number may be another's by now.
    if (handle !== this.#handle) this.#know(handle);
    if (this.#descriptor < 0) return 0;
    try {
      return writeSync(this.#descriptor, bytes);
    } catch {
      // Full (EAGAIN) or gone: the socket waits, or tells.
      return 0;
    }
  }

  /** Once for each socket, whatever it turns out to be; one that still connects is asked again. */
  #know(handle: Handle | null): void {
    const socket = this.#socket;
    this.#handle = socket.connecting ? null : handle;
    const isPlain = !socket.connecting && !('encrypted' in socket);
    this.#descriptor = isPlain ? (handle?.fd ?? -1) : -1;
  }
}

function isIdle(socket: Socket): boolean {
  return socket.writable && socket.writableLength === 0 && socket.writableCorked === 0;
}

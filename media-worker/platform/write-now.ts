import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Node's own field: the file descriptor of a plain TCP socket where the system has such (not on Windows). */
type WithHandle = { readonly _handle?: { readonly fd?: number } | null };

/**
 * Gives bytes to the kernel by one system call, past the queue and callbacks of the stream, which cost a tenth of it; what
 * the kernel does not take, and every error, is left to the socket. Sockets under TLS, with bytes queued, or without a file
 * descriptor are written to as usual. A socket's idle timeout does not hear of it.
 */
export function writeNow(socket: Socket, bytes: Buffer): void {
  const taken = isIdle(socket) ? given(descriptorOf(socket), bytes) : 0;
  if (taken < bytes.length) socket.write(taken === 0 ? bytes : bytes.subarray(taken));
}

function isIdle(socket: Socket): boolean {
  return socket.writable && socket.writableLength === 0 && socket.writableCorked === 0;
}

function descriptorOf(socket: Socket): number {
  if (socket.connecting || 'encrypted' in socket) return -1;
  return (socket as WithHandle)._handle?.fd ?? -1;
}

function given(descriptor: number, bytes: Buffer): number {
  if (descriptor < 0) return 0;
  try {
    return writeSync(descriptor, bytes);
  } catch {
    // Full (EAGAIN) or gone: the socket waits, or tells.
    return 0;
  }
}

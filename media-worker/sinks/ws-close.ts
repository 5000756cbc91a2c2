import type { Socket } from 'node:net';
import { closeFrame } from '../protocols/ws/frames.ts';
import { playCloseCode } from './play-error.ts';

/** A peer that does not answer our close frame is gone. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Closes a WebSocket with the code of why; the reason is JSON: `{code, message}`. */
export function closeWebSocket(
  socket: Socket,
  end: { readonly code: string; readonly message: string },
): void {
  if (socket.destroyed) return;
  socket.end(closeFrame(playCloseCode(end.code), JSON.stringify(end)));
  setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS).unref();
}

import type { Socket } from 'node:net';
import {
  type ClientFrame,
  ClientFrameReader,
  closeFrame,
  OPCODE,
  pongFrame,
} from '../protocols/ws/frames.ts';
import type { WebFormat } from './live-format.ts';
import type { ViewerTransport } from './viewer.ts';
import { closeWebSocket } from './ws-close.ts';

const WS_NAMES = {
  flv: 'ws-flv',
  'flv-legacy': 'ws-flv',
  'flv-opus': 'ws-flv',
  fmp4: 'ws-fmp4',
  ts: 'ws-ts',
} as const satisfies Record<WebFormat, string>;

const NO_PROLOGUE = Buffer.alloc(0);

/** A viewer over WebSocket, its handshake answered already. The close reason is JSON: `{code, message}`. */
export function wsTransport(socket: Socket, format: WebFormat): ViewerTransport {
  answerClient(socket);
  return {
    format: WS_NAMES[format],
    framed: true,
    socket,
    prologue: NO_PROLOGUE,
    finish: (end) => closeWebSocket(socket, end),
  };
}

/** Players send pings and a close; anything malformed ends the connection. */
function answerClient(socket: Socket): void {
  const reader = new ClientFrameReader();
  socket.on('data', (bytes) => {
    try {
      for (const frame of reader.push(bytes)) answer(socket, frame);
    } catch {
      socket.destroy(); // coded error is of no use to a peer that does not speak WebSocket
    }
  });
}

function answer(socket: Socket, frame: ClientFrame): void {
  if (frame.opcode === OPCODE.ping) socket.write(pongFrame(frame.payload));
  if (frame.opcode === OPCODE.close) socket.end(closeFrame(1000, ''));
}

import type { Socket } from 'node:net';
import { jsonResponse, responseHead } from '../protocols/http/head.ts';
import { playStatus } from './play-error.ts';
import type { ViewerTransport } from './viewer.ts';

const PROLOGUE = responseHead(200, {
  'Content-Type': 'video/x-flv',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
});

/** A viewer over plain HTTP: no chunked encoding, the connection's end is the stream's end. */
export function httpFlvTransport(socket: Socket): ViewerTransport {
  return {
    format: 'http-flv',
    socket,
    prologue: PROLOGUE,
    finish: (end, started) => {
      if (started) socket.destroy();
      else socket.end(jsonResponse(playStatus(end.code), end), () => socket.destroySoon());
    },
  };
}

import type { Socket } from 'node:net';
import { jsonResponse, responseHead } from '../protocols/http/head.ts';
import { CONTENT_TYPES, type WebFormat } from './live-format.ts';
import { playStatus } from './play-error.ts';
import type { ViewerTransport } from './viewer.ts';

const HTTP_NAMES = {
  flv: 'http-flv',
  'flv-legacy': 'http-flv',
  'flv-opus': 'http-flv',
  fmp4: 'http-fmp4',
  ts: 'http-ts',
} as const satisfies Record<WebFormat, string>;

function prologue(format: WebFormat): Buffer {
  return responseHead(200, {
    'Content-Type': CONTENT_TYPES[format],
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
}

const PROLOGUES = {
  flv: prologue('flv'),
  'flv-legacy': prologue('flv-legacy'),
  'flv-opus': prologue('flv-opus'),
  fmp4: prologue('fmp4'),
  ts: prologue('ts'),
} as const satisfies Record<WebFormat, Buffer>;

/** A viewer over plain HTTP: no chunked encoding, the connection's end is the stream's end. */
export function httpTransport(socket: Socket, format: WebFormat): ViewerTransport {
  return {
    format: HTTP_NAMES[format],
    framed: false,
    socket,
    prologue: PROLOGUES[format],
    finish: (end, started) => {
      if (started) socket.destroy();
      else socket.end(jsonResponse(playStatus(end.code), end), () => socket.destroySoon());
    },
  };
}

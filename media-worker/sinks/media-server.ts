import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import type { HttpAnswer } from '../protocols/http/answer.ts';
import { CORS_HEADERS, jsonResponse, responseHead } from '../protocols/http/head.ts';
import { acceptHandshake } from '../protocols/ws/handshake.ts';
import { httpTransport } from './http-live.ts';
import { playStatus } from './play-error.ts';
import { decidePlay, type SuitingGate } from './play-request.ts';
import type { Viewers } from './viewers.ts';
import type { SignallingRequest } from './webrtc-requests.ts';
import { wsTransport } from './ws-live.ts';

const gzip = promisify(gzipCallback);

/** Slow headers: a browser's request arrives in one packet. */
const HEADERS_TIMEOUT_MS = 5_000;
const CHECK_CONNECTIONS_EVERY_MS = 1_000;
const MAX_HEADER_BYTES = 16 * 1024;
const KEEP_ALIVE_MS = 5_000;
/** Below this a head and a packet cost more than what is saved. */
const MIN_COMPRESSED_LENGTH = 512;

export type MediaServerOptions = {
  readonly gate: SuitingGate;
  readonly viewers: Viewers;
  /** Whole answers: health, metrics, HLS; `null` for everything else. `target` is path and query. */
  answer(target: string, address: string): Promise<HttpAnswer> | null;
  /** Control of a worker that runs alone; `null` for everything else. */
  local(request: SignallingRequest): Promise<HttpAnswer> | null;
  /** WHIP and WHEP; `null` for everything else. */
  signal(request: SignallingRequest): Promise<HttpAnswer> | null;
  /** An operator's voice over WebSocket, at `/talk/…`. */
  talk(target: string, socket: Socket): void;
};

/** FLV, fragmented MP4 and MPEG-TS over HTTP and WebSocket, HLS, health and metrics on one port. Listen on it; close it to stop taking viewers. */
export function mediaServer(options: MediaServerOptions): Server {
  const server = createServer({
    noDelay: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_CONNECTIONS_EVERY_MS,
  });
  server.on('request', (request, response) => answer(request, response, options));
  server.on('upgrade', (request, socket) => upgrade(request, socket, options));
  return server;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: MediaServerOptions,
): void {
  const { socket } = request;
  const whole = wholeAnswer(request, response, options);
  if (whole) {
    sendWhole(whole, request, response);
    return;
  }
  takeSocket(response, socket);
  if (request.method === 'OPTIONS') {
    socket.end(responseHead(200, { 'Content-Length': '0' }));
    return;
  }
  if (request.method !== 'GET') {
    refuse(socket, { code: 'request.bad-method', message: 'only GET' });
    return;
  }
  const decision = decidePlay(request.url ?? '', options.gate);
  if (decision.ok)
    options.viewers.join(decision.request, httpTransport(socket, decision.request.format));
  else refuse(socket, decision.end);
}

function wholeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  options: MediaServerOptions,
): Promise<HttpAnswer> | null {
  const target = request.url ?? '';
  const local = target.startsWith('/streams')
    ? options.local(signallingRequest(request, response))
    : null;
  if (local) return local;
  return request.method === 'GET' || request.method === 'HEAD'
    ? options.answer(target, request.socket.remoteAddress ?? '')
    : options.signal(signallingRequest(request, response));
}

function signallingRequest(request: IncomingMessage, response: ServerResponse): SignallingRequest {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('the client is gone')));
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    address: request.socket.remoteAddress ?? '',
    signal: gone.signal,
    body: request,
  };
}

/** From here on the socket is ours: nothing of node's HTTP writes to it or closes it. */
function takeSocket(response: ServerResponse, socket: Socket): void {
  response.detachSocket(socket);
  socket.setTimeout(0);
  socket.on('error', () => socket.destroy()); // the peer went away: `close` follows and ends the viewer
}

function sendWhole(
  answer: Promise<HttpAnswer>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  answer
    .then((whole) => compressed(whole, String(request.headers['accept-encoding'] ?? '')))
    .then(
      ({ status, headers, body }) =>
        response.writeHead(status, { ...CORS_HEADERS, ...headers }).end(body),
      () => response.writeHead(500).end(),
    );
}

/** Texts shrink to a tenth: playlists are asked for several times a second. Beside the media path, in zlib's threads. */
async function compressed(answer: HttpAnswer, accepted: string): Promise<HttpAnswer> {
  const { body, headers } = answer;
  if (typeof body !== 'string' || body.length < MIN_COMPRESSED_LENGTH) return answer;
  const varying = { ...headers, Vary: 'Accept-Encoding' };
  if (!/\bgzip\b(?!;q=0(?:\.0+)?(?:,|$))/.test(accepted)) return { ...answer, headers: varying };
  return {
    ...answer,
    headers: { ...varying, 'Content-Encoding': 'gzip' },
    body: await gzip(body, { level: 1 }),
  };
}

function refuse(socket: Socket, end: { readonly code: string; readonly message: string }): void {
  socket.end(jsonResponse(playStatus(end.code), end));
}

/** A browser cannot read the status of a refused handshake, so we accept and close with code and reason. */
function upgrade(request: IncomingMessage, socket: Duplex, options: MediaServerOptions): void {
  if (!(socket instanceof Socket)) {
    socket.destroy();
    return;
  }
  socket.on('error', () => socket.destroy()); // as above
  socket.on('end', () => socket.destroy()); // node's HTTP servers allow half-open sockets, viewers have no use for them
  socket.setTimeout(0);
  const accepted = acceptHandshake({
    key: request.headers['sec-websocket-key'],
    version: request.headers['sec-websocket-version'],
  });
  if (!accepted) {
    refuse(socket, { code: 'ws.bad-handshake', message: 'not a WebSocket handshake' });
    return;
  }
  socket.write(accepted);
  const target = request.url ?? '';
  if (target.startsWith('/talk/')) {
    options.talk(target, socket);
    return;
  }
  const decision = decidePlay(target, options.gate);
  const transport = wsTransport(socket, decision.ok ? decision.request.format : 'flv');
  if (decision.ok) options.viewers.join(decision.request, transport);
  else transport.finish(decision.end, false);
}

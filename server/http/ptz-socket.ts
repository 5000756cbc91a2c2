import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { AppError, ERROR_MAPPING } from '../platform/errors.ts';
import type { Steerer } from '../ptz/data.ts';
import { type PtzReport, ptzCommandSchema } from '../ptz/schema.ts';
import { actorOf } from '../session/data.ts';
import { permissionsOf, prove } from '../session/policy.ts';
import type { RequestFacts, Services } from '../trpc/context.ts';
import { demandOwnOrigin } from './origin.ts';
import { clientFacts, fetchHeaders } from './request.ts';

const PATH = '/api/ptz';
/** A command is some 200 bytes; a hand gives a few dozen a second at most. */
const MAX_MESSAGE_BYTES = 2_048;
const MAX_MESSAGES_PER_SECOND = 120;
const TOO_MUCH = 1008;

type Site = { readonly services: Services; readonly trustProxy: boolean; readonly dev: boolean };

/**
 * Moves come over a WebSocket: in order, beside the browser's few connections for everything else, and
 * the camera stops when it is gone.
 */
export function attachPtzSocket(server: Server, site: Site): AsyncDisposable {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === PATH) void upgrade(site, sockets, { request, socket, head });
    else if (!site.dev) socket.destroy(); // in development Next reloads pages through one
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

type Upgrade = {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
};

async function upgrade(
  { services, trustProxy }: Site,
  sockets: WebSocketServer,
  { request, socket, head }: Upgrade,
): Promise<void> {
  socket.once('error', () => socket.destroy());
  try {
    const facts = clientFacts(request, trustProxy);
    demandOwnOrigin(request, facts);
    const known = { headers: fetchHeaders(request), address: facts.address, setCookie: () => {} };
    const actor = await actorOf(services, known);
    if (!actor) return refuse(socket, ERROR_MAPPING['auth.required'].http);
    prove(actor, 'ptz.move');
    sockets.handleUpgrade(request, socket, head, (opened) => serve(services, opened, known));
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'server.fault';
    if (code === 'server.fault') services.log.error({ error }, 'PTZ connection failed');
    refuse(socket, ERROR_MAPPING[code].http);
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function serve(services: Services, socket: WebSocket, request: RequestFacts): void {
  const report = (told: PtzReport) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(told));
    if (told.type === 'stopped' && told.reason === 'signed-out') socket.close();
  };
  const whoIs = () => steererOf(services, request);
  const { steering, close } = services.steering.open({ whoIs, report });
  const rate = { second: 0, messages: 0 };
  socket.on('message', (data) => {
    const command = commandOf(data);
    const second = Math.floor(performance.now() / 1000);
    rate.messages = second === rate.second ? rate.messages + 1 : 1;
    rate.second = second;
    if (!command || rate.messages > MAX_MESSAGES_PER_SECOND) socket.close(TOO_MUCH);
    else steering.hear(command);
  });
  socket.on('error', () => socket.terminate());
  socket.once('close', () => void close());
}

async function steererOf(services: Services, request: RequestFacts): Promise<Steerer | null> {
  const actor = await actorOf(services, request);
  const may = actor && !actor.mustChangePassword && permissionsOf(actor.role).includes('ptz.move');
  return may ? prove(actor, 'ptz.move') : null;
}

function commandOf(data: RawData) {
  try {
    return ptzCommandSchema.parse(JSON.parse(String(data)));
  } catch {
    return null; // not one of our pages: the connection ends
  }
}

// An RTSP server: accepts connections, reads requests, hands them to their session. RFC 2326.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { MediaError } from '../../media/errors.ts';
import type { Credentials } from './auth.ts';
import type { MediaProvider } from './media-provider.ts';
import { encodeResponse, type RtspRequest } from './message.ts';
import { networkError } from './network-error.ts';
import { RtspReader } from './reader.ts';
import { DigestGuard } from './server-auth.ts';
import { ServerSession } from './server-session.ts';

export type RtspServerOptions = {
  readonly host: string;
  /** 0: any free port, read `port` afterwards. */
  readonly port: number;
  readonly provider: MediaProvider;
  readonly serverName: string;
  readonly realm: string;
  /** Null: anybody may watch. */
  readonly credentials: Credentials | null;
  readonly now: () => number;
  /** Told once per connection that ended for another reason than its own wish. */
  readonly onTrouble: (error: MediaError) => void;
};

/** Connections beyond this are closed at once: a wall of clients must not starve the rest of the process. */
const MAX_CONNECTIONS = 4000;
/** A client that sends requests without waiting for answers: more than this queued is an attack. */
const MAX_QUEUED_REQUESTS = 32;
const EXPIRY_CHECK_MS = 10_000;

/** A listening server. `close` ends every session. */
export class RtspServer implements AsyncDisposable {
  readonly #options: RtspServerOptions;
  readonly #server: Server;
  readonly #stopping = new AbortController();
  readonly #connections = new Set<{ readonly socket: Socket; readonly session: ServerSession }>();
  readonly #expiry: NodeJS.Timeout;

  constructor(server: Server, options: RtspServerOptions) {
    this.#server = server;
    this.#options = options;
    server.on('connection', (socket) => this.take(socket));
    this.#expiry = setInterval(() => this.#dropExpired(), EXPIRY_CHECK_MS);
    this.#expiry.unref();
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  get connections(): number {
    return this.#connections.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new MediaError('unreachable', 'the server is stopping'));
    clearInterval(this.#expiry);
    for (const { socket, session } of this.#connections) {
      session.close();
      socket.destroy();
    }
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Serves a connection that was accepted elsewhere, such as behind TLS. */
  take(socket: Socket): void {
    if (this.#connections.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    const { provider, credentials, realm, serverName, now } = this.#options;
    const guard = credentials ? new DigestGuard(realm, credentials) : null;
    const signal = this.#stopping.signal;
    const session = new ServerSession(socket, { provider, guard, serverName, now, signal });
    const connection = { socket, session };
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#connections.delete(connection);
      session.close();
    });
    this.#converse(socket, session);
  }

  #converse(socket: Socket, session: ServerSession): void {
    const reader = new RtspReader();
    const queue: RtspRequest[] = [];
    let busy = false;
    const fail = (cause: unknown) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      this.#options.onTrouble(
        cause instanceof MediaError
          ? cause
          : new MediaError('bug', 'request failed', { peer, cause }),
      );
      const theirs = cause instanceof MediaError && cause.kind === 'malformed';
      if (socket.writable) socket.end(encodeResponse(theirs ? 400 : 500, {}));
      socket.destroySoon();
    };
    const drain = async () => {
      if (busy) return;
      busy = true;
      for (let request = queue.shift(); request; request = queue.shift()) {
        const answer = await session.answer(request);
        if (!socket.writable) {
          session.close();
          break;
        }
        socket.write(answer);
        session.begin();
      }
      busy = false;
    };
    socket.on('error', (cause) =>
      this.#options.onTrouble(networkError(cause, `${socket.remoteAddress}`)),
    );
    socket.on('data', (chunk) => {
      try {
        for (const element of reader.push(chunk)) {
          if (element.type === 'interleaved') session.interleaved(element.channel, element.payload);
          else if (element.message.kind === 'request') queue.push(element.message);
        }
        if (queue.length > MAX_QUEUED_REQUESTS)
          throw new MediaError('overflow', 'too many requests at once', {
            code: 'rtsp.bad-request',
          });
      } catch (cause) {
        fail(cause);
        return;
      }
      drain().catch(fail);
    });
  }

  #dropExpired(): void {
    for (const { socket, session } of this.#connections) if (session.expired) socket.destroy();
  }
}

/** Starts listening. @throws `network.*` when the port cannot be had */
export async function listenRtsp(options: RtspServerOptions): Promise<RtspServer> {
  const server = createServer();
  server.listen({ host: options.host, port: options.port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw new MediaError(
      'refused',
      `port ${options.port} ${taken ? 'is taken' : 'cannot be opened'}`,
      {
        code: taken ? 'network.port-taken' : 'network.port-refused',
        cause,
      },
    );
  }
  return new RtspServer(server, options);
}

import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type Server, type TLSSocket } from 'node:tls';

export type TlsFiles = { readonly cert: string; readonly key: string };
type Pair = { readonly cert: string; readonly key: string };

/** Certificates are renewed days before they end; a minute does not matter, and reading two files costs nothing. */
const LOOK_EVERY_MS = 10_000;
/** A peer that connects and says nothing is let go. */
const HANDSHAKE_MS = 10_000;

/** One certificate for all ports, read again when its files change. Dispose it to close what it serves. */
export class Certificate implements AsyncDisposable {
  readonly #files: TlsFiles;
  readonly #trouble: (error: unknown) => void;
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();
  readonly #looking: NodeJS.Timeout;
  #pair: Pair;

  constructor(files: TlsFiles, pair: Pair, trouble: (error: unknown) => void) {
    this.#files = files;
    this.#pair = pair;
    this.#trouble = trouble;
    this.#looking = setInterval(() => void this.reload(), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  /** A server, to be listened on, that hands on every connection as plain bytes. */
  server(take: (socket: TLSSocket) => void): Server {
    const options = {
      ...this.#pair,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS,
    } as const;
    const server = createServer(options, (socket) => {
      socket.setNoDelay(true);
      take(socket);
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Peers that speak something else, or do not trust us: theirs to see.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#servers.add(server);
    return server;
  }

  /** Takes changed files into use; broken ones leave the old certificate in place. @returns whether it changed */
  async reload(): Promise<boolean> {
    try {
      const pair = await readPair(this.#files);
      if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return false;
      this.#pair = pair;
      for (const server of this.#servers) server.setSecureContext(pair);
      return true;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looking);
    const closed = [...this.#servers].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }
}

/** @throws Error with a sentence that says what is wrong with the files */
export async function openCertificate(
  files: TlsFiles,
  trouble: (error: unknown) => void,
): Promise<Certificate> {
  try {
    return new Certificate(files, await readPair(files), trouble);
  } catch (cause) {
    throw new Error(certificateTrouble(cause), { cause });
  }
}

export function certificateTrouble(cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  return `LUKOU_TLS_CERT and LUKOU_TLS_KEY cannot be used: ${why}.`;
}

/** Both. @throws when one cannot be read or they do not belong together */
export async function readPair(files: TlsFiles): Promise<Pair> {
  const [cert, key] = await Promise.all([
    readFile(files.cert, 'utf8'),
    readFile(files.key, 'utf8'),
  ]);
  createSecureContext({ cert, key });
  return { cert, key };
}

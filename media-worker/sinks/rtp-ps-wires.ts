// How RTP of a program stream reaches a platform: over UDP, or over TCP dialled by either side. GB/T 28181-2022 Annex D.
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { MediaError } from '../media/errors.ts';
import { framed } from '../protocols/rtp/ps-packetizer.ts';
import { networkError, timeoutError } from '../protocols/rtsp/network-error.ts';
import { cameraAddress, cameraNetworkCheck } from '../sources/camera-address.ts';

/** An open way to the receiver. */
export type PsWire = Disposable & {
  readonly peer: string;
  /** What the connection has not taken yet; 0 on UDP. */
  readonly backlogBytes: number;
  send(packets: readonly Uint8Array[]): void;
  /** RTCP, where there is a place for it. */
  report(bytes: Uint8Array): void;
  /** Rejects when the receiver is gone. */
  readonly over: Promise<never>;
};

export type PsPlace = { readonly host: string; readonly port: number };

const CONNECT_MS = 5_000;
/** A platform connects when it has our answer, or never. */
const ACCEPT_MS = 30_000;
const PORT_ATTEMPTS = 30;

/** @throws `network.*` */
export async function openUdpWire(
  { host, port }: PsPlace,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<PsWire> {
  const address = await cameraAddress(host, networks, signal);
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {}); // whoever sends awaits it; before that nobody does
  // Nobody there: a platform that ends a session often closes its port before it says so.
  socket.on('error', (cause) => over.reject(networkError(cause, `${address}:${port}`)));
  socket.bind();
  await once(socket, 'listening');
  return {
    peer: `${address}:${port}`,
    backlogBytes: 0,
    over: over.promise,
    send: (packets) => {
      for (const packet of packets) socket.send(packet, port, address);
    },
    report: (bytes) => socket.send(bytes, port + 1, address),
    [Symbol.dispose]: () => socket.close(),
  };
}

/** Connects to the receiver. @throws `network.*` */
export async function dialTcpWire(
  { host, port }: PsPlace,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<PsWire> {
  const address = await cameraAddress(host, networks, signal);
  const peer = `${address}:${port}`;
  const socket = connect({ host: address, port, noDelay: true });
  const opened = Promise.withResolvers<void>();
  const late = setTimeout(
    () => opened.reject(timeoutError(peer, 'no connection', CONNECT_MS)),
    CONNECT_MS,
  );
  const abort = () => opened.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', opened.resolve);
  socket.once('error', (cause) => opened.reject(networkError(cause, peer)));
  try {
    await opened.promise;
    return tcpWire(socket, peer);
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', abort);
  }
}

function tcpWire(socket: Socket, peer: string): PsWire {
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {}); // as above
  socket.on('error', (cause) => over.reject(networkError(cause, peer)));
  socket.on('close', () =>
    over.reject(
      new MediaError('unreachable', `${peer} closed the connection`, { code: 'network.closed' }),
    ),
  );
  socket.resume(); // receiver reports, which tell us nothing we need
  return {
    peer,
    get backlogBytes() {
      return socket.writableLength;
    },
    over: over.promise,
    send: (packets) => {
      if (socket.writable) socket.write(framed(packets));
    },
    report: () => {},
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** A port that a receiver connects to; one connection at a time. */
export type PsPort = Disposable & {
  readonly port: number;
  /** The next connection. @throws `timeout`, the signal's reason */
  accept(signal: AbortSignal): Promise<PsWire>;
};

/** @throws `overflow` with `rtp.no-port` */
export async function openPsPort(options: {
  readonly host: string;
  readonly ports: readonly [number, number];
  readonly networks: readonly string[];
}): Promise<PsPort> {
  const server = createServer({ noDelay: true });
  const port = await listenWithin(server, options);
  const allowed = cameraNetworkCheck(options.networks);
  let waiting: ((socket: Socket) => void) | null = null;
  server.on('connection', (socket) => {
    if (waiting && allowed(socket.remoteAddress ?? '')) waiting(socket);
    else socket.destroy();
  });
  return {
    port,
    accept: async (signal) => {
      const next = Promise.withResolvers<Socket>();
      const late = setTimeout(() => next.reject(nobodyCame()), ACCEPT_MS);
      const abort = () => next.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      waiting = next.resolve;
      try {
        const socket = await next.promise;
        return tcpWire(socket, `${socket.remoteAddress}:${socket.remotePort}`);
      } finally {
        waiting = null;
        clearTimeout(late);
        signal.removeEventListener('abort', abort);
      }
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

async function listenWithin(
  server: Server,
  { host, ports }: { readonly host: string; readonly ports: readonly [number, number] },
): Promise<number> {
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const port = randomInt(ports[0], ports[1] + 1);
    try {
      server.listen({ host, port, exclusive: true });
      await once(server, 'listening');
      return port;
    } catch {
      // Taken: another one is tried.
    }
  }
  throw new MediaError('overflow', 'no free port for RTP', { code: 'rtp.no-port' });
}

function nobodyCame(): MediaError {
  return new MediaError('timeout', 'the receiver did not connect', { code: 'rtp.no-connection' });
}

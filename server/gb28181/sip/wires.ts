import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import {
  MAX_BODY_BYTES,
  MAX_STRANGER_BODY_BYTES,
  parseDatagram,
  type SipMessage,
  SipStreamReader,
  writeMessage,
} from './message.ts';

/** Where a message came from and where answers go: a device behind a router is reached no other way. */
export type Peer = {
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
};

export type WireEvents = {
  message(message: SipMessage, from: Peer): void;
  /** What arrived was not SIP: told, and forgotten. */
  junk(error: unknown, from: Peer): void;
  /** Somebody who signed in: long messages are taken of those only. */
  known(from: Peer): boolean;
  /** A TCP connection ended: its device is to be taken for gone. */
  closed(from: Peer): void;
};

const MAX_CONNECTIONS = 20_000;
/** A connection that never says anything whole. */
const FIRST_MESSAGE_MS = 30_000;
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

export function peerName({ transport, host, port }: Peer): string {
  return `${transport}:${host}:${port}`;
}

/** UDP and TCP on the same port (GB/T 28181-2022 clause 4.3.1: both). */
export class Wires implements AsyncDisposable {
  readonly port: number;
  readonly #udp: UdpSocket;
  readonly #tcp: Server;
  readonly #connections: Map<string, Socket>;
  readonly #host: string;
  readonly #routes = new Map<string, string>();
  #closed = false;

  private constructor(
    { host, port }: { readonly host: string; readonly port: number },
    udp: UdpSocket,
    tcp: Server,
    connections: Map<string, Socket>,
  ) {
    this.#host = host;
    this.port = port;
    this.#udp = udp;
    this.#tcp = tcp;
    this.#connections = connections;
  }

  /** Port 0: any that is free for both. Rejects when one is taken. */
  static async open(
    { host, port }: { readonly host: string; readonly port: number },
    events: WireEvents,
  ): Promise<Wires> {
    const connections = new Map<string, Socket>();
    const tcp = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      if (connections.size >= MAX_CONNECTIONS) socket.destroy();
      else takeConnection(socket, connections, events);
    });
    tcp.listen({ host, port });
    await once(tcp, 'listening');
    const address = tcp.address();
    const bound = typeof address === 'object' && address ? address.port : port;
    const udp = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    try {
      udp.bind({ address: host, port: bound, exclusive: true });
      await once(udp, 'listening');
    } catch (error) {
      tcp.close();
      throw error;
    }
    udp.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    udp.on('message', (bytes, from) => takeDatagram(bytes, from, events));
    udp.on('error', (error) => events.junk(error, { transport: 'udp', host, port: bound }));
    return new Wires({ host, port: bound }, udp, tcp, connections);
  }

  /** False: there is no connection to that peer any more. What UDP loses is sent again by its transaction. */
  send(message: SipMessage, peer: Peer): boolean {
    if (this.#closed) return false;
    const bytes = writeMessage(message);
    if (peer.transport === 'udp') {
      this.#udp.send(bytes, peer.port, peer.host, () => {}); // unreachable: the transaction runs out
      return true;
    }
    const socket = this.#connections.get(peerName(peer));
    if (!socket?.writable) return false;
    if (socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
    else socket.write(bytes);
    return socket.writable;
  }

  /** Our address as that peer reaches it: what it may be told to answer and to send to. */
  async localHost(peer: Peer): Promise<string> {
    const connected = this.#connections.get(peerName(peer))?.localAddress;
    if (connected !== undefined) return connected;
    if (!WILDCARDS.includes(this.#host)) return this.#host;
    const known = this.#routes.get(peer.host);
    if (known !== undefined) return known;
    const found = await localAddressTo(peer);
    if (this.#routes.size >= MAX_CONNECTIONS) this.#routes.clear();
    this.#routes.set(peer.host, found);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const socket of this.#connections.values()) socket.destroy();
    const closed = once(this.#tcp, 'close');
    this.#tcp.close();
    const silent = once(this.#udp, 'close');
    this.#udp.close();
    await Promise.all([closed, silent]);
  }
}

function takeDatagram(bytes: Buffer, from: RemoteInfo, events: WireEvents): void {
  const peer = { transport: 'udp', host: from.address, port: from.port } as const;
  if (from.port === 0 || isBlank(bytes)) return; // nobody to answer; keep-alive of a router's mapping
  try {
    events.message(parseDatagram(bytes), peer);
  } catch (error) {
    events.junk(error, peer);
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0);
}

function takeConnection(
  socket: Socket,
  connections: Map<string, Socket>,
  events: WireEvents,
): void {
  const peer: Peer = {
    transport: 'tcp',
    host: socket.remoteAddress ?? '',
    port: socket.remotePort ?? 0,
  };
  const name = peerName(peer);
  connections.set(name, socket);
  const reader = new SipStreamReader(
    () => socket.write('\r\n'),
    () => (events.known(peer) ? MAX_BODY_BYTES : MAX_STRANGER_BODY_BYTES),
  );
  socket.setTimeout(FIRST_MESSAGE_MS, () => socket.destroy());
  socket.on('data', (bytes) => {
    try {
      for (const message of reader.push(bytes)) {
        socket.setTimeout(0);
        events.message(message, peer);
      }
    } catch (error) {
      events.junk(error, peer);
      socket.destroy();
    }
  });
  socket.on('error', () => {}); // told by `close`
  socket.on('close', () => {
    connections.delete(name);
    events.closed(peer);
  });
}

/** Asked of the system's routes; nothing is sent. */
async function localAddressTo({ host, port }: Peer): Promise<string> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.connect(port, host);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}

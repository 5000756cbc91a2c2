// One UDP and one TCP port of the same number for all WebRTC sessions: RFC 8445 (the lite side), RFC 6544 (passive TCP),
// RFC 7983 (telling the protocols apart). A session is found by the user fragment its checks name, then by address.
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { u8 } from '../../media/bytes.ts';
import { FrameReader, tcpPath, udpPath, type WebrtcPath } from './path.ts';
import { bindingSuccess, isAuthentic, parseStun } from './stun.ts';

/** A key frame to a hundred viewers at once, and what they send back. The kernel gives what it allows. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_CONNECTIONS = 4_096;
/** A TCP peer sends its first check at once. */
const CHECK_WITHIN_MS = 5_000;
const SWEEP_EVERY_MS = 1_000;
/** Interfaces of a machine, each over UDP and TCP; more addresses of one peer are a mistake. */
const MAX_PATHS = 8;
const MAX_AGENTS = 20_000;

/** One session as the port sees it. */
export type IceAgent = {
  readonly ufrag: string;
  readonly password: string;
  /** The user fragment of the peer, which its checks name behind ours. */
  readonly peerUfrag: string;
  /** A check with the right password came along this path. */
  checked(path: WebrtcPath, nominated: boolean): void;
  /** DTLS, RTP or RTCP along a path that was checked before. */
  receive(packet: Uint8Array, path: WebrtcPath): void;
  /** Once a second. */
  tick(nowMs: number): void;
};

export type IcePortOptions = {
  readonly host: string;
  /** 0 takes any port that is free for both. */
  readonly port: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
};

type Seat = { readonly agent: IceAgent; readonly paths: WebrtcPath[] };
type Known = { readonly seat: Seat; readonly path: WebrtcPath };

/** Opens both sockets. @throws the system's error where one cannot be had */
export async function openIcePort(options: IcePortOptions): Promise<IcePort> {
  const server = createServer({ noDelay: true });
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = addressOf(server);
  const udp = udpSocket(options.host);
  try {
    const listening = once(udp, 'listening'); // first: without names to look up it is told from within `bind`
    udp.bind({ port, address: options.host, exclusive: true });
    await listening;
  } catch (error) {
    udp.close();
    server.close();
    throw error;
  }
  return new IcePort(server, udp, port, options.now);
}

/** Addresses are never names: looking them up would cost a turn of the event loop for every packet. */
function udpSocket(host: string): UdpSocket {
  return createSocket({
    type: isIPv6(host) ? 'udp6' : 'udp4',
    lookup: (address, _options, done) => done(null, address, isIPv6(address) ? 6 : 4),
    recvBufferSize: SOCKET_BUFFER_BYTES,
    sendBufferSize: SOCKET_BUFFER_BYTES,
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

/** The shared port. Owns both sockets and the sessions' seats; sessions end themselves. */
export class IcePort implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #udp: UdpSocket;
  readonly #seats = new Map<string, Seat>();
  readonly #paths = new Map<string, Known>();
  readonly #connections = new Set<Socket>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(server: Server, udp: UdpSocket, port: number, now: () => number) {
    this.port = port;
    this.#server = server;
    this.#udp = udp;
    server.on('connection', (socket) => this.#accept(socket));
    // What a peer that is gone makes the system report is not ours to tell: its session ends by silence.
    udp.on('error', () => {});
    udp.on('message', (packet, from) => {
      const known = this.#paths.get(`udp ${from.address} ${from.port}`);
      this.#packet(packet, known?.path ?? udpPath(udp, from.address, from.port));
    });
    this.#sweeper = setInterval(() => {
      for (const { agent } of [...this.#seats.values()]) agent.tick(now());
    }, SWEEP_EVERY_MS);
  }

  /** Takes checks for this session until disposed. `null` where there are too many. */
  register(agent: IceAgent): Disposable | null {
    if (this.#seats.size >= MAX_AGENTS) return null;
    const seat: Seat = { agent, paths: [] };
    this.#seats.set(agent.ufrag, seat);
    return {
      [Symbol.dispose]: () => {
        if (!this.#seats.delete(agent.ufrag)) return;
        for (const path of seat.paths.splice(0)) this.#forget(path);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#sweeper);
    for (const socket of this.#connections) socket.destroy();
    const closed = [this.#server, this.#udp].map((one) => once(one, 'close'));
    this.#server.close();
    this.#udp.close();
    await Promise.all(closed);
  }

  #accept(socket: Socket): void {
    const path = tcpPath(socket);
    const reader = new FrameReader();
    this.#connections.add(socket);
    socket.setTimeout(CHECK_WITHIN_MS, () => {
      if (!this.#paths.has(path.key)) socket.destroy();
    });
    socket.on('error', () => socket.destroy()); // `close` follows
    socket.on('close', () => {
      this.#connections.delete(socket);
      this.#paths.delete(path.key);
    });
    socket.on('data', (bytes) => {
      for (const packet of reader.push(bytes)) this.#packet(packet, path);
    });
  }

  /** RFC 7983 §7: the first byte tells STUN from the rest. */
  #packet(packet: Uint8Array, path: WebrtcPath): void {
    if (packet.length > 0 && u8(packet, 0) < 4) this.#check(packet, path);
    else this.#paths.get(path.key)?.seat.agent.receive(packet, path);
  }

  #check(packet: Uint8Array, path: WebrtcPath): void {
    const message = parseStun(packet);
    if (message?.kind !== 'request') return;
    const [ours = '', theirs] = message.username?.split(':') ?? [];
    const seat = this.#seats.get(ours);
    if (!seat || theirs !== seat.agent.peerUfrag) return;
    if (!isAuthentic(packet, message, seat.agent.password)) return;
    this.#know(seat, path);
    path.send(bindingSuccess(message.transaction, path, seat.agent.password));
    seat.agent.checked(path, message.useCandidate);
  }

  #know(seat: Seat, path: WebrtcPath): void {
    if (this.#paths.get(path.key)?.seat === seat) return;
    this.#paths.set(path.key, { seat, path });
    seat.paths.push(path);
    const oldest = seat.paths.length > MAX_PATHS ? seat.paths.shift() : undefined;
    if (oldest) this.#forget(oldest);
  }

  #forget(path: WebrtcPath): void {
    if (this.#paths.get(path.key)?.path === path) this.#paths.delete(path.key);
    path.close();
  }
}

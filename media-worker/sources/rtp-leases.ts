import { randomInt, randomUUID } from 'node:crypto';
import type { Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { asMediaError } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { parseRtp, RTP_HEADER_BYTES } from '../protocols/rtp/packet.ts';
import { RtpTcpReader } from '../protocols/rtp/tcp-framing.ts';
import { cameraNetworkCheck } from './camera-address.ts';
import { openUdp, SenderLock } from './udp-receive.ts';

/** Signalling takes up to 15 s; a stream that lost its device asks for a new one within this time. */
export const LEASE_EXPIRES_AFTER_MS = 60_000;
/** As many as ports; more is a caller that forgets to claim. */
const MAX_LEASES = 2_000;
const PORT_ATTEMPTS = 30;
/** A connection that sends nothing. */
const TCP_IDLE_MS = 30_000;

export type RtpLeasesOptions = {
  /** Local address to listen on. */
  readonly host: string;
  /** First and last port that may be opened, both included. */
  readonly ports: readonly [number, number];
  /** CIDR ranges that may send to us. */
  readonly networks: readonly string[];
  readonly clock: Clock;
};

/** Where a device is told to send. */
export type RtpLease = { readonly id: string; readonly port: number };

/** Who takes a lease's packets. */
export type RtpTaker = {
  packet(bytes: Uint8Array): void;
  /** A TCP peer left, or broke. */
  ended(error: MediaError): void;
};

type Entry = {
  readonly lease: RtpLease;
  readonly ssrc: number | null;
  taker: RtpTaker | null;
  expiry: AbortController;
  close(): void;
};
/** Whose packet this is: asked for every one. */
type Route = (packet: Uint8Array) => Entry | null;

/**
 * Ports that devices are told to send RTP to, over UDP or TCP alike: devices answer one and do the other. A lease has a
 * port of its own, or shares one and is known by its SSRC. Unclaimed it expires.
 */
export class RtpLeases implements Disposable {
  readonly #options: RtpLeasesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #bySsrc = new Map<number, Entry>();
  #shared: Promise<{ port: number; close(): void }> | null = null;
  #disposed = false;

  constructor(options: RtpLeasesOptions) {
    this.#options = options;
  }

  /** A port of its own. The SSRC is not looked at: devices send another one than they were told. @throws `overflow` */
  async openOwnPort(): Promise<RtpLease> {
    this.#checkCount();
    const holder: { entry: Entry | null } = { entry: null };
    const opened = await this.#listen((packet) => (looksLikeRtp(packet) ? holder.entry : null));
    holder.entry = this.#add(opened.port, null, opened.close);
    return holder.entry.lease;
  }

  /** The port all such leases share. @throws `refused` with `rtp.ssrc-taken` */
  async openShared(ssrc: number): Promise<RtpLease> {
    this.#checkCount();
    this.#shared ??= this.#listen((packet) => this.#ofShared(packet));
    const { port } = await this.#shared;
    if (this.#bySsrc.has(ssrc))
      throw new MediaError('refused', `SSRC ${ssrc} is taken`, { code: 'rtp.ssrc-taken' });
    return this.#add(port, ssrc, () => {}).lease;
  }

  /** Takes the packets of a lease until disposed; then the lease waits to be claimed again. @throws `refused` */
  claim(id: string, taker: RtpTaker): Disposable {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new MediaError('refused', 'the lease has expired', {
        code: 'rtp.no-lease',
        step: 'setup',
      });
    if (entry.taker)
      throw new MediaError('refused', 'the lease is in use', {
        code: 'rtp.lease-in-use',
        step: 'setup',
      });
    entry.taker = taker;
    entry.expiry.abort();
    return {
      [Symbol.dispose]: () => {
        if (entry.taker !== taker) return;
        entry.taker = null;
        this.#expireLater(entry);
      },
    };
  }

  /** Gives a lease back; whoever took its packets is told. */
  release(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    if (entry.ssrc !== null) this.#bySsrc.delete(entry.ssrc);
    entry.expiry.abort();
    entry.close();
    entry.taker?.ended(
      new MediaError('unreachable', 'the lease was given back', { code: 'rtp.released' }),
    );
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const id of [...this.#entries.keys()]) this.release(id);
    this.#shared?.then(
      ({ close }) => close(),
      () => {}, // it never listened: told to whoever asked for it
    );
  }

  #checkCount(): void {
    if (this.#disposed || this.#entries.size >= MAX_LEASES)
      throw new MediaError('overflow', 'no more RTP leases', { code: 'rtp.too-many-leases' });
  }

  #add(port: number, ssrc: number | null, close: () => void): Entry {
    const lease = { id: randomUUID(), port };
    const entry: Entry = { lease, ssrc, taker: null, expiry: new AbortController(), close };
    this.#entries.set(lease.id, entry);
    if (ssrc !== null) this.#bySsrc.set(ssrc, entry);
    this.#expireLater(entry);
    return entry;
  }

  #expireLater(entry: Entry): void {
    entry.expiry = new AbortController();
    this.#options.clock.sleep(LEASE_EXPIRES_AFTER_MS, entry.expiry.signal).then(
      () => this.release(entry.lease.id),
      () => {}, // claimed or given back
    );
  }

  #ofShared(bytes: Uint8Array): Entry | null {
    const packet = parseRtp(bytes);
    return (packet && this.#bySsrc.get(packet.ssrc)) ?? null;
  }

  /** UDP and TCP on the same free port. */
  async #listen(route: Route): Promise<{ port: number; close(): void }> {
    const { host, ports } = this.#options;
    for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
      const port = randomInt(ports[0], ports[1] + 1);
      const tcp = await listenTcp(host, port);
      if (!tcp) continue;
      const udp = await openUdp({ address: host, port }).catch(() => null);
      if (udp) return this.#serve(port, udp, tcp, route);
      tcp.close();
    }
    throw new MediaError('overflow', 'no free port for RTP', { code: 'rtp.no-port' });
  }

  #serve(port: number, udp: UdpSocket, tcp: Server, route: Route): { port: number; close(): void } {
    const allowed = cameraNetworkCheck(this.#options.networks);
    const locks = new WeakMap<Entry, SenderLock>();
    udp.on('message', (bytes, from) => {
      const entry = route(bytes);
      if (!entry) return;
      const lock = locks.get(entry) ?? new SenderLock(allowed);
      locks.set(entry, lock);
      if (lock.takes(from, this.#options.clock.monotonicNow())) deliver(entry, bytes);
    });
    const sockets = new Set<Socket>();
    tcp.on('connection', (socket) => {
      if (!allowed(socket.remoteAddress ?? '')) return socket.destroy();
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      receiveTcp(socket, route);
    });
    const close = () => {
      udp.close();
      tcp.close();
      for (const socket of sockets) socket.destroy();
    };
    return { port, close };
  }
}

/** Version 2 and a whole header: enough to keep strays from taking the place of a device. */
function looksLikeRtp(bytes: Uint8Array): boolean {
  return bytes.length >= RTP_HEADER_BYTES && (bytes[0] ?? 0) >> 6 === 2;
}

async function listenTcp(host: string, port: number): Promise<Server | null> {
  const server = createServer({ noDelay: true });
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return server;
  } catch {
    return null; // taken: another one is tried
  }
}

/** What a taker cannot take ends its session, not the port. */
function deliver(entry: Entry, bytes: Uint8Array): void {
  try {
    entry.taker?.packet(bytes);
  } catch (thrown) {
    entry.taker?.ended(asMediaError(thrown));
  }
}

/** One device's connection, which carries one session. */
function receiveTcp(socket: Socket, route: Route): void {
  const reader = new RtpTcpReader();
  let entry: Entry | null = null;
  const end = (error: MediaError) => {
    socket.destroy();
    entry?.taker?.ended(error);
    entry = null;
  };
  socket.setTimeout(TCP_IDLE_MS, () => end(lost('the device sends nothing')));
  socket.on('data', (bytes) => {
    try {
      for (const packet of reader.push(bytes)) {
        entry ??= route(packet);
        if (entry) deliver(entry, packet);
      }
    } catch (thrown) {
      end(asMediaError(thrown));
    }
  });
  socket.on('error', (cause) => end(lost(cause.message)));
  socket.on('close', () => end(lost('the device closed the connection')));
}

function lost(message: string): MediaError {
  return new MediaError('unreachable', message, { code: 'rtp.connection-lost' });
}

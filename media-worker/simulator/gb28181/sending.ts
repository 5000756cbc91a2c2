// The media side of a GB/T 28181 device: MPEG-PS in RTP, over UDP or TCP dialled by either side (2022 Annex C and D).
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PsMuxer } from '../../formats/mpeg-ps/muxer.ts';
import { ticks90k } from '../../media/ticks.ts';
import { framed, PsPacketizer } from '../../protocols/rtp/ps-packetizer.ts';
import type { ChannelPictures } from './pictures.ts';

/** What an INVITE asks for. `ssrc` is the text behind `y=`. */
export type Offer = {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  /** How the asking side takes part in a TCP connection. */
  readonly setup: 'active' | 'passive';
  readonly ssrc: string | null;
};

/** Annex D: at least three tries, a second apart. */
const CONNECT_TRIES = 3;
const CONNECT_PAUSE_MS = 1_000;
/** What a platform that does not read may leave unsent. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;
/** After a pause of the machine, or a freeze, pictures go on from now. */
const MAX_LATE_PICTURES = 10;

/** `null` when it is not a live picture that is asked for. */
export function readOffer(sdp: string): Offer | null {
  const media = /^m=video (\d+) (TCP\/)?RTP\/AVP /m.exec(sdp);
  const host = /^c=IN IP4 ([^\s/]+)/m.exec(sdp)?.[1];
  if (!/^s=Play\s*$/m.test(sdp) || !media || host === undefined) return null;
  return {
    host,
    port: Number(media[1]),
    transport: media[2] === undefined ? 'udp' : 'tcp',
    setup: /^a=setup:active\s*$/m.test(sdp) ? 'active' : 'passive',
    ssrc: /^y=(\d{1,10})/m.exec(sdp)?.[1] ?? null,
  };
}

/** A way out for packets. `port` is the device's, for its answer. */
export type Output = Disposable & {
  readonly port: number;
  readonly backlogBytes: number;
  /** Until packets can be sent. Rejects when they never can. */
  ready(): Promise<void>;
  send(packets: readonly Uint8Array[]): void;
};

/** @param over the platform is gone; not called on disposal */
export function openOutput(offer: Offer, host: string, over: () => void): Promise<Output> {
  if (offer.transport === 'udp') return openUdp(offer, host);
  return offer.setup === 'passive' ? Promise.resolve(dial(offer, host, over)) : listen(host, over);
}

async function openUdp(to: Offer, host: string): Promise<Output> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  socket.on('error', () => {}); // nobody listens there: a camera sends on
  return {
    port: socket.address().port,
    backlogBytes: 0,
    ready: () => Promise.resolve(),
    send: (packets) => {
      for (const packet of packets) socket.send(packet, to.port, to.host, () => {}); // as above
    },
    [Symbol.dispose]: () => socket.close(),
  };
}

/** What both directions of dialling have in common once there is a socket. */
class Connection {
  #socket: Socket | null = null;
  #closed = false;
  readonly #over: () => void;

  constructor(over: () => void) {
    this.#over = over;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get backlogBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  take(socket: Socket): void {
    if (this.#closed || this.#socket) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => {
      if (!this.#closed) this.#over();
    });
    socket.resume();
  }

  send(packets: readonly Uint8Array[]): void {
    if (this.#socket?.writable) this.#socket.write(framed(packets));
  }

  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }
}

/** RFC 4145 §4: the port of a side that connects by itself means nothing. */
const DISCARD_PORT = 9;

function dial(to: Offer, host: string, over: () => void): Output {
  const connection = new Connection(over);
  const ready = async () => {
    for (let tries = 1; !connection.closed; tries += 1) {
      const socket = connect({ host: to.host, port: to.port, localAddress: host, noDelay: true });
      try {
        await once(socket, 'connect');
        connection.take(socket);
        return;
      } catch (cause) {
        if (tries === CONNECT_TRIES) throw cause;
      }
      await pause(CONNECT_PAUSE_MS, undefined, { ref: false });
    }
  };
  return {
    port: DISCARD_PORT,
    get backlogBytes() {
      return connection.backlogBytes;
    },
    ready,
    send: (packets) => connection.send(packets),
    [Symbol.dispose]: () => connection.close(),
  };
}

async function listen(host: string, over: () => void): Promise<Output> {
  const connection = new Connection(over);
  const server = createServer({ noDelay: true });
  const came = Promise.withResolvers<void>();
  server.on('connection', (socket) => {
    connection.take(socket);
    came.resolve();
  });
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    get backlogBytes() {
      return connection.backlogBytes;
    },
    ready: () => came.promise,
    send: (packets) => connection.send(packets),
    [Symbol.dispose]: () => {
      connection.close();
      server.close();
    },
  };
}

/** A channel's pictures on their way, at their own rate, from a key frame on. */
export class Sending implements Disposable {
  readonly #pictures: ChannelPictures;
  readonly #output: Output;
  readonly #frozen: () => boolean;
  readonly #muxer = new PsMuxer();
  readonly #packetizer: PsPacketizer;
  readonly #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #sent = 0;
  #place = 0;
  #wantsKey = false;

  constructor(pictures: ChannelPictures, ssrc: number, output: Output, frozen: () => boolean) {
    this.#pictures = pictures;
    this.#output = output;
    this.#frozen = frozen;
    this.#packetizer = new PsPacketizer(ssrc, randomInt(0x1_0000));
    this.#muxer.tracks([pictures.track]);
    this.#timer = setInterval(() => this.#tick(), 1000 / pictures.fps);
    this.#tick();
  }

  /** The next picture is a key frame: the loop goes on at its next one. */
  keyFrame(): void {
    this.#wantsKey = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { fps } = this.#pictures;
    const due = Math.floor(((performance.now() - this.#startedAt) * fps) / 1000);
    if (due - this.#sent > MAX_LATE_PICTURES) {
      this.#sent = due; // times jump with the pictures that are left out
      this.#wantsKey = true;
    }
    for (; this.#sent <= due; this.#sent += 1) this.#picture(ticks90k((this.#sent * 90_000) / fps));
  }

  #picture(at: ReturnType<typeof ticks90k>): void {
    if (this.#frozen() || this.#output.backlogBytes > MAX_BACKLOG_BYTES) {
      this.#wantsKey = true;
      return;
    }
    const { pictures } = this.#pictures;
    if (this.#wantsKey) {
      this.#wantsKey = false;
      while (!pictures[this.#place]?.idr) this.#place = (this.#place + 1) % pictures.length;
    }
    const picture = pictures[this.#place];
    this.#place = (this.#place + 1) % pictures.length;
    if (!picture) return;
    const { slices: nalus, idr: randomAccess } = picture;
    const pack = this.#muxer.write({ kind: 'video', nalus, randomAccess, pts: at, dts: at });
    this.#output.send(this.#packetizer.packets(pack, at % 2 ** 32));
  }
}

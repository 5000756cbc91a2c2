import type { Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { u16 } from '../../media/bytes.ts';

/** Bytes of the length before each packet on TCP: RFC 4571 §2. */
export const FRAME_BYTES = 2;

/** One way to a peer: its address over UDP, or a TCP connection it opened. */
export type WebrtcPath = {
  readonly key: string;
  readonly address: string;
  readonly port: number;
  /** Bytes the system has not taken yet. On UDP all peers share one socket and its queue. */
  readonly backlogBytes: number;
  send(packet: Uint8Array): void;
  /** Several packets in one run of bytes, each behind its 16-bit length. */
  sendRun(run: Uint8Array): void;
  close(): void;
};

export function udpPath(socket: UdpSocket, address: string, port: number): WebrtcPath {
  const send = (packet: Uint8Array) => socket.send(packet, port, address);
  return {
    key: `udp ${address} ${port}`,
    address,
    port,
    get backlogBytes() {
      return socket.getSendQueueSize();
    },
    send,
    sendRun: (run) => {
      for (let at = 0; at < run.length; ) {
        const end = at + FRAME_BYTES + u16(run, at);
        send(run.subarray(at + FRAME_BYTES, end));
        at = end;
      }
    },
    close: () => {},
  };
}

export function tcpPath(socket: Socket): WebrtcPath {
  const address = socket.remoteAddress ?? 'unknown';
  const port = socket.remotePort ?? 0;
  const write = (bytes: Uint8Array) => {
    if (socket.writable) socket.write(bytes);
  };
  return {
    key: `tcp ${address} ${port}`,
    address,
    port,
    get backlogBytes() {
      return socket.writableLength;
    },
    send: (packet) => write(Buffer.concat([frameHead(packet.length), packet])),
    sendRun: write,
    close: () => socket.destroySoon(),
  };
}

function frameHead(length: number): Uint8Array {
  return Uint8Array.of(length >> 8, length & 0xff);
}

/** Cuts a connection's bytes into packets. Holds less than one packet (64 KB); total. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /** Packets are views of a copy. */
  push(bytes: Uint8Array): Uint8Array[] {
    const all = Buffer.concat([this.#pending, bytes]);
    const packets: Uint8Array[] = [];
    let at = 0;
    while (at + FRAME_BYTES <= all.length) {
      const end = at + FRAME_BYTES + u16(all, at);
      if (end > all.length) break;
      packets.push(all.subarray(at + FRAME_BYTES, end));
      at = end;
    }
    this.#pending = all.subarray(at);
    return packets;
  }
}

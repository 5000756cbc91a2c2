// How a server's packets reach one client: interleaved on its connection or over UDP. RFC 2326 §12.39, RFC 3550 §6.
import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { packetsOf, type RtpBatch, stampBatch } from '../rtp/batch.ts';
import { buildSenderReport } from '../rtp/rtcp.ts';
import { PacedDatagrams } from './paced-datagrams.ts';
import type { UdpPair } from './udp-pair.ts';

export type OutputRoute =
  | {
      readonly protocol: 'tcp';
      readonly socket: Socket;
      readonly channels: readonly [number, number];
    }
  | {
      readonly protocol: 'udp';
      readonly ports: UdpPair;
      readonly address: string;
      readonly clientPorts: readonly [number, number];
    };

/** One track on its way to one client: owns SSRC, sequence and timestamp base. */
export class RtpOutput {
  readonly route: OutputRoute;
  readonly ssrc: number;
  readonly #payloadType: number;
  readonly #datagrams: PacedDatagrams;
  readonly #timestampBase = randomInt(2 ** 32 - 1);
  #sequence = randomInt(2 ** 16);
  #packets = 0;
  #octets = 0;

  constructor(route: OutputRoute, payloadType: number, ssrc: number = randomInt(1, 2 ** 32 - 1)) {
    this.route = route;
    this.#payloadType = payloadType;
    this.ssrc = ssrc;
    this.#datagrams = new PacedDatagrams((packet) => {
      if (route.protocol === 'udp')
        route.ports.rtp.send(packet, route.clientPorts[0], route.address);
    });
  }

  /** The sequence number the next packet will carry, for RTP-Info. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** The RTP time of a media time, both in the track's clock. */
  rtpTime(mediaTime: number): number {
    return (this.#timestampBase + mediaTime) >>> 0;
  }

  /** Bytes the connection has not taken yet, or that wait for their turn on UDP. */
  get backlogBytes(): number {
    const { route } = this;
    return route.protocol === 'tcp' ? route.socket.writableLength : this.#datagrams.queuedBytes;
  }

  /** Sends one batch; `mediaTime` in the track's clock. Synchronous: what the socket does not take it queues. */
  send(batch: RtpBatch, mediaTime: number): void {
    const { route } = this;
    const stamped = stampBatch(batch, {
      channel: route.protocol === 'tcp' ? route.channels[0] : 0,
      payloadType: this.#payloadType,
      ssrc: this.ssrc,
      sequence: this.#sequence,
      timestamp: this.rtpTime(mediaTime),
    });
    this.#sequence = (this.#sequence + batch.starts.length) & 0xffff;
    this.#packets += batch.starts.length;
    this.#octets += batch.payloadBytes;
    if (route.protocol === 'tcp') {
      if (route.socket.writable) route.socket.write(stamped);
      return;
    }
    for (const packet of packetsOf(batch, stamped)) this.#datagrams.push(packet);
  }

  /** Sends several batches of one moment with one system call. */
  sendAll(batches: readonly RtpBatch[], mediaTime: number): void {
    const socket = this.route.protocol === 'tcp' ? this.route.socket : null;
    socket?.cork();
    for (const batch of batches) this.send(batch, mediaTime);
    socket?.uncork();
  }

  /** Uses up sequence numbers without sending, as if the packets were lost on the way. */
  skip(batch: RtpBatch): void {
    this.#sequence = (this.#sequence + batch.starts.length) & 0xffff;
  }

  /** A sender report: the picture at `mediaTime` was taken at `utcMs`. */
  report(mediaTime: number, utcMs: number): void {
    const bytes = buildSenderReport({
      ssrc: this.ssrc,
      utcMs,
      rtpTimestamp: this.rtpTime(mediaTime),
      packets: this.#packets,
      octets: this.#octets,
    });
    const { route } = this;
    if (route.protocol === 'udp') {
      route.ports.rtcp.send(bytes, route.clientPorts[1], route.address);
      return;
    }
    const head = Uint8Array.of(0x24, route.channels[1], bytes.length >> 8, bytes.length & 0xff);
    if (route.socket.writable) route.socket.write(Buffer.concat([head, bytes]));
  }

  close(): void {
    this.#datagrams[Symbol.dispose]();
    if (this.route.protocol === 'udp') this.route.ports.close();
  }
}

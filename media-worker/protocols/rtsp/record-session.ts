// A client that publishes: ANNOUNCE, SETUP and RECORD of RFC 2326 §10.3, §10.4 and §10.11.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Announcement, Recording } from './media-provider.ts';
import { type HeaderFields, headerOf, type RtspRequest } from './message.ts';
import type { SdpMedia } from './sdp.ts';
import { parseTransports, type TransportFields } from './transport.ts';
import { openUdpPair, type UdpPair } from './udp-pair.ts';

/** RFC 3550 §6.2: about every 5 s. */
const RECEIVER_REPORT_MS = 5_000;
/** How one medium's packets come in. */
type Inlet =
  | { readonly protocol: 'tcp'; readonly channels: readonly [number, number] }
  | {
      readonly protocol: 'udp';
      readonly ports: UdpPair;
      readonly clientPorts: readonly [number, number];
    };
type Answer = { readonly status: number; readonly fields?: HeaderFields };

export type RecordSessionOptions = {
  readonly socket: Socket;
  readonly announcement: Announcement;
  readonly media: readonly SdpMedia[];
  /** A packet came over UDP: the client lives. */
  readonly alive: () => void;
};

/** What one client publishes, from its ANNOUNCE on. `close` is idempotent. */
export class RecordSession {
  readonly id = randomBytes(8).toString('hex');
  readonly #options: RecordSessionOptions;
  readonly #inlets: (Inlet | null)[];
  #recording: Recording | null = null;
  #reporting: NodeJS.Timeout | null = null;

  constructor(options: RecordSessionOptions) {
    this.#options = options;
    this.#inlets = options.media.map(() => null);
  }

  get overUdp(): boolean {
    return this.#inlets.some((inlet) => inlet?.protocol === 'udp');
  }

  async setUp(request: RtspRequest): Promise<Answer> {
    if (this.#recording) return { status: 455 };
    const medium = this.#mediumOf(request.uri);
    if (medium < 0) return { status: 404 };
    const offer = parseTransports(headerOf(request, 'transport') ?? '').find(
      (one) => !one.multicast && (one.protocol === 'tcp' || one.clientPorts !== null),
    );
    if (!offer) return { status: 461 };
    const { inlet, transport } = await this.#route(offer, medium);
    this.#close(this.#inlets[medium]);
    this.#inlets[medium] = inlet;
    return { status: 200, fields: { Transport: transport } };
  }

  /** Starts taking packets: the first ones may come before our answer is read. @throws why it may not publish */
  record(): Answer {
    if (this.#recording) return { status: 200 };
    if (this.#inlets.every((inlet) => inlet === null)) return { status: 455 };
    const { announcement, socket } = this.#options;
    this.#recording = announcement.record({
      overUdp: this.overUdp,
      evict: () => {
        this.close();
        socket.destroySoon();
      },
      rtcp: (medium, bytes) => this.#sendRtcp(medium, bytes),
    });
    this.#reporting = setInterval(() => this.#report(), RECEIVER_REPORT_MS);
    return { status: 200 };
  }

  /** A packet on the connection. @throws MediaError where it breaks the recording */
  interleaved(channel: number, payload: Uint8Array): void {
    for (const [medium, inlet] of this.#inlets.entries()) {
      if (inlet?.protocol !== 'tcp') continue;
      if (inlet.channels[0] === channel) this.#recording?.rtp(medium, payload);
      else if (inlet.channels[1] === channel) this.#recording?.rtcp(medium, payload);
    }
  }

  close(): void {
    if (this.#reporting) clearInterval(this.#reporting);
    for (const inlet of this.#inlets.splice(0)) this.#close(inlet);
    const recording = this.#recording;
    this.#recording = null;
    recording?.end();
  }

  /** By the end of the address, as the description names it; a client that names nothing sets up in order. */
  #mediumOf(uri: string): number {
    const { media } = this.#options;
    const named = media.findIndex((one) => {
      const [control] = one.attributes.get('control') ?? [];
      return control !== undefined && (uri === control || uri.endsWith(`/${control}`));
    });
    return named >= 0 ? named : this.#inlets.indexOf(null);
  }

  async #route(
    offer: TransportFields,
    medium: number,
  ): Promise<{ inlet: Inlet; transport: string }> {
    if (offer.protocol === 'tcp') {
      const channels = offer.interleaved ?? [medium * 2, medium * 2 + 1];
      const transport = `RTP/AVP/TCP;unicast;interleaved=${channels.join('-')};mode=record`;
      return { inlet: { protocol: 'tcp', channels }, transport };
    }
    const { socket, alive } = this.#options;
    const ports = await openUdpPair(socket.localAddress ?? '127.0.0.1');
    const clientPorts = offer.clientPorts ?? [0, 0];
    const from =
      (take: (bytes: Uint8Array) => void) => (bytes: Buffer, peer: { address: string }) => {
        if (peer.address !== socket.remoteAddress) return; // somebody else's
        alive();
        this.#guarded(() => take(bytes));
      };
    ports.rtp.on(
      'message',
      from((bytes) => this.#recording?.rtp(medium, bytes)),
    );
    ports.rtcp.on(
      'message',
      from((bytes) => this.#recording?.rtcp(medium, bytes)),
    );
    const transport = `RTP/AVP;unicast;client_port=${clientPorts.join('-')};server_port=${ports.port}-${ports.port + 1};mode=record`;
    return { inlet: { protocol: 'udp', ports, clientPorts }, transport };
  }

  /** What breaks a recording ends the session: on UDP there is no reader above to catch it. */
  #guarded(take: () => void): void {
    try {
      take();
    } catch {
      this.close();
      this.#options.socket.destroySoon();
    }
  }

  #report(): void {
    for (const medium of this.#inlets.keys()) {
      const report = this.#recording?.receiverReport(medium);
      if (report) this.#sendRtcp(medium, report);
    }
  }

  #sendRtcp(medium: number, bytes: Uint8Array): void {
    const { socket } = this.#options;
    const inlet = this.#inlets[medium];
    if (inlet?.protocol === 'udp')
      inlet.ports.rtcp.send(bytes, inlet.clientPorts[1], socket.remoteAddress);
    else if (inlet && socket.writable) {
      const head = [0x24, inlet.channels[1], bytes.length >> 8, bytes.length & 0xff];
      socket.write(Buffer.concat([Uint8Array.from(head), bytes]));
    }
  }

  #close(inlet: Inlet | null | undefined): void {
    if (inlet?.protocol === 'udp') inlet.ports.close();
  }
}

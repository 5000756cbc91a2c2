// GB/T 28181 sender: a stream as MPEG-PS in RTP to another platform, for cascade.
import { randomInt } from 'node:crypto';
import { PsMuxer } from '../formats/mpeg-ps/muxer.ts';
import type { Stream } from '../hub/stream.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { Clock } from '../platform/clock.ts';
import { PsPacketizer, payloadBytes } from '../protocols/rtp/ps-packetizer.ts';
import { buildSenderReport } from '../protocols/rtp/rtcp.ts';
import { type Push, Pushes, type PushesOptions, type PushState } from './pushes.ts';
import { dialTcpWire, openPsPort, openUdpWire, type PsPort, type PsWire } from './rtp-ps-wires.ts';
import { streamTracks } from './stream-tracks.ts';

/** One stream to one receiver, as in the control contract. `passive`: the receiver connects to us. */
export type SenderSpec = {
  readonly id: string;
  readonly streamId: string;
  readonly ssrc: number;
  readonly to:
    | { readonly mode: 'udp' | 'tcp-active'; readonly host: string; readonly port: number }
    | { readonly mode: 'tcp-passive' };
};

export type PsSendersOptions = Omit<PushesOptions<SenderSpec>, 'pushOf' | 'holder'> & {
  readonly networks: readonly string[];
  /** Where receivers connect to. */
  readonly host: string;
  readonly ports: readonly [number, number];
};

/** Four seconds of a 4 Mbit/s stream unsent: the receiver is slow and gets the next random access point. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;
/** RFC 3550 §6.2: at least every five seconds. */
const REPORT_EVERY_MS = 5_000;

/** Streams that are sent to platforms. A port that a receiver connects to lives as long as its sender. */
export class PsSenders implements Disposable {
  readonly #options: PsSendersOptions;
  readonly #pushes: Pushes<SenderSpec>;
  readonly #ports = new Map<string, PsPort>();

  constructor(options: PsSendersOptions) {
    this.#options = options;
    this.#pushes = new Pushes<SenderSpec>({
      ...options,
      holder: 'sender',
      pushOf: (spec) => this.#pushOf(spec),
    });
  }

  get list(): readonly PushState[] {
    return this.#pushes.list;
  }

  /** The port that the receiver may connect to, `null` where we send to it. @throws `rtp.no-port` */
  async put(spec: SenderSpec): Promise<number | null> {
    const known = this.#ports.get(spec.id);
    if (spec.to.mode === 'tcp-passive' && !known) {
      const opened = await openPsPort(this.#options);
      if (this.#ports.has(spec.id))
        opened[Symbol.dispose](); // put twice at once
      else this.#ports.set(spec.id, opened);
    }
    this.#pushes.put([spec]);
    if (spec.to.mode !== 'tcp-passive') this.#closePort(spec.id);
    return this.#ports.get(spec.id)?.port ?? null;
  }

  remove(ids: readonly string[]): void {
    this.#pushes.remove(ids);
    for (const id of ids) this.#closePort(id);
  }

  [Symbol.dispose](): void {
    this.#pushes[Symbol.dispose]();
    for (const id of [...this.#ports.keys()]) this.#closePort(id);
  }

  #closePort(id: string): void {
    this.#ports.get(id)?.[Symbol.dispose]();
    this.#ports.delete(id);
  }

  #pushOf(spec: SenderSpec): Push {
    const { networks, clock } = this.#options;
    const { to } = spec;
    const target = to.mode === 'tcp-passive' ? to.mode : `${to.mode} ${to.host}:${to.port}`;
    const open = (signal: AbortSignal): Promise<PsWire> => {
      if (to.mode === 'udp') return openUdpWire(to, networks, signal);
      if (to.mode === 'tcp-active') return dialTcpWire(to, networks, signal);
      const port = this.#ports.get(spec.id);
      return port ? port.accept(signal) : Promise.reject(signal.reason);
    };
    return {
      target,
      runOnce: async (stream, progress, signal) => {
        progress.step('connect', target);
        using wire = await open(signal);
        progress.step('setup', wire.peer);
        await streamTracks(stream, clock, signal);
        const sending = new PsSending(wire, spec.ssrc, clock);
        const over = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
        using _listening = listen(stream, sending, over.reject);
        progress.sending(() => sending);
        await Promise.race([over.promise, wire.over]);
      },
    };
  }
}

function listen(stream: Stream, sending: PsSending, ended: (error: unknown) => void): Disposable {
  return stream.listen({ event: (event) => sending.event(event), ended });
}

/** One stream on its way over one wire: from a random access point on, without what the wire does not take. */
class PsSending {
  bytes = 0;
  framesDropped = 0;
  readonly #wire: PsWire;
  readonly #ssrc: number;
  readonly #clock: Clock;
  readonly #muxer = new PsMuxer();
  readonly #packetizer: PsPacketizer;
  #hasVideo = true;
  #waiting = true;
  #packets = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(wire: PsWire, ssrc: number, clock: Clock) {
    this.#wire = wire;
    this.#ssrc = ssrc;
    this.#clock = clock;
    this.#packetizer = new PsPacketizer(ssrc, randomInt(0x1_0000));
  }

  event(event: StreamEvent): void {
    if (event.type === 'frame') {
      this.#frame(event.frame);
      return;
    }
    this.#muxer.tracks(event.tracks);
    this.#hasVideo = event.tracks.some((track) => track.kind === 'video');
    this.#waiting = true;
  }

  #frame(frame: Frame): void {
    const starts = frame.kind === 'video' ? frame.randomAccess : !this.#hasVideo;
    const full = this.#wire.backlogBytes > MAX_BACKLOG_BYTES;
    if (full || (this.#waiting && !starts)) {
      this.#waiting = true;
      this.framesDropped += 1;
      return;
    }
    this.#waiting = false;
    const pack = this.#muxer.write(frame);
    if (pack.length === 0) return;
    const timestamp = frame.pts % 2 ** 32;
    const packets = this.#packetizer.packets(pack, timestamp);
    this.#wire.send(packets);
    this.#packets += packets.length;
    this.bytes += payloadBytes(packets);
    this.#maybeReport(timestamp);
  }

  #maybeReport(rtpTimestamp: number): void {
    const now = this.#clock.monotonicNow();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const counts = { packets: this.#packets, octets: this.bytes };
    const utcMs = this.#clock.wallNow();
    this.#wire.report(buildSenderReport({ ssrc: this.#ssrc, utcMs, rtpTimestamp, ...counts }));
  }
}

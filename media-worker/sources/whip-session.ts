import { randomInt } from 'node:crypto';
import type { SourceOutput } from '../hub/source.ts';
import type { Publication } from '../hub/stream.ts';
import { u8, u16, u32 } from '../media/bytes.ts';
import { buildNack, buildPli } from '../protocols/rtp/feedback.ts';
import { sequenceDistance } from '../protocols/rtp/packet.ts';
import { UDP_REORDER } from '../protocols/rtp/reorder.ts';
import type { WebrtcPeer } from '../protocols/webrtc/peer.ts';
import { RtspReceiver } from './rtsp-receiver.ts';
import type { TakenMedia } from './whip-media.ts';

/** Browsers send key frames only when asked; viewers join at them and segments are cut there. */
const KEY_FRAME_EVERY_MS = 2_000;
/** While none came: a round trip over the worst of lines. */
const ASK_AGAIN_MS = 500;
const REPORT_EVERY_MS = 1_000;
/** A longer gap is not mended packet by packet. */
const MAX_NACKED = 64;

/** What one publisher sends, from its first packet on. Synchronous. */
export class WhipSession {
  readonly #peer: WebrtcPeer;
  readonly #media: readonly TakenMedia[];
  readonly #receiver: RtspReceiver;
  readonly #now: () => number;
  readonly #publication: Publication;
  readonly #ownSsrc = randomInt(1, 2 ** 32 - 1);
  #videoSsrc: number | null = null;
  #newest: number | null = null;
  #wantsKeyFrame = true;
  #askedAt = Number.NEGATIVE_INFINITY;
  #reportedAt = Number.NEGATIVE_INFINITY;
  bytes = 0;

  constructor(
    peer: WebrtcPeer,
    media: readonly TakenMedia[],
    publication: Publication,
    now: () => number,
  ) {
    this.#peer = peer;
    this.#media = media;
    this.#publication = publication;
    this.#now = now;
    const tracks = media.map(({ track }) => track);
    this.#receiver = new RtspReceiver(tracks, {
      output: this.#watched(publication.output),
      limits: UDP_REORDER,
      now,
    });
    publication.output.takesKeyFrameRequests?.(() => this.#ask(now()));
  }

  /** One plain RTP packet. @throws `malformed` when it describes no picture */
  rtp(packet: Uint8Array): void {
    const payloadType = u8(packet, 1) & 0x7f;
    const index = this.#media.findIndex(({ track }) => track.payloadType === payloadType);
    if (index < 0) return;
    this.bytes += packet.length;
    this.#publication.output.received(packet.length);
    if (this.#media[index]?.track.kind === 'video') this.#video(packet);
    this.#receiver.rtp(index, packet);
  }

  /** Sender reports tell sound and picture what time it is. */
  rtcp(packet: Uint8Array): void {
    const isOfVideo = u32(packet, 4) === this.#videoSsrc;
    for (const [index, { track }] of this.#media.entries())
      if ((track.kind === 'video') === isOfVideo) this.#receiver.rtcp(index, packet);
  }

  /** What is due: reports, and asking for key frames. */
  tick(): void {
    const now = this.#now();
    const askEvery = this.#wantsKeyFrame ? ASK_AGAIN_MS : KEY_FRAME_EVERY_MS;
    if (now - this.#askedAt >= askEvery) this.#ask(now);
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    for (const index of this.#media.keys()) {
      const report = this.#receiver.receiverReport(index, this.#ownSsrc);
      if (report) this.#peer.sendRtcp(report);
    }
  }

  #video(packet: Uint8Array): void {
    const ssrc = u32(packet, 8);
    const sequence = u16(packet, 2);
    if (ssrc !== this.#videoSsrc) {
      this.#videoSsrc = ssrc;
      this.#newest = sequence;
      this.#ask(this.#now());
      return;
    }
    const ahead = sequenceDistance(this.#newest ?? sequence, sequence);
    if (ahead > 1 && ahead <= MAX_NACKED) this.#nack(ssrc, sequence, ahead);
    if (ahead > 0) this.#newest = sequence;
  }

  #nack(ssrc: number, sequence: number, ahead: number): void {
    const missing = Array.from(
      { length: ahead - 1 },
      (_, at) => (sequence - ahead + 1 + at) & 0xffff,
    );
    this.#peer.sendRtcp(buildNack(this.#ownSsrc, ssrc, missing));
  }

  #ask(now: number): void {
    if (this.#videoSsrc === null) return;
    this.#askedAt = now;
    this.#peer.sendRtcp(buildPli(this.#ownSsrc, this.#videoSsrc));
  }

  /** Lost packets that did not come again make the pictures behind them useless up to a key frame. */
  #watched(output: SourceOutput): SourceOutput {
    return {
      event: (event) => {
        if (event.type === 'frame' && event.frame.kind === 'video' && event.frame.randomAccess)
          this.#wantsKeyFrame = false;
        output.event(event);
      },
      step: (step, detail) => output.step(step, detail),
      lost: (packets) => {
        this.#wantsKeyFrame = true;
        output.lost(packets);
      },
      jitter: (ms) => output.jitter?.(ms),
      cameraTime: (pts, utcMs) => output.cameraTime(pts, utcMs),
      received: (bytes) => output.received(bytes),
      get watched() {
        return output.watched;
      },
    };
  }
}

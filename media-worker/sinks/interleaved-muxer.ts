// RTP on RTSP connections (RFC 2326 §10.12), made once for all readers that chose the same channels.
import { randomInt } from 'node:crypto';
import { concatBytes } from '../media/bytes.ts';
import type { Frame } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import { makeBatch, stampBatch } from '../protocols/rtp/batch.ts';
import { buildSenderReport } from '../protocols/rtp/rtcp.ts';
import type { LiveMuxer } from './live-format.ts';
import { ReportClock } from './report-clock.ts';
import { mediaNow, type RtpMedia } from './rtp-media.ts';

/** RFC 3550 §6.2: at least every five seconds. */
const REPORT_EVERY_TICKS = 5 * 90_000;
const NOTHING = new Uint8Array(0);

/** What all readers of one medium are told it is sent as. */
export type RtpSender = { readonly ssrc: number; readonly timestampBase: number };

export function newSender(): RtpSender {
  return { ssrc: randomInt(1, 2 ** 32 - 1), timestampBase: randomInt(2 ** 32 - 1) };
}

/** One medium on the channels it was set up for. */
export type Lane = {
  readonly media: RtpMedia;
  readonly sender: RtpSender;
  /** RTP and RTCP. */
  readonly channels: readonly [number, number];
  readonly payloadType: number;
};

type Sending = { readonly lane: Lane; media: RtpMedia | null; packets: number; octets: number };

export class InterleavedMuxer implements LiveMuxer {
  readonly #sendings: readonly Sending[];
  readonly #clock: ReportClock;
  readonly #hasVideo: boolean;
  #sequences: number[];
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** `newestPts` is that of the newest cached frame: those before it were taken before now. */
  constructor(
    lanes: readonly Lane[],
    options: { readonly wallNow: () => number; readonly newestPts: number | null },
  ) {
    this.#sendings = lanes.map((lane) => ({ lane, media: lane.media, packets: 0, octets: 0 }));
    this.#sequences = lanes.map(() => randomInt(2 ** 16));
    this.#clock = new ReportClock(options.wallNow, options.newestPts);
    this.#hasVideo = lanes.some(({ media }) => media.kind === 'video');
  }

  tracks(tracks: readonly Track[]): void {
    for (const sending of this.#sendings) sending.media = mediaNow(sending.lane.media, tracks);
  }

  header(): Uint8Array {
    return NOTHING;
  }

  sequenceHeaders(): Uint8Array {
    return NOTHING;
  }

  /** Reports go before every random access point, where readers begin: until one comes sound and picture are not in time. */
  write(frame: Frame): Uint8Array {
    const parts: Uint8Array[] = [];
    const starts = frame.kind === 'video' ? frame.randomAccess : !this.#hasVideo;
    const isDue = Math.abs(frame.pts - this.#reportedAt) >= REPORT_EVERY_TICKS;
    if (this.#hasVideo ? starts : isDue) this.#report(frame.pts, parts);
    for (const [index, sending] of this.#sendings.entries())
      if (sending.media?.kind === frame.kind)
        this.#send(index, sending, sending.media, frame, parts);
    const [only = NOTHING, ...more] = parts;
    return more.length === 0 ? only : concatBytes(parts);
  }

  #send(index: number, sending: Sending, media: RtpMedia, frame: Frame, parts: Uint8Array[]): void {
    const batch = makeBatch(media.payloads(frame));
    if (batch.starts.length === 0) return;
    const { channels, payloadType, sender } = sending.lane;
    const sequence = this.#sequences[index] ?? 0;
    const timestamp = rtpTime(sending.lane, frame.pts);
    const [channel] = channels;
    parts.push(stampBatch(batch, { channel, payloadType, ssrc: sender.ssrc, sequence, timestamp }));
    this.#sequences[index] = (sequence + batch.starts.length) & 0xffff;
    sending.packets += batch.starts.length;
    sending.octets += batch.payloadBytes;
  }

  #report(pts: number, parts: Uint8Array[]): void {
    this.#reportedAt = pts;
    const utcMs = this.#clock.of(pts);
    for (const { lane, packets, octets } of this.#sendings) {
      const { ssrc } = lane.sender;
      const rtpTimestamp = rtpTime(lane, pts);
      const report = buildSenderReport({ ssrc, utcMs, rtpTimestamp, packets, octets });
      const [, channel] = lane.channels;
      parts.push(Uint8Array.of(0x24, channel, report.length >> 8, report.length & 0xff), report);
    }
  }
}

function rtpTime({ media, sender }: Lane, pts: number): number {
  return (sender.timestampBase + Math.round((pts * media.clockRate) / 90_000)) >>> 0;
}

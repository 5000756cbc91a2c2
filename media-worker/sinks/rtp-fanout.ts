import type { StreamListener } from '../hub/stream.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { Clock } from '../platform/clock.ts';
import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import type { RtpOutput } from '../protocols/rtsp/rtp-output.ts';
import { ReportClock } from './report-clock.ts';
import { mediaNow, type RtpMedia } from './rtp-media.ts';

/** Four seconds of a 4 Mbit/s stream unsent: the reader is slow and skips to the next random access point. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;
/** RFC 3550 §6.2: at least every five seconds. */
const REPORT_EVERY_MS = 5_000;

/** One that takes RTP: an output a medium, `null` for those it does not want. */
export type RtpReader = {
  readonly outputs: readonly (RtpOutput | null)[];
  /** Until the next random access point. */
  waiting: boolean;
  bytes: number;
  framesDropped: number;
};

/** Everybody who takes one stream over RTP: each frame is packetized once. */
export class RtpFanout implements StreamListener {
  readonly #media: readonly RtpMedia[];
  readonly #clock: Clock;
  readonly #readers = new Set<RtpReader>();
  readonly #hasVideo: boolean;
  readonly #informed = new WeakSet<RtpReader>();
  readonly #reports: ReportClock;
  /** `null` while a medium is of another codec than was described. */
  #current: readonly (RtpMedia | null)[];
  #reportedAt: number;

  /** `newestPts` is that of the newest frame that came, `null` before the first. */
  constructor(media: readonly RtpMedia[], clock: Clock, newestPts: number | null) {
    this.#media = media;
    this.#clock = clock;
    this.#reports = new ReportClock(() => clock.wallNow(), newestPts);
    this.#reportedAt = clock.monotonicNow();
    this.#hasVideo = media.some((one) => one.kind === 'video');
    this.#current = media;
  }

  get size(): number {
    return this.#readers.size;
  }

  /**
   * Sends the cached GOP, then everything that comes. The first report is about the first frame: readers begin their time
   * with it, and leave out what would come before.
   */
  add(reader: RtpReader, gop: readonly Frame[]): void {
    const [first] = gop;
    if (first) this.#report(reader, first.pts, this.#reports.cached(first.pts));
    for (const frame of gop) this.#send(reader, frame, this.#batches(frame));
    this.#readers.add(reader);
  }

  remove(reader: RtpReader): void {
    this.#readers.delete(reader);
  }

  event(event: StreamEvent): void {
    if (event.type === 'tracks')
      this.#current = this.#media.map((one) => mediaNow(one, event.tracks));
    if (event.type === 'tracks' || this.#readers.size === 0) return;
    const batches = this.#batches(event.frame);
    for (const reader of this.#readers) this.#send(reader, event.frame, batches);
    this.#maybeReport(event.frame);
  }

  ended(): void {
    this.#readers.clear();
  }

  /** Parameter sets travel in band; a codec other than was described cannot be told, and waits until it is back. */
  #batches(frame: Frame): readonly (RtpBatch | null)[] {
    return this.#current.map((one) =>
      one?.kind === frame.kind ? makeBatch(one.payloads(frame)) : null,
    );
  }

  #send(reader: RtpReader, frame: Frame, batches: readonly (RtpBatch | null)[]): void {
    const starts = frame.kind === 'video' ? frame.randomAccess : !this.#hasVideo;
    const full = reader.outputs.some((output) => (output?.backlogBytes ?? 0) > MAX_BACKLOG_BYTES);
    if (full || (reader.waiting && !starts)) {
      reader.framesDropped += 1;
      reader.waiting = true;
      return;
    }
    reader.waiting = false;
    if (!this.#informed.has(reader)) this.#report(reader, frame.pts, this.#reports.of(frame.pts));
    for (const [index, batch] of batches.entries())
      this.#sendBatch(reader, index, batch, frame.pts);
  }

  #sendBatch(reader: RtpReader, index: number, batch: RtpBatch | null, pts: number): void {
    const output = reader.outputs[index];
    if (!batch || !output) return;
    output.send(batch, this.#mediaTime(index, pts));
    reader.bytes += batch.payloadBytes;
  }

  #mediaTime(index: number, pts: number): number {
    return Math.round((pts * (this.#media[index]?.clockRate ?? 90_000)) / 90_000);
  }

  #maybeReport(frame: Frame): void {
    if (this.#hasVideo && frame.kind === 'audio') return; // sound comes in runs: its time is less exact
    const now = this.#clock.monotonicNow();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const utcMs = this.#reports.live(frame.pts);
    for (const reader of this.#readers) this.#report(reader, frame.pts, utcMs);
  }

  /** Goes before the first packet too: until then a reader takes the first ones of sound and picture for one moment. */
  #report(reader: RtpReader, pts: number, utcMs: number): void {
    this.#informed.add(reader);
    for (const [index, output] of reader.outputs.entries())
      output?.report(this.#mediaTime(index, pts), utcMs);
  }
}

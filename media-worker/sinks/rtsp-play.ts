// RTSP play: streams of the hub behind the RTSP server. One packetizing per stream and frame, shared by all readers.
import { randomUUID } from 'node:crypto';
import type { TicketVerdict } from '../control/ticket.ts';
import type { Stream, StreamListener } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import type {
  MediaProvider,
  Presentation,
  PresentationRequest,
} from '../protocols/rtsp/media-provider.ts';
import type { RtpOutput } from '../protocols/rtsp/rtp-output.ts';
import { type RtpMedia, rtpMedia } from './rtp-media.ts';
import type { ViewerEnd } from './viewer.ts';
import { KICKED, LEFT, type Watcher, type WatcherEnded, type Watchers } from './watcher.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})$/;
/** How long DESCRIBE waits for the tracks of a stream that is starting. */
const TRACKS_WITHIN_MS = 15_000;
/** Four seconds of a 4 Mbit/s stream unsent: the reader is slow and skips to the next random access point. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;
/** RFC 3550 §6.2: at least every five seconds. */
const REPORT_EVERY_MS = 5_000;

export type RtspPlayOptions = {
  readonly clock: Clock;
  find(streamId: string): Stream | null;
  readonly check: ((ticket: string | null, streamId: string) => TicketVerdict) | null;
  readonly ended: WatcherEnded;
};

type Reader = Watcher & {
  readonly outputs: readonly (RtpOutput | null)[];
  /** Until the next random access point. */
  waiting: boolean;
  bytes: number;
  framesDropped: number;
};

/** The readers of one stream while there are any. */
class RtspFanout implements StreamListener {
  readonly #media: readonly RtpMedia[];
  readonly #clock: Clock;
  readonly #readers = new Set<Reader>();
  readonly #hasVideo: boolean;
  #reportedAt = 0;

  constructor(media: readonly RtpMedia[], clock: Clock) {
    this.#media = media;
    this.#clock = clock;
    this.#hasVideo = media.some((one) => one.kind === 'video');
  }

  get size(): number {
    return this.#readers.size;
  }

  /** Sends the cached GOP, then everything that comes. */
  add(reader: Reader, gop: readonly Frame[]): void {
    for (const frame of gop) this.#send(reader, frame, this.#batches(frame));
    this.#readers.add(reader);
  }

  remove(reader: Reader): void {
    this.#readers.delete(reader);
  }

  event(event: StreamEvent): void {
    // Parameter sets travel in band, before each random access point.
    if (event.type === 'tracks' || this.#readers.size === 0) return;
    const batches = this.#batches(event.frame);
    for (const reader of this.#readers) this.#send(reader, event.frame, batches);
    this.#maybeReport(event.frame);
  }

  ended(): void {
    this.#readers.clear();
  }

  #batches(frame: Frame): readonly (RtpBatch | null)[] {
    return this.#media.map((one) =>
      one.kind === frame.kind ? makeBatch(one.payloads(frame)) : null,
    );
  }

  #send(reader: Reader, frame: Frame, batches: readonly (RtpBatch | null)[]): void {
    const starts = frame.kind === 'video' ? frame.randomAccess : !this.#hasVideo;
    const full = reader.outputs.some((output) => (output?.backlogBytes ?? 0) > MAX_BACKLOG_BYTES);
    if (full || (reader.waiting && !starts)) {
      reader.framesDropped += 1;
      reader.waiting = true;
      return;
    }
    reader.waiting = false;
    for (const [index, batch] of batches.entries())
      this.#sendBatch(reader, index, batch, frame.pts);
  }

  #sendBatch(reader: Reader, index: number, batch: RtpBatch | null, pts: number): void {
    const output = reader.outputs[index];
    if (!batch || !output) return;
    output.send(batch, this.#mediaTime(index, pts));
    reader.bytes += batch.payloadBytes;
  }

  #mediaTime(index: number, pts: number): number {
    return Math.round((pts * (this.#media[index]?.clockRate ?? 90_000)) / 90_000);
  }

  #maybeReport(frame: Frame): void {
    const now = this.#clock.monotonicNow();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const utcMs = this.#clock.wallNow();
    for (const { outputs } of this.#readers)
      for (const [index, output] of outputs.entries())
        output?.report(this.#mediaTime(index, frame.pts), utcMs);
  }
}

/** Streams as `rtsp://host/live/NAME?ticket=…`. */
export class RtspPlay implements MediaProvider, Watchers {
  readonly #options: RtspPlayOptions;
  readonly #fanouts = new Map<
    Stream,
    { readonly fanout: RtspFanout; readonly listening: Disposable }
  >();

  readonly #readers = new Set<Reader>();
  readonly #kicked = new Map<Watcher, () => void>();

  constructor(options: RtspPlayOptions) {
    this.#options = options;
  }

  get list(): readonly Watcher[] {
    return [...this.#readers];
  }

  /** Its packets stop at once; the connection ends when the reader notices. */
  kick(id: string): boolean {
    const reader = this.list.find((one) => one.id === id);
    if (reader) this.#kicked.get(reader)?.();
    return reader !== undefined;
  }

  async find(
    { path, query, peer }: PresentationRequest,
    signal: AbortSignal,
  ): Promise<Presentation | null> {
    const id = PATH.exec(path)?.[1];
    if (id === undefined) return null;
    const verdict = this.#options.check?.(query.get('ticket'), id);
    if (verdict && !verdict.ok)
      throw new MediaError('refused', 'the ticket does not open this stream', {
        code: verdict.code,
      });
    const stream = this.#options.find(id);
    if (!stream) return null;
    const hold = stream.hold('rtsp');
    const tracks = await this.#tracks(stream, signal).finally(() => hold[Symbol.dispose]());
    const media = tracks.map((track) => rtpMedia(track)).filter((one) => one !== null);
    if (media.length === 0)
      throw new MediaError('unsupported', 'RTP carries none of the tracks', {
        code: 'rtsp.no-supported-track',
      });
    const who = { streamId: stream.id, address: peer, userId: verdict?.ticket.userId ?? null };
    return {
      name: id,
      media: media.map((one) => one.served),
      play: (outputs) => this.#play(stream, media, { ...who, outputs }),
    };
  }

  #play(
    stream: Stream,
    media: readonly RtpMedia[],
    who: Pick<Reader, 'streamId' | 'address' | 'userId' | 'outputs'>,
  ): () => void {
    const hold = stream.hold('rtsp');
    const fanout = this.#fanout(stream, media);
    const since = this.#options.clock.wallNow();
    const reader: Reader = {
      ...who,
      id: randomUUID(),
      format: 'rtsp',
      since,
      waiting: true,
      bytes: 0,
      framesDropped: 0,
    };
    this.#readers.add(reader);
    fanout.add(reader, stream.gop.frames);
    const stop = (why: ViewerEnd) => {
      if (!this.#readers.delete(reader)) return;
      this.#kicked.delete(reader);
      fanout.remove(reader);
      this.#closeIfEmpty(stream);
      hold[Symbol.dispose]();
      this.#options.ended(reader, why);
    };
    this.#kicked.set(reader, () => stop(KICKED));
    return () => stop(LEFT);
  }

  #fanout(stream: Stream, media: readonly RtpMedia[]): RtspFanout {
    const known = this.#fanouts.get(stream);
    if (known) return known.fanout;
    const fanout = new RtspFanout(media, this.#options.clock);
    this.#fanouts.set(stream, { fanout, listening: stream.listen(fanout) });
    return fanout;
  }

  #closeIfEmpty(stream: Stream): void {
    const known = this.#fanouts.get(stream);
    if (!known || known.fanout.size > 0) return;
    known.listening[Symbol.dispose]();
    this.#fanouts.delete(stream);
  }

  /** The tracks, as soon as the source knows them. @throws why there are none */
  #tracks(stream: Stream, signal: AbortSignal): Promise<readonly Track[]> {
    const patience = new AbortController();
    let listening: Disposable | null = null;
    return new Promise<readonly Track[]>((resolve, reject) => {
      const settle = (finish: () => void) => {
        patience.abort();
        queueMicrotask(() => listening?.[Symbol.dispose]()); // not from within `event`
        finish();
      };
      const give = (error: unknown) => settle(() => reject(error));
      listening = stream.listen({
        event: (event) => event.type === 'tracks' && settle(() => resolve(event.tracks)),
        failed: (failure) =>
          give(new MediaError(failure.kind, failure.message, { code: failure.code })),
        ended: give,
      });
      const late = new MediaError('timeout', 'the source told no tracks in time', {
        code: 'stream.no-picture',
      });
      this.#options.clock.sleep(TRACKS_WITHIN_MS, AbortSignal.any([signal, patience.signal])).then(
        () => give(late),
        () => signal.aborted && give(signal.reason),
      );
    });
  }
}

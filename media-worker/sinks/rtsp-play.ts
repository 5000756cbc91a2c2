// RTSP play: streams of the hub behind the RTSP server. One packetizing per stream and frame, shared by all readers.
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
};

type Reader = {
  readonly outputs: readonly (RtpOutput | null)[];
  waiting: boolean;
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
      if (batch) reader.outputs[index]?.send(batch, this.#mediaTime(index, frame.pts));
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
export class RtspPlay implements MediaProvider {
  readonly #options: RtspPlayOptions;
  readonly #fanouts = new Map<
    Stream,
    { readonly fanout: RtspFanout; readonly listening: Disposable }
  >();

  constructor(options: RtspPlayOptions) {
    this.#options = options;
  }

  async find(
    { path, query }: PresentationRequest,
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
    const media = tracks.map(rtpMedia).filter((one) => one !== null);
    if (media.length === 0)
      throw new MediaError('unsupported', 'RTP carries none of the tracks', {
        code: 'rtsp.no-supported-track',
      });
    return {
      name: id,
      media: media.map((one) => one.served),
      play: (outputs) => this.#play(stream, media, outputs),
    };
  }

  #play(
    stream: Stream,
    media: readonly RtpMedia[],
    outputs: readonly (RtpOutput | null)[],
  ): () => void {
    const hold = stream.hold('rtsp');
    const fanout = this.#fanout(stream, media);
    const reader: Reader = { outputs, waiting: true, framesDropped: 0 };
    fanout.add(reader, stream.gop.frames);
    return () => {
      fanout.remove(reader);
      this.#closeIfEmpty(stream);
      hold[Symbol.dispose]();
    };
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

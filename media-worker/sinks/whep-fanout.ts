import type { Stream, StreamListener } from '../hub/stream.ts';
import type { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import { TICKS_PER_SECOND } from '../media/ticks.ts';
import type { Track } from '../media/track.ts';
import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import { type RtpMedia, rtpMedia } from './rtp-media.ts';
import type { ViewerEnd } from './viewer.ts';

/** WebRTC takes any path there is; tunnels leave 1,280 bytes and less of a packet. */
const MAX_PAYLOAD_BYTES = 1_180;
/** A longer GOP is not sent again from its beginning: the viewer waits for the next one. */
const MAX_GOP_FRAMES = 600;
const MAX_GOP_BYTES = 4 * 1024 * 1024;

/** One frame cut for RTP, made once and shared by all viewers. */
export type CutFrame = {
  readonly kind: Track['kind'];
  readonly batch: RtpBatch;
  readonly startsGop: boolean;
  /** 90 kHz ticks of the stream. */
  readonly pts: number;
};

/** Somebody who takes cut frames. */
export type FrameTaker = {
  take(frame: CutFrame): void;
  end(why: ViewerEnd): void;
};

/** All WebRTC viewers of one stream: one packetizing a frame, and the newest GOP for those who come. Synchronous. */
export class WhepFanout implements StreamListener, Disposable {
  readonly #stream: Stream;
  readonly #takers = new Set<FrameTaker>();
  readonly #listening: Disposable;
  #tracks: readonly Track[] = [];
  #media: readonly RtpMedia[] = [];
  #gop: CutFrame[] = [];
  #gopBytes = 0;
  #lastPts = Number.NEGATIVE_INFINITY;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#listening = stream.listen(this);
  }

  get size(): number {
    return this.#takers.size;
  }

  /** The pictures since the newest random access point; empty where that GOP is too long. */
  get gop(): readonly CutFrame[] {
    return this.#gop;
  }

  /** A viewer lost the picture; the cached GOP may be old, or too long to be kept. */
  wantKeyFrame(): void {
    this.#stream.wantKeyFrame();
  }

  add(taker: FrameTaker): void {
    this.#takers.add(taker);
  }

  remove(taker: FrameTaker): void {
    this.#takers.delete(taker);
  }

  event(event: StreamEvent): void {
    if (event.type === 'tracks') this.#retrack(event.tracks);
    else this.#frame(event.frame);
  }

  ended(error: MediaError): void {
    const code = error.context.code ?? `stream.${error.kind}`;
    this.#endAll({ code, message: error.message });
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  #retrack(tracks: readonly Track[]): void {
    const changed = codecs(this.#tracks) !== codecs(tracks);
    if (this.#tracks.length > 0 && changed)
      this.#endAll({ code: 'stream.tracks-changed', message: 'the stream changed its codecs' });
    this.#tracks = tracks;
    this.#media = tracks.flatMap((track) => rtpMedia(track, MAX_PAYLOAD_BYTES) ?? []);
    this.#forgetGop();
  }

  #frame(frame: Frame): void {
    const media = this.#media.find(({ kind }) => kind === frame.kind);
    if (!media) return;
    if (frame.kind === 'video') this.#picture(media, frame);
    else
      for (const payload of media.payloads(frame))
        this.#give({
          kind: 'audio',
          batch: makeBatch([payload]),
          startsGop: this.#media.length === 1,
          pts: frame.pts + ((payload.after ?? 0) * TICKS_PER_SECOND) / media.clockRate,
        });
  }

  #picture(media: RtpMedia, frame: Extract<Frame, { kind: 'video' }>): void {
    if (frame.pts < this.#lastPts && !frame.randomAccess) this.#endAll(B_FRAMES);
    this.#lastPts = frame.pts;
    const batch = makeBatch(media.payloads(frame));
    const cut = { kind: 'video', batch, startsGop: frame.randomAccess, pts: frame.pts } as const;
    this.#keep(cut);
    this.#give(cut);
  }

  #keep(cut: CutFrame): void {
    if (cut.startsGop) this.#forgetGop();
    else if (this.#gop.length === 0) return;
    this.#gop.push(cut);
    this.#gopBytes += cut.batch.bytes.length;
    if (this.#gop.length > MAX_GOP_FRAMES || this.#gopBytes > MAX_GOP_BYTES) this.#forgetGop();
  }

  #forgetGop(): void {
    this.#gop = [];
    this.#gopBytes = 0;
  }

  #give(cut: CutFrame): void {
    for (const taker of this.#takers) taker.take(cut);
  }

  /** Not from within `event`: the last one's end lets go of the stream. */
  #endAll(why: ViewerEnd): void {
    const takers = [...this.#takers];
    queueMicrotask(() => {
      for (const taker of takers) taker.end(why);
    });
  }
}

/** RTP says when to show a picture, not when to decode it: browsers show reordered ones in the wrong order. */
export const B_FRAMES: ViewerEnd = {
  code: 'whep.b-frames',
  message: 'the stream has B-frames, which WebRTC cannot carry',
};

function codecs(tracks: readonly Track[]): string {
  return tracks.map(({ codec }) => codec).join(' ');
}

import type { StreamFailure } from '../hub/failure.ts';
import { frameBytes } from '../hub/gop-cache.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import type { Stream, StreamListener } from '../hub/stream.ts';
import type { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent, VideoFrame } from '../media/frame.ts';
import { msToTicks, ticks90k } from '../media/ticks.ts';
import type { Track, VideoTrack } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { SilentTrack } from './silence.ts';
import { SLATE_FPS, type SlateCard } from './slate-card.ts';
import type { SlateText } from './slate-drawing.ts';
import { SlateReel } from './slate-reel.ts';
import type { EncodedSize } from './video-encoder.ts';
import { scaledSize } from './video-transcoder.ts';

/** A stream without a picture for this long shows its slate, whatever its connection says. */
const QUIET_MS = 5_000;
const FRAME_MS = 1_000 / SLATE_FPS;
/** The encoder may be there again; until then viewers hear the reason as they do without a slate. */
const AGAIN_MS = 3_000;
/** Words are read at this height, and a hundred slates at a time cost little. */
const SLATE_HEIGHT = 360;
const USUAL_SIZE: EncodedSize = { width: 640, height: 360 };

export type SlateOptions = {
  /** What plays while it has a picture. */
  readonly from: Stream;
  /** Whose trouble is told: `from`, or what it was made of. */
  readonly origin: Stream;
  readonly clock: Clock;
  /** The camera's name. */
  title(): string;
  openCard(size: EncodedSize, codec: VideoTrack['codec']): Promise<SlateCard>;
};

/** The same stream, untouched while it has a picture; when it has none, a slate until its next random access point. */
export function slatePuller(options: SlateOptions): Puller {
  return {
    protocol: 'slate',
    async runOnce(output, signal) {
      using _hold = options.from.hold('slate');
      output.takesKeyFrameRequests?.(() => options.from.wantKeyFrame());
      using show = new SlateShow(options, output);
      using _listening = options.from.listen(show);
      for (;;) {
        show.tick();
        await options.clock.sleep(FRAME_MS, signal);
      }
    },
    retryAfterMs: () => AGAIN_MS,
  };
}

/** Leads a stream through, or shows its slate, on one timeline on which nothing goes back. */
class SlateShow implements StreamListener, Disposable {
  readonly #options: SlateOptions;
  readonly #output: SourceOutput;
  #tracks: readonly Track[] = [];
  #live = false;
  #outage: Outage | null = null;
  #ended: MediaError | null = null;
  /** Monotonic ms of the newest picture that came. */
  #pictureAt: number;
  /** What the followed stream's times are moved by. */
  #offset = 0;
  #told: { readonly dts: number; readonly at: number } | null = null;
  #lastPts = Number.NEGATIVE_INFINITY;
  #lastAudio = Number.NEGATIVE_INFINITY;

  constructor(options: SlateOptions, output: SourceOutput) {
    this.#options = options;
    this.#output = output;
    this.#pictureAt = this.#now;
  }

  event(event: StreamEvent): void {
    if (event.type === 'tracks') {
      this.#tracks = event.tracks;
      if (this.#live) this.#tellTracks(event.tracks);
    } else {
      if (!this.#live && this.#isStart(event.frame)) this.#return(event.frame);
      if (this.#live) this.#lead(event.frame);
    }
  }

  failed(): void {
    this.#lose();
  }

  ended(error: MediaError): void {
    this.#ended = error;
  }

  /** To be called at the slate's rate. @throws why there can be no slate */
  tick(): void {
    if (this.#ended) throw this.#ended;
    const { state } = this.#options.from;
    if (state === 'retrying' || this.#now - this.#pictureAt > QUIET_MS) this.#lose();
    if (this.#outage) this.#play(this.#outage);
  }

  [Symbol.dispose](): void {
    this.#outage?.reel[Symbol.dispose]();
    this.#outage = null;
  }

  get #now(): number {
    return this.#options.clock.monotonicNow();
  }

  /** Where the timeline is now, behind everything that was told. */
  get #due(): number {
    if (!this.#told) return 0;
    return this.#told.dts + msToTicks(Math.max(1, this.#now - this.#told.at));
  }

  #isStart(frame: Frame): boolean {
    if (frame.kind === 'video') return frame.randomAccess;
    return this.#tracks.every(({ kind }) => kind === 'audio');
  }

  #return(frame: Frame): void {
    if (this.#told) this.#offset = this.#due - timeOf(frame);
    this[Symbol.dispose]();
    this.#live = true;
    this.#tellTracks(this.#tracks);
  }

  #lose(): void {
    if (this.#outage) return;
    this.#live = false;
    const { origin, openCard } = this.#options;
    const video = this.#tracks.find((track) => track.kind === 'video');
    const audio = this.#tracks.find((track) => track.kind === 'audio') ?? null;
    const size = video ? scaledSize(video, SLATE_HEIGHT) : USUAL_SIZE;
    const codec = video?.codec ?? 'h264';
    const reel = new SlateReel({ size, codec, audio, openCard });
    this.#outage = { reel, since: origin.lastVideoAt ?? origin.since, tracks: [], silent: null };
  }

  #play(outage: Outage): void {
    const { reel } = outage;
    if (reel.failure) throw reel.failure;
    reel.show(this.#text(outage), this.#now);
    const next = reel.next();
    if (!next) return;
    if (next.track !== outage.tracks[0]) {
      const { silence } = reel;
      outage.silent ??= silence && new SilentTrack(silence);
      outage.tracks = silence ? [next.track, silence.track] : [next.track];
      this.#tellTracks(outage.tracks);
    }
    const at = ticks90k(Math.max(this.#due, this.#lastPts + 1));
    this.#tell({ ...next.frame, pts: at, dts: at });
    for (const frame of outage.silent?.upTo(at) ?? []) this.#tell(frame);
  }

  #text({ since }: Outage): SlateText {
    const { from, origin, title, clock } = this.#options;
    const { nextAttemptAt } = origin;
    const leftMs = nextAttemptAt === null ? null : Math.max(0, nextAttemptAt - clock.wallNow());
    return {
      title: title(),
      reason: origin.failure ?? from.failure ?? silentReason(from),
      since,
      retryInSeconds: leftMs === null ? null : Math.ceil(leftMs / 1_000),
    };
  }

  #lead(frame: Frame): void {
    if (frame.kind === 'video' || this.#isStart(frame)) this.#pictureAt = this.#now;
    this.#tell(this.#offset === 0 ? frame : moved(frame, this.#offset));
  }

  #tellTracks(tracks: readonly Track[]): void {
    this.#output.step('tracks', tracks.map((track) => track.codec).join(' '));
    this.#output.event({ type: 'tracks', tracks });
  }

  #tell(frame: Frame): void {
    if (frame.kind === 'audio') {
      if (frame.pts <= this.#lastAudio) return;
      this.#lastAudio = frame.pts;
    } else this.#lastPts = Math.max(this.#lastPts, frame.pts);
    const dts = Math.max(timeOf(frame), this.#told?.dts ?? 0);
    this.#told = { dts, at: this.#now };
    this.#output.received(frameBytes(frame));
    this.#output.event({ type: 'frame', frame });
  }
}

type Outage = {
  readonly reel: SlateReel;
  readonly since: number;
  tracks: readonly Track[];
  silent: SilentTrack | null;
};

function timeOf(frame: Frame): number {
  return frame.kind === 'video' ? frame.dts : frame.pts;
}

function moved(frame: Frame, by: number): Frame {
  const pts = ticks90k(frame.pts + by);
  return frame.kind === 'audio' ? { ...frame, pts } : { ...frame, pts, dts: dtsOf(frame, by) };
}

function dtsOf(frame: VideoFrame, by: number): VideoFrame['dts'] {
  return ticks90k(frame.dts + by);
}

/** Why nothing comes of a stream that has not failed. */
export function silentReason({ state }: Stream): Pick<StreamFailure, 'code' | 'kind'> {
  return { kind: 'timeout', code: state === 'live' ? 'source.no-video' : 'stream.no-picture' };
}

import { MediaError } from '../media/errors.ts';
import type { Frame, StreamEvent, VideoFrame } from '../media/frame.ts';
import { type Ticks90k, ticks90k } from '../media/ticks.ts';
import type { Clock } from '../platform/clock.ts';
import type { SourceOutput, SourceStep } from './source.ts';

/** A camera that sends nothing for this long has stopped, whatever its connection says. */
export const VIDEO_STARVED_AFTER_MS = 10_000;
export const STARVED_CODE = 'source.no-video';

/** What an attempt reports to the stream it feeds. */
export type AttemptInlet = {
  tracks(event: Extract<StreamEvent, { type: 'tracks' }>): void;
  frame(frame: Frame): void;
  step(step: SourceStep, detail?: string): void;
  lost(packets: number): void;
  jitter(ms: number): void;
  cameraTime(pts: Ticks90k, utcMs: number): void;
  keyFramesThrough(ask: () => void): void;
  keyFrameMissing(): void;
  received(bytes: number): void;
  watched(): boolean;
  /** Where the timeline of a new attempt goes on, so that viewers never see time go back. */
  resumeAt(): Ticks90k;
};

/**
 * One run of a source: puts its timeline behind the one before, watches for starvation, remembers the last step.
 * After `close` everything the source still says is ignored.
 */
export class Attempt implements SourceOutput {
  reached: SourceStep | null = null;
  wentLive = false;
  readonly #inlet: AttemptInlet;
  readonly #clock: Clock;
  #open = true;
  #offset: number | null = null;
  #hasVideo = true;
  #lastDts = Number.NEGATIVE_INFINITY;
  #fedAt: number;

  constructor(inlet: AttemptInlet, clock: Clock) {
    this.#inlet = inlet;
    this.#clock = clock;
    this.#fedAt = clock.monotonicNow();
  }

  event(event: StreamEvent): void {
    if (!this.#open) return;
    if (event.type === 'frame') {
      this.#frame(event.frame);
      return;
    }
    this.#hasVideo = event.tracks.some((track) => track.kind === 'video');
    this.#inlet.tracks(event);
  }

  step(step: SourceStep, detail?: string): void {
    if (!this.#open) return;
    this.reached = step;
    this.#inlet.step(step, detail);
  }

  lost(packets: number): void {
    if (this.#open) this.#inlet.lost(packets);
  }

  jitter(ms: number): void {
    if (this.#open) this.#inlet.jitter(ms);
  }

  cameraTime(pts: Ticks90k, utcMs: number): void {
    if (this.#open && this.#offset !== null)
      this.#inlet.cameraTime(ticks90k(pts + this.#offset), utcMs);
  }

  takesKeyFrameRequests(ask: () => void): void {
    if (this.#open) this.#inlet.keyFramesThrough(ask);
  }

  lacksKeyFrame(): void {
    if (this.#open) this.#inlet.keyFrameMissing();
  }

  received(bytes: number): void {
    if (this.#open) this.#inlet.received(bytes);
  }

  get watched(): boolean {
    return !this.#open || this.#inlet.watched();
  }

  close(): void {
    this.#open = false;
  }

  /** Rejects with `timeout` when no video frame came for 10 s, or with the signal's reason. */
  async starved(signal: AbortSignal): Promise<never> {
    for (;;) {
      const leftMs = this.#fedAt + VIDEO_STARVED_AFTER_MS - this.#clock.monotonicNow();
      if (leftMs <= 0)
        throw new MediaError('timeout', 'no video frame for 10 s', { code: STARVED_CODE });
      await this.#clock.sleep(leftMs, signal);
    }
  }

  #frame(frame: Frame): void {
    if (frame.kind === 'video' || !this.#hasVideo) this.#fedAt = this.#clock.monotonicNow();
    this.#inlet.frame(this.#placed(frame));
  }

  #placed(frame: Frame): Frame {
    const at = frame.kind === 'video' ? frame.dts : frame.pts;
    if (this.#offset === null) this.#offset = Math.max(0, this.#inlet.resumeAt() - at);
    const offset = this.#offset;
    if (frame.kind === 'audio')
      return offset === 0 ? frame : { ...frame, pts: ticks90k(frame.pts + offset) };
    return this.#ordered(frame, offset);
  }

  /** Decode time never goes back within a stream: a source that says so is corrected by the least that helps. */
  #ordered(frame: VideoFrame, offset: number): VideoFrame {
    const dts = Math.max(frame.dts + offset, this.#lastDts);
    this.#lastDts = dts;
    if (dts === frame.dts) return frame;
    return { ...frame, dts: ticks90k(dts), pts: ticks90k(Math.max(frame.pts + offset, dts)) };
  }
}

/**
 * A camera's clock drifts against ours by some milliseconds a minute, and sources that come in bursts are early and late
 * by seconds: what a report says follows slowly, so that no reader sees a jump.
 */
const MAX_SLEW_MS = 5;
/** Beyond this it is another timeline. */
const MAX_ERROR_MS = 30_000;

/** Our wall time of media time, as sender reports tell it to readers (RFC 3550 §6.4.1). */
export class ReportClock {
  readonly #wallNow: () => number;
  /** The newest picture was taken now: `pts` is tied to our clock. */
  #anchor: { readonly pts: number; readonly utcMs: number } | null;

  /** `newestPts` is that of the newest frame that came; `null` before the first. */
  constructor(wallNow: () => number, newestPts: number | null) {
    this.#wallNow = wallNow;
    this.#anchor = newestPts === null ? null : { pts: newestPts, utcMs: wallNow() };
  }

  /** When a frame of the cache was taken. */
  cached(pts: number): number {
    const { pts: at, utcMs } = this.#anchor ?? { pts, utcMs: this.#wallNow() };
    return utcMs + (pts - at) / 90;
  }

  /** When a frame that comes now was taken; later answers follow from it. */
  live(pts: number): number {
    const utcMs = this.cached(pts);
    const errorMs = this.#wallNow() - utcMs;
    const slewMs = Math.max(-MAX_SLEW_MS, Math.min(MAX_SLEW_MS, errorMs));
    const mended = Math.abs(errorMs) > MAX_ERROR_MS ? utcMs + errorMs : utcMs + slewMs;
    this.#anchor = { pts, utcMs: mended };
    return mended;
  }

  /** When a frame was taken, whether it comes now or from the cache. */
  of(pts: number): number {
    return this.#anchor && pts <= this.#anchor.pts ? this.cached(pts) : this.live(pts);
  }
}

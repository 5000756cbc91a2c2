/** Bitrate is averaged over this long: shorter shows the key frames, longer hides a change. */
const WINDOW_MS = 2_000;

/** What came in over a stream's whole life, and how fast just now. */
export class Statistics {
  bytesIn = 0;
  framesIn = 0;
  packetsLost = 0;
  #windowStart = 0;
  #windowBytes = 0;
  #bitrate = 0;

  received(bytes: number, nowMs: number): void {
    this.bytesIn += bytes;
    this.#windowBytes += bytes;
    if (nowMs - this.#windowStart >= WINDOW_MS) this.#roll(nowMs);
  }

  /** Bits a second over the last window; 0 when nothing came for two windows. */
  bitrate(nowMs: number): number {
    return nowMs - this.#windowStart > WINDOW_MS * 2 ? 0 : this.#bitrate;
  }

  #roll(nowMs: number): void {
    const elapsedMs = nowMs - this.#windowStart;
    this.#bitrate =
      elapsedMs > WINDOW_MS * 2 ? 0 : Math.round((this.#windowBytes * 8000) / elapsedMs);
    this.#windowStart = nowMs;
    this.#windowBytes = 0;
  }
}

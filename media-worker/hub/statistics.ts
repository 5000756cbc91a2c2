import type { Frame } from '../media/frame.ts';
import { TICKS_PER_SECOND } from '../media/ticks.ts';
import { frameBytes } from './gop-cache.ts';

/** Rates are averaged over this long: shorter shows the key frames, longer hides a change. */
const WINDOW_MS = 2_000;

/** How much comes a second, over the last window; 0 when nothing came for two windows. */
export class Rate {
  #windowStart = 0;
  #sum = 0;
  #perSecond = 0;

  add(amount: number, nowMs: number): void {
    this.#sum += amount;
    const elapsedMs = nowMs - this.#windowStart;
    if (elapsedMs < WINDOW_MS) return;
    this.#perSecond = elapsedMs > WINDOW_MS * 2 ? 0 : (this.#sum * 1000) / elapsedMs;
    this.#windowStart = nowMs;
    this.#sum = 0;
  }

  at(nowMs: number): number {
    return nowMs - this.#windowStart > WINDOW_MS * 2 ? 0 : this.#perSecond;
  }
}

/** What came in over a stream's whole life, and how fast just now. */
export class Statistics {
  bytesIn = 0;
  framesIn = 0;
  packetsLost = 0;
  /** How unevenly packets arrive (RFC 3550 §6.4.1); `null` where the source is none of RTP. */
  jitterMs: number | null = null;
  /** The newest whole GOP, by its pictures. */
  gop: { readonly frames: number; readonly seconds: number } | null = null;
  readonly #wire = new Rate();
  readonly #pictures = new Rate();
  readonly #videoBytes = new Rate();
  readonly #audioBytes = new Rate();
  #growing: { readonly startDts: number; frames: number } | null = null;

  received(bytes: number, nowMs: number): void {
    this.bytesIn += bytes;
    this.#wire.add(bytes, nowMs);
  }

  frame(frame: Frame, nowMs: number): void {
    this.framesIn += 1;
    if (frame.kind === 'audio') {
      this.#audioBytes.add(frame.data.length, nowMs);
      return;
    }
    this.#pictures.add(1, nowMs);
    this.#videoBytes.add(frameBytes(frame), nowMs);
    if (frame.randomAccess) this.#startGop(frame.dts);
    if (this.#growing) this.#growing.frames += 1;
  }

  /** The source ended: what comes next belongs to no GOP of before. */
  interrupted(): void {
    this.#growing = null;
    this.jitterMs = null;
  }

  /** Bits a second on the wire. */
  bitrate(nowMs: number): number {
    return Math.round(this.#wire.at(nowMs) * 8);
  }

  /** Bits a second of pictures, without what carries them. */
  videoBitrate(nowMs: number): number {
    return Math.round(this.#videoBytes.at(nowMs) * 8);
  }

  audioBitrate(nowMs: number): number {
    return Math.round(this.#audioBytes.at(nowMs) * 8);
  }

  fps(nowMs: number): number {
    return Math.round(this.#pictures.at(nowMs) * 10) / 10;
  }

  #startGop(dts: number): void {
    if (this.#growing) {
      const { startDts, frames } = this.#growing;
      this.gop = { frames, seconds: (dts - startDts) / TICKS_PER_SECOND };
    }
    this.#growing = { startDts: dts, frames: 0 };
  }
}

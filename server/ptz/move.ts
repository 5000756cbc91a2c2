import type { Motion, PtzHead } from '../drivers/driver.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { SILENCE_MS, type StopReason } from './schema.ts';

/** A stop that the device does not take is said again, this often and this far apart. */
const STOP_TRIES = 8;
const BETWEEN_TRIES_MS = 250;
/** A device that stops by itself after some seconds is told again before they are over. */
const REFRESH_MS = 2_000;

type Platform = { readonly clock: Clock; readonly log: Logger };
type Options = {
  readonly cameraId: string;
  readonly head: PtzHead;
  /** The device stops by itself: while it moves it is told so again. */
  readonly refreshes: boolean;
  /** The camera stands still; nothing of this move follows. */
  readonly onStopped: (reason: StopReason) => void;
};

/** Again and again until the device takes it. */
export async function sayStop(
  { clock, log }: Platform,
  { head, cameraId }: Pick<Options, 'head' | 'cameraId'>,
  mostTries = STOP_TRIES,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await head.stop();
    } catch (error) {
      if (tries >= mostTries) {
        log.error({ error, camera: cameraId }, 'camera did not take the stop');
        return;
      }
      await clock.sleep(BETWEEN_TRIES_MS);
    }
  }
}

/**
 * One camera moving for one person. Only the newest direction is sent, one at a time; a stop waits for
 * nothing, and is said again when a direction was still on its way.
 */
export class Move {
  readonly cameraId: string;
  readonly #platform: Platform;
  readonly #options: Options;
  readonly #ended = new AbortController();
  #wanted: Motion | null = null;
  #last: Motion | null = null;
  #sending: Promise<void> | null = null;
  #heardAt: number;
  #refreshAt = Number.POSITIVE_INFINITY;
  #stopped: Promise<void> | null = null;

  constructor(platform: Platform, options: Options) {
    this.cameraId = options.cameraId;
    this.#platform = platform;
    this.#options = options;
    this.#heardAt = platform.clock.monotonicNow();
    void this.#watch();
  }

  get ended(): boolean {
    return this.#stopped !== null;
  }

  /** Settles when the device has taken this direction or a newer one. */
  async steer(motion: Motion): Promise<void> {
    if (this.ended) return;
    this.hear();
    this.#wanted = motion;
    while (this.#wanted && !this.ended) {
      this.#sending ??= this.#send(this.#wanted);
      await this.#sending;
    }
  }

  /** A sign of life of whoever steers. */
  hear(): void {
    this.#heardAt = this.#platform.clock.monotonicNow();
  }

  /** Settles when the device has taken it. */
  stop(reason: StopReason): Promise<void> {
    this.#stopped ??= this.#stop(reason);
    return this.#stopped;
  }

  async #send(motion: Motion): Promise<void> {
    this.#wanted = null;
    this.#refreshAt = this.#platform.clock.monotonicNow() + REFRESH_MS;
    try {
      await this.#options.head.move(motion);
      this.#last = motion;
    } finally {
      this.#sending = null;
    }
  }
  async #stop(reason: StopReason): Promise<void> {
    const underWay = this.#sending;
    this.#wanted = null;
    this.#ended.abort();
    await this.#sayStop();
    if (underWay) {
      await underWay.catch(() => undefined); // whoever steered hears of it
      await this.#sayStop();
    }
    this.#options.onStopped(reason);
  }

  #sayStop(): Promise<void> {
    return sayStop(this.#platform, this.#options);
  }

  async #watch(): Promise<void> {
    const { clock } = this.#platform;
    while (!this.ended) {
      const now = clock.monotonicNow();
      const silentAt = this.#heardAt + SILENCE_MS;
      if (now >= silentAt) return this.stop('silence');
      if (this.#options.refreshes && now >= this.#refreshAt) this.#again(now);
      const next = this.#options.refreshes ? Math.min(silentAt, this.#refreshAt) : silentAt;
      await clock.sleep(Math.max(1, next - now), this.#ended.signal).catch(() => undefined); // stopped
    }
  }

  #again(nowMs: number): void {
    this.#refreshAt = nowMs + REFRESH_MS;
    if (this.#sending || !this.#last) return;
    this.#sending = this.#send(this.#last);
    this.#sending.catch((error: unknown) =>
      this.#platform.log.debug({ error, camera: this.cameraId }, 'camera was not told again'),
    );
  }
}

import { LensModel } from './lens-model.ts';
import { PtzModel } from './ptz-model.ts';

/** What a device was told, for tests and drills. */
export type Command = {
  readonly at: number;
  readonly operation: string;
  readonly detail: Readonly<Record<string, string | number>>;
};

const MAX_COMMANDS = 2_000;
const MAX_EVENTS = 100;

export type DeviceEvent = { readonly at: number; readonly motion: boolean };

/** One simulated ONVIF camera: a dome over the simulated RTSP camera of the same code. */
export class SimulatedDevice {
  readonly code: string;
  readonly ptz: PtzModel;
  readonly lens = new LensModel();
  readonly #now: () => number;
  readonly #commands: Command[] = [];
  readonly #events: DeviceEvent[];
  #eventCount = 1;
  #clockOffsetMs = 0;
  #wake = Promise.withResolvers<void>();

  constructor(code: string, now: () => number) {
    this.code = code;
    this.#now = now;
    this.ptz = new PtzModel(now);
    this.#events = [{ at: now(), motion: false }];
  }

  get commands(): readonly Command[] {
    return this.#commands;
  }

  get utcMs(): number {
    return this.#now() + this.#clockOffsetMs;
  }

  setClock(utcMs: number): void {
    this.#clockOffsetMs = utcMs - this.#now();
  }

  record(operation: string, detail: Command['detail'] = {}): void {
    this.#commands.push({ at: this.#now(), operation, detail });
    if (this.#commands.length > MAX_COMMANDS) this.#commands.shift();
  }

  forgetCommands(): void {
    this.#commands.length = 0;
  }

  raise(motion: boolean): void {
    this.#events.push({ at: this.#now(), motion });
    this.#eventCount += 1;
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Events behind a cursor, at most after `waitMs`. */
  async eventsAfter(cursor: number, waitMs: number) {
    if (cursor >= this.#eventCount) await this.#somethingOr(waitMs);
    const behind = this.#eventCount - cursor;
    const events = behind > 0 ? this.#events.slice(-behind) : [];
    return { events, cursor: this.#eventCount };
  }

  async #somethingOr(waitMs: number): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, waitMs);
    await Promise.race([this.#wake.promise, timeout.promise]);
    clearTimeout(timer);
  }
}

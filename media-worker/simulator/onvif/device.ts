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
const MAX_SUBSCRIPTIONS = 32;

/** What happened, as one item of data under a topic of `tns1`. */
export type DeviceEvent = {
  readonly at: number;
  readonly topic: string;
  readonly name: string;
  readonly value: string;
};

/** Where one client stands; `asked`: it is told first how things are. */
export type Subscription = { cursor: number; asked: boolean; until: number };

/** One simulated ONVIF camera: a dome over the simulated RTSP camera of the same code. */
export class SimulatedDevice {
  readonly code: string;
  readonly ptz: PtzModel;
  readonly lens = new LensModel();
  readonly #now: () => number;
  readonly #commands: Command[] = [];
  readonly #events: DeviceEvent[] = [];
  /** How things are, by topic. */
  readonly #states = new Map<string, DeviceEvent>();
  readonly #subscriptions = new Map<string, Subscription>();
  #eventCount = 0;
  #subscriptionCount = 0;
  #clockOffsetMs = 0;
  #wake = Promise.withResolvers<void>();

  constructor(code: string, now: () => number) {
    this.code = code;
    this.#now = now;
    this.ptz = new PtzModel(now);
    this.raise({ topic: 'VideoSource/MotionAlarm', name: 'State', value: 'false' });
  }

  get commands(): readonly Command[] {
    return this.#commands;
  }

  get states(): DeviceEvent[] {
    return [...this.#states.values()];
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

  raise(happened: Omit<DeviceEvent, 'at'>): void {
    const event = { ...happened, at: this.#now() };
    this.#events.push(event);
    this.#states.set(event.topic, event);
    this.#eventCount += 1;
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    this.#wakeAll();
  }

  /** Its name until it ends; null: there are too many. */
  subscribe(forMs: number): string | null {
    for (const [name, { until }] of this.#subscriptions)
      if (until < this.#now()) this.#subscriptions.delete(name);
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) return null;
    this.#subscriptionCount += 1;
    const name = `${this.#subscriptionCount}`;
    const until = this.#now() + forMs;
    this.#subscriptions.set(name, { cursor: this.#eventCount, asked: true, until });
    return name;
  }

  /** null: it ended, or there never was one. */
  subscription(name: string): Subscription | null {
    const known = this.#subscriptions.get(name);
    return known && known.until >= this.#now() ? known : null;
  }

  renew(subscription: Subscription, forMs: number): void {
    subscription.until = this.#now() + forMs;
  }

  unsubscribe(name: string): void {
    this.#subscriptions.delete(name);
  }

  /** What it knew of its clients is gone, and so are they. */
  reboot(): void {
    this.#subscriptions.clear();
    this.#wakeAll();
  }

  /** Events behind a cursor, at most after `waitMs`. */
  async eventsAfter(cursor: number, waitMs: number) {
    if (cursor >= this.#eventCount) await this.#somethingOr(waitMs);
    const behind = this.#eventCount - cursor;
    const events = behind > 0 ? this.#events.slice(-behind) : [];
    return { events, cursor: this.#eventCount };
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #somethingOr(waitMs: number): Promise<void> {
    const timeout = Promise.withResolvers<void>();
    const timer = setTimeout(timeout.resolve, waitMs);
    await Promise.race([this.#wake.promise, timeout.promise]);
    clearTimeout(timer);
  }
}

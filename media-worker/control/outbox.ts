import type { WorkerEvent } from './contract.ts';
import type { OutboxFile } from './outbox-file.ts';

/** A day of a badly flapping network with 300 cameras; beyond it the oldest facts go and are counted. */
const MAX_EVENTS = 50_000;
/** The file is rewritten when this many lines in it are acknowledged. */
const REWRITE_AFTER = 1_000;

type WithoutPlace<T> = T extends WorkerEvent ? Omit<T, 'seq' | 'epoch' | 'at'> : never;
/** A fact before it has its place in the order. */
export type Fact = WithoutPlace<WorkerEvent>;

/** How far the server has read: an event by epoch and number. */
export type OutboxPosition = { readonly epoch: string; readonly seq: number };

export type OutboxOptions = {
  readonly epoch: string;
  readonly wallNow: () => number;
  /** Events an earlier run left unacknowledged, oldest first. */
  readonly left: readonly WorkerEvent[];
  /** `null`: nothing is kept over a restart. */
  readonly file: OutboxFile | null;
  /** The disk failed; events go on from memory. */
  storageFailed(error: unknown): void;
};

/**
 * Facts on their way to the server: in order, kept until acknowledged, so that each arrives at least once. Bounded.
 */
export class Outbox {
  readonly epoch: string;
  /** Facts lost to the bound. */
  dropped = 0;
  readonly #options: OutboxOptions;
  #events: WorkerEvent[];
  #seq = 0;
  #unwritten: WorkerEvent[] = [];
  #acknowledgedInFile = 0;
  #writing: Promise<void> | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(options: OutboxOptions) {
    this.epoch = options.epoch;
    this.#options = options;
    this.#events = [...options.left];
  }

  get pending(): number {
    return this.#events.length;
  }

  add(fact: Fact): void {
    this.#seq += 1;
    const place = { seq: this.#seq, epoch: this.epoch, at: this.#options.wallNow() };
    const event: WorkerEvent = { ...fact, ...place };
    this.#events.push(event);
    if (this.#events.length > MAX_EVENTS) {
      this.#events.shift();
      this.dropped += 1;
    }
    this.#unwritten.push(event);
    this.#write();
    for (const wake of [...this.#waiting]) wake();
  }

  /** The server has everything up to here for good. Unknown positions change nothing. */
  acknowledge(position: OutboxPosition): void {
    const at = this.#indexOf(position);
    if (at < 0) return;
    this.#events = this.#events.slice(at + 1);
    this.#acknowledgedInFile += at + 1;
    this.#write();
  }

  /** Everything after a position (from the oldest when it is unknown), then each new event, until aborted. */
  async *follow(
    after: OutboxPosition | null,
    signal: AbortSignal,
  ): AsyncGenerator<WorkerEvent, void> {
    let last = after;
    while (!signal.aborted) {
      const next = this.#after(last);
      if (next) {
        last = next;
        yield next;
      } else await this.#news(signal);
    }
  }

  /** Resolves when everything known so far is on disk. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #after(position: OutboxPosition | null): WorkerEvent | undefined {
    if (!position) return this.#events[0];
    const at = this.#indexOf(position);
    if (at >= 0) return this.#events[at + 1];
    // Acknowledged meanwhile, or of a run whose events are gone: the oldest that is newer.
    return position.epoch === this.epoch
      ? this.#events.find((event) => event.epoch !== this.epoch || event.seq > position.seq)
      : this.#events[0];
  }

  #indexOf({ epoch, seq }: OutboxPosition): number {
    const [first] = this.#events;
    if (first?.epoch === epoch) {
      const guess = seq - first.seq; // numbers within an epoch have no gaps
      const found = this.#events[guess];
      if (found?.epoch === epoch && found.seq === seq) return guess;
    }
    return this.#events.findIndex((event) => event.epoch === epoch && event.seq === seq);
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  #write(): void {
    const { file } = this.#options;
    if (!file || this.#writing) return;
    this.#writing = this.#writeAll(file).then(
      () => {
        this.#writing = null;
      },
      (error: unknown) => {
        this.#writing = null;
        this.#options.storageFailed(error);
      },
    );
  }

  async #writeAll(file: OutboxFile): Promise<void> {
    while (this.#unwritten.length > 0 || this.#acknowledgedInFile >= REWRITE_AFTER) {
      const batch = this.#unwritten;
      this.#unwritten = [];
      if (this.#acknowledgedInFile >= REWRITE_AFTER) {
        this.#acknowledgedInFile = 0;
        await file.replace(this.#events);
      } else await file.append(batch);
    }
  }
}

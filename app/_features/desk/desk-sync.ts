import type { DeskKept } from '../../../server/desk/schema.ts';

type Value = DeskKept['value'];

export type DeskSyncOptions = {
  /** Where this browser remembers what it knows of the server's version. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly key: string;
  /** What the page would keep now, as JSON. */
  read(): string;
  /** Another browser was later: its value takes the place of ours. False when it came too late for that. */
  apply(value: Value): boolean;
  load(): Promise<DeskKept | null>;
  keep(value: Value): Promise<{ version: number }>;
};

/** Changes of a few seconds go together. */
const KEEP_AFTER_MS = 2_000;
const RETRY_AFTER_MS = 30_000;

type Known = { version: number; dirty: boolean };

/**
 * One part of a desk between this browser and the server. The browser's own copy is what the page works with; it
 * is sent after changes, and replaced at the start when another browser changed it later and nothing here is unsent.
 */
export class DeskSync implements Disposable {
  readonly #options: DeskSyncOptions;
  #known: Known;
  #last: string;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending = false;
  #ended = false;

  constructor(options: DeskSyncOptions) {
    this.#options = options;
    this.#known = readKnown(options.storage.getItem(options.key));
    this.#last = options.read();
  }

  /** Asks the server once. Rejects with what `load` rejects; the page goes on with its own copy then. */
  async start(): Promise<void> {
    const kept = await this.#options.load();
    if (this.#ended) return;
    if (this.#known.dirty) this.#schedule(0);
    else if (kept !== null && kept.version !== this.#known.version) {
      if (!this.#options.apply(kept.value)) return;
      this.#last = this.#options.read();
      this.#know({ version: kept.version, dirty: false });
    }
  }

  /** The page's state changed, or something beside it. */
  changed(): void {
    const now = this.#options.read();
    if (now === this.#last) return;
    this.#last = now;
    this.#know({ ...this.#known, dirty: true });
    this.#schedule(KEEP_AFTER_MS);
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(afterMs: number): void {
    if (this.#timer !== null || this.#sending || this.#ended) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, afterMs);
  }

  async #send(): Promise<void> {
    const sent = this.#last;
    this.#sending = true;
    const version = await this.#options.keep(JSON.parse(sent)).then(
      (kept) => kept.version,
      () => null, // tried again; this browser has its own copy
    );
    this.#sending = false;
    if (version !== null) this.#know({ version, dirty: this.#last !== sent });
    if (this.#known.dirty) this.#schedule(version === null ? RETRY_AFTER_MS : KEEP_AFTER_MS);
  }

  #know(known: Known): void {
    this.#known = known;
    this.#options.storage.setItem(this.#options.key, JSON.stringify(known));
  }
}

function readKnown(text: string | null): Known {
  try {
    const { version, dirty }: Partial<Record<keyof Known, unknown>> = JSON.parse(text ?? '{}');
    return { version: typeof version === 'number' ? version : 0, dirty: dirty === true };
  } catch {
    return { version: 0, dirty: false };
  }
}

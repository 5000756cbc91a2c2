import type { Batch, BatchMemory } from './batch.ts';

type Tag = { readonly bytes: Uint8Array; readonly atMs: number };

/** A whole GOP must fit, for viewers who join; beyond that 8 s for viewers who lag. */
const KEEP_MS = 8_000;
const MAX_TAGS = 4_096;
const MAX_BYTES = 24 * 1024 * 1024;
/** Trimming moves the array; doing it rarely makes it cheap. */
const TRIM_EVERY = 64;

/**
 * The last seconds of muxed tags, by an index that only grows. Viewers keep an index instead of a queue; what lies
 * between an index and the head is joined once and shared by all viewers who stand there.
 */
export class TagRing {
  #tags: Tag[] = [];
  #first = 0;
  #bytes = 0;
  #keyIndex = -1;
  readonly #batches = new Map<number, Batch>();
  readonly #memory: BatchMemory;

  constructor(memory: BatchMemory) {
    this.#memory = memory;
  }

  /** Index of the tag that comes next. */
  get head(): number {
    return this.#first + this.#tags.length;
  }

  /** Index of the oldest tag still here. */
  get first(): number {
    return this.#first;
  }

  /** Index of the newest random access point, -1 when there is none to join at. */
  get keyIndex(): number {
    return this.#keyIndex;
  }

  push(bytes: Uint8Array, atMs: number, joinable: boolean): void {
    for (const batch of this.#batches.values()) this.#memory.done(batch);
    this.#batches.clear();
    if (joinable) this.#keyIndex = this.head;
    this.#tags.push({ bytes, atMs });
    this.#bytes += bytes.length;
    if (this.#tags.length % TRIM_EVERY === 0 || this.#bytes > MAX_BYTES) this.#trim(atMs);
  }

  /** The newest random access point no longer fits the tracks. */
  forgetKey(): void {
    this.#keyIndex = -1;
  }

  /** How far the tag at `index` lies behind the newest one, in media time. */
  lagMs(index: number): number {
    const tag = this.#tags[Math.max(0, index - this.#first)];
    const newest = this.#tags.at(-1);
    return tag && newest ? newest.atMs - tag.atMs : 0;
  }

  /** Everything from `index` to the head, joined once for all who ask before the next tag; then its bytes may change. */
  from(index: number): Batch {
    const known = this.#batches.get(index);
    if (known) return known;
    const parts = this.#tags.slice(index - this.#first).map((tag) => tag.bytes);
    const batch = this.#memory.join(parts);
    this.#batches.set(index, batch);
    return batch;
  }

  #trim(nowMs: number): void {
    let drop = 0;
    let bytes = this.#bytes;
    for (const tag of this.#tags) {
      const surplus = this.#tags.length - drop > MAX_TAGS || bytes > MAX_BYTES;
      const wanted = this.#keyIndex >= 0 && this.#first + drop >= this.#keyIndex;
      if (!surplus && (wanted || nowMs - tag.atMs <= KEEP_MS)) break;
      drop += 1;
      bytes -= tag.bytes.length;
    }
    if (drop === 0) return;
    this.#tags = this.#tags.slice(drop);
    this.#first += drop;
    this.#bytes = bytes;
    if (this.#keyIndex < this.#first) this.#keyIndex = -1;
  }
}

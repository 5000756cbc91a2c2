/** What can be seen again; half a minute of a main stream takes some 15 MB. */
export const KEEP_BEHIND_S = 35;
/** Removing is not free: only when there is this much more. */
const TRIM_SLACK_S = 10;
/** A browser that takes nothing for so long will not catch up. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

/** What the queue needs of a source buffer and its video. */
export type AppendTarget = {
  readonly updating: boolean;
  /** Start and end of what is buffered, in seconds; null while nothing is. */
  readonly range: () => { start: number; end: number } | null;
  readonly position: () => number;
  /** @throws DOMException `QuotaExceededError` when there is no room */
  readonly append: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly remove: (from: number, to: number) => void;
};

/** Bytes on their way into a source buffer, which takes one thing at a time. */
export class AppendQueue {
  readonly #target: AppendTarget;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #full = false;

  constructor(target: AppendTarget) {
    this.#target = target;
  }

  /** @returns false when too much waits: the stream must be begun again */
  push(bytes: Uint8Array): boolean {
    this.#waiting.push(bytes);
    this.#bytes += bytes.byteLength;
    if (this.#bytes > MOST_WAITING_BYTES) return false;
    this.advance();
    return true;
  }

  /** To be called whenever the buffer is free again. */
  advance(): void {
    if (this.#target.updating || this.#trims()) return;
    if (this.#waiting.length === 0) return;
    const bytes = joined(this.#waiting, this.#bytes);
    try {
      this.#target.append(bytes);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') throw error;
      this.#full = true;
      this.#waiting = [bytes];
      this.#trims();
      return;
    }
    this.#full = false;
    this.#waiting = [];
    this.#bytes = 0;
  }

  #trims(): boolean {
    const range = this.#target.range();
    if (range === null) return false;
    const keep = this.#full ? 1 : KEEP_BEHIND_S;
    const before = this.#target.position() - keep;
    if (before - range.start < (this.#full ? 0.1 : TRIM_SLACK_S)) return false;
    this.#target.remove(range.start, before);
    return true;
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

/** What a receiver's socket buffer (208 KiB on Linux) takes in one go with room to spare, as browsers and ffmpeg have it. */
const BURST_PACKETS = 32;
/** 32 packets every 5 ms are some 70 Mbit/s: above any stream, below what switches on the way drop. */
const EVERY_MS = 5;

/**
 * Sends datagrams in order, at once while they are few, in bursts a few milliseconds apart while they are many: a cached
 * GOP or a large key frame sent in one piece is lost in the receiver's buffer.
 */
export class PacedDatagrams implements Disposable {
  readonly #send: (packet: Buffer) => void;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  push(packet: Buffer): void {
    this.#timer ??= setInterval(() => this.#next(), EVERY_MS);
    if (this.#queue.length === 0 && this.#sent < BURST_PACKETS) {
      this.#sent += 1;
      this.#send(packet);
      return;
    }
    this.#queue.push(packet);
    this.#queuedBytes += packet.length;
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#queue = [];
    this.#queuedBytes = 0;
  }

  #next(): void {
    const due = this.#queue.splice(0, BURST_PACKETS);
    this.#sent = due.length;
    for (const packet of due) {
      this.#queuedBytes -= packet.length;
      this.#send(packet);
    }
    if (due.length > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

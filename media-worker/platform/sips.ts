import type { Socket } from 'node:net';

/** A socket nobody waits for is read this often: what came meanwhile, some 25 KB at 2 Mbit/s, waits in the kernel. */
export const SIP_EVERY_MS = 100;
/** Resting sockets wake in as many groups, so that hundreds of them never fill one turn of the event loop. */
const GROUPS = 10;
const GROUP_EVERY_MS = SIP_EVERY_MS / GROUPS;

/**
 * Lets sockets rest between two reads. A camera sends some 70 small packets a second, and waking up for one costs more
 * than what is done with it; read ten times a second instead, ingest costs little more than half. Only for streams
 * nobody watches.
 */
export class Sips implements Disposable {
  readonly #groups: Set<Socket>[] = Array.from({ length: GROUPS }, () => new Set());
  #next = 0;
  #wokenAt = 0;
  #resting = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Wakes the socket, which must have stopped reading, within `SIP_EVERY_MS`. */
  rest(socket: Socket): void {
    const group = this.#groups[(this.#next + GROUPS - 1) % GROUPS];
    if (!group || group.has(socket)) return;
    group.add(socket);
    this.#resting += 1;
    if (this.#timer) return;
    this.#wokenAt = this.#now();
    this.#timer = setInterval(() => this.#wake(), GROUP_EVERY_MS).unref();
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    for (const group of this.#groups) group.clear();
    this.#resting = 0;
  }

  /** Whoever is due: a busy event loop is late by many groups, and each would then rest ten times as long as it is late. */
  #wake(): void {
    const now = this.#now();
    const late = Math.floor((now - this.#wokenAt) / GROUP_EVERY_MS);
    this.#wokenAt = now;
    for (let due = Math.min(Math.max(late, 1), GROUPS); due > 0; due -= 1) this.#wakeNext();
    if (this.#resting > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #wakeNext(): void {
    const group = this.#groups[this.#next];
    this.#next = (this.#next + 1) % GROUPS;
    if (!group) return;
    const woken = [...group];
    group.clear();
    this.#resting -= woken.length;
    for (const socket of woken) if (!socket.destroyed) socket.resume();
  }
}

import { type RtpPacket, sequenceDistance } from './packet.ts';

/** A packet in its place, and how many before it never came. */
export type OrderedPacket = { readonly packet: RtpPacket; readonly lostBefore: number };

export type ReorderLimits = {
  /** Packets held back for a missing one; 0 on TCP, where order is given and only gaps are counted. */
  readonly maxHeldPackets: number;
  /** How long a missing packet is waited for. */
  readonly maxHeldMs: number;
};

/** On UDP: longer than any reordering seen on one network path, short enough not to be seen as delay. */
export const UDP_REORDER: ReorderLimits = { maxHeldPackets: 256, maxHeldMs: 100 };
export const TCP_REORDER: ReorderLimits = { maxHeldPackets: 0, maxHeldMs: 0 };

/** A jump farther than this is a restarted sender, not loss (RFC 3550 appendix A.1 uses 3000). */
const MAX_DROPOUT = 3000;

type Held = { readonly packet: RtpPacket; readonly atMs: number };

/** Puts packets of one RTP source in order, drops duplicates and late ones, counts the missing. Synchronous, bounded. */
export class ReorderBuffer {
  readonly #limits: ReorderLimits;
  readonly #held = new Map<number, Held>();
  #next: number | null = null;
  #ssrc = 0;

  constructor(limits: ReorderLimits) {
    this.#limits = limits;
  }

  /** Takes a packet that arrived at `nowMs` (monotonic) and gives back those whose turn has come. */
  push(packet: RtpPacket, nowMs: number): OrderedPacket[] {
    const out: OrderedPacket[] = [];
    if (this.#next === null || packet.ssrc !== this.#ssrc) this.#restart(packet, out);
    const ahead = sequenceDistance(this.#next ?? packet.sequence, packet.sequence);
    if (Math.abs(ahead) > MAX_DROPOUT) this.#restart(packet, out);
    else if (ahead < 0 || this.#held.has(packet.sequence)) return out;
    this.#held.set(packet.sequence, { packet, atMs: nowMs });
    this.#release(out);
    while (this.#held.size > 0 && this.#mustGiveUp(nowMs)) this.#skipGap(out);
    return out;
  }

  #restart(packet: RtpPacket, out: OrderedPacket[]): void {
    while (this.#held.size > 0) this.#skipGap(out);
    this.#next = packet.sequence;
    this.#ssrc = packet.ssrc;
  }

  #release(out: OrderedPacket[], lostBefore = 0): void {
    let lost = lostBefore;
    for (let next = this.#next ?? 0; ; ) {
      const held = this.#held.get(next);
      if (!held) break;
      this.#held.delete(next);
      out.push({ packet: held.packet, lostBefore: lost });
      lost = 0;
      next = (next + 1) & 0xffff;
      this.#next = next;
    }
  }

  #mustGiveUp(nowMs: number): boolean {
    if (this.#held.size > this.#limits.maxHeldPackets) return true;
    for (const held of this.#held.values()) return nowMs - held.atMs >= this.#limits.maxHeldMs;
    return false;
  }

  /** Gives up on the packets missing before the nearest held one. */
  #skipGap(out: OrderedPacket[]): void {
    const next = this.#next ?? 0;
    let nearest = Number.POSITIVE_INFINITY;
    for (const sequence of this.#held.keys())
      nearest = Math.min(nearest, sequenceDistance(next, sequence));
    this.#next = (next + nearest) & 0xffff;
    this.#release(out, nearest);
  }
}

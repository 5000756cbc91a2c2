import type { Clock } from '../platform/clock.ts';
import { type Peer, peerName } from './sip/wires.ts';

/** Three keep-alives of the usual 60 s (GB/T 28181-2022 clause 9.6.1) and some patience. */
export const SILENT_AFTER_MS = 200_000;
/** Its place in the database follows no more often than this. */
const WRITE_EVERY_MS = 30_000;

type Known = { peer: Peer; heardAt: number; writtenAt: number };

/** Devices that are there, and where. */
export class Devices {
  readonly #clock: Clock;
  readonly #silentAfterMs: number;
  readonly #known = new Map<string, Known>();
  /** A platform's connection may carry several. */
  readonly #byPeer = new Map<string, Set<string>>();

  constructor(clock: Clock, silentAfterMs = SILENT_AFTER_MS) {
    this.#clock = clock;
    this.#silentAfterMs = silentAfterMs;
  }

  /** null: it is not there. */
  peer(id: string): Peer | null {
    return this.#known.get(id)?.peer ?? null;
  }

  cameIn(id: string, peer: Peer): void {
    const now = this.#clock.monotonicNow();
    this.#move(id, peer);
    this.#known.set(id, { peer, heardAt: now, writtenAt: now });
  }

  /**
   * null: nobody signed in under this name from there. A router may give it another port, but messages prove nothing, so from
   * another address it has to sign in again. `write`: its place or its time should be kept anew.
   */
  heard(id: string, peer: Peer): { readonly write: boolean } | null {
    const known = this.#known.get(id);
    if (known?.peer.host !== peer.host) return null;
    const now = this.#clock.monotonicNow();
    const moved = peerName(known.peer) !== peerName(peer);
    const write = moved || now - known.writtenAt > WRITE_EVERY_MS;
    if (moved) this.#move(id, peer);
    known.peer = peer;
    known.heardAt = now;
    if (write) known.writtenAt = now;
    return { write };
  }

  left(id: string): boolean {
    this.#move(id, null);
    return this.#known.delete(id);
  }

  #move(id: string, to: Peer | null): void {
    const before = this.#known.get(id);
    const from = before && peerName(before.peer);
    const there = from === undefined ? undefined : this.#byPeer.get(from);
    if (from !== undefined && there?.delete(id) && there.size === 0) this.#byPeer.delete(from);
    if (to === null) return;
    const name = peerName(to);
    this.#byPeer.set(name, (this.#byPeer.get(name) ?? new Set()).add(id));
  }

  /** Devices behind a connection that ended. */
  behind(peer: Peer): string[] {
    return [...(this.#byPeer.get(peerName(peer)) ?? [])];
  }

  silent(): string[] {
    const before = this.#clock.monotonicNow() - this.#silentAfterMs;
    return [...this.#known].filter(([, { heardAt }]) => heardAt < before).map(([id]) => id);
  }
}

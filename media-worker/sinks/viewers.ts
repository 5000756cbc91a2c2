import { randomUUID } from 'node:crypto';
import type { Stream } from '../hub/stream.ts';
import { originStreamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';
import { BatchMemory } from './batch.ts';
import { Fanout } from './fanout.ts';
import { type LiveFormat, type MuxerChoice, muxerOf } from './live-format.ts';
import { Pacer } from './pacer.ts';
import { Viewer, type ViewerEnd, type ViewerTransport } from './viewer.ts';
import { KICKED, LEFT, STOPPING, type Watchers } from './watcher.ts';

/** One core feeds some thousands of viewers of 2 Mbit/s; beyond that everybody suffers. */
const MAX_VIEWERS = 10_000;

export type ViewersOptions = {
  readonly clock: Clock;
  /** Shortest time between two writes to a viewer, 0 for lowest delay. */
  readonly minIntervalMs: number;
  /** What streams are held as; `viewer` unless said. */
  readonly holder?: string;
  /** A viewer ended, for the outbox and the log. */
  ended(viewer: Viewer, end: ViewerEnd): void;
};

export type PlayRequest = {
  readonly stream: Stream;
  readonly format: LiveFormat | MuxerChoice;
  readonly userId: string | null;
};

type Seat = { readonly fanout: Fanout; readonly hold: Disposable; readonly left: () => void };
const NO_SEAT: Place = { framesDropped: 0, [Symbol.dispose]: () => {} };

/** A viewer's place; disposing it leaves. */
export type Place = Disposable & { readonly framesDropped: number };

/** Everybody who watches on this worker. A format nobody watches is not muxed. */
export class Viewers implements Watchers, Disposable {
  readonly #options: ViewersOptions;
  readonly #pacer: Pacer;
  readonly #memory = new BatchMemory();
  readonly #fanouts = new Map<string, Fanout>();
  readonly #seats = new Map<Viewer, Seat>();
  readonly #left = { bytesOut: 0, framesDropped: 0 };

  constructor(options: ViewersOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options);
  }

  get size(): number {
    return this.#seats.size;
  }

  get list(): readonly Viewer[] {
    return [...this.#seats.keys()];
  }

  /** Since the start, viewers who left included. */
  get totals(): { readonly bytesOut: number; readonly framesDropped: number } {
    let { bytesOut, framesDropped } = this.#left;
    for (const viewer of this.#seats.keys()) {
      bytesOut += viewer.bytes;
      framesDropped += viewer.framesDropped;
    }
    return { bytesOut, framesDropped };
  }

  /** Takes a viewer in: it holds the stream until its socket closes, the stream ends it or what is returned is disposed. */
  join(request: PlayRequest, transport: ViewerTransport): Place {
    if (transport.socket.destroyed) return NO_SEAT; // left while its request was read: `close` will not come again
    if (this.#seats.size >= MAX_VIEWERS) {
      transport.finish({ code: 'viewer.too-many', message: 'this worker is full' }, false);
      return NO_SEAT;
    }
    const { stream, userId } = request;
    const since = this.#options.clock.wallNow();
    const streamId = originStreamId(stream.id);
    const viewer = new Viewer({ id: randomUUID(), streamId, userId, since, transport });
    const fanout = this.#fanout(stream, request.format);
    const left = () => fanout.remove(viewer, LEFT);
    this.#seats.set(viewer, { fanout, hold: stream.hold(this.#options.holder ?? 'viewer'), left });
    transport.socket.once('close', left);
    fanout.add(viewer);
    return {
      get framesDropped() {
        return viewer.framesDropped;
      },
      [Symbol.dispose]: left,
    };
  }

  /** Ends a viewer by id; false when there is none. */
  kick(id: string): boolean {
    for (const [viewer, seat] of this.#seats)
      if (viewer.id === id) {
        seat.fanout.remove(viewer, KICKED);
        return true;
      }
    return false;
  }

  [Symbol.dispose](): void {
    for (const [viewer, seat] of [...this.#seats]) seat.fanout.remove(viewer, STOPPING);
    this.#pacer[Symbol.dispose]();
  }

  #fanout(stream: Stream, format: LiveFormat | MuxerChoice): Fanout {
    const choice = typeof format === 'string' ? muxerOf(format) : format;
    const key = `${stream.id} ${choice.key}`;
    const known = this.#fanouts.get(key);
    if (known) return known;
    const fanout = new Fanout({
      stream,
      muxer: choice.open(),
      pacer: this.#pacer,
      memory: this.#memory,
      clock: this.#options.clock,
      ended: (viewer, end) => this.#end(viewer, end),
    });
    this.#fanouts.set(key, fanout);
    return fanout;
  }

  #end(viewer: Viewer, end: ViewerEnd): void {
    const seat = this.#seats.get(viewer);
    this.#seats.delete(viewer);
    if (seat) viewer.transport.socket.off('close', seat.left);
    this.#left.bytesOut += viewer.bytes;
    this.#left.framesDropped += viewer.framesDropped;
    viewer.transport.finish(end, viewer.started);
    if (seat?.fanout.size === 0) this.#close(seat.fanout);
    seat?.hold[Symbol.dispose]();
    this.#options.ended(viewer, end);
  }

  #close(fanout: Fanout): void {
    fanout[Symbol.dispose]();
    for (const [key, open] of this.#fanouts) if (open === fanout) this.#fanouts.delete(key);
  }
}

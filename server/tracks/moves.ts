/** Where moving cameras are now, told to every browser: only the newest of each counts, so nothing of it is stored or caught up with. */
import { z } from 'zod';
import type { CameraMove } from '../cameras/schema.ts';
import { MOST_LISTED } from '../map/schema.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import { type Notifications, notify } from '../platform/notify.ts';
import { movedSince } from './data.ts';

/** PostgreSQL takes notifications of less than 8000 bytes; a move has less than 120. */
const MOVES_A_NOTE = 60;
/** A browser is told once a second at most, however often cameras move. */
const BEAT_MS = 1_000;
/** Told at the beginning: a page that was away for longer reads its list again. */
const RECENT_MS = 3_600_000;

const noteSchema = z.array(
  z
    .tuple([z.string(), z.number(), z.number(), z.number(), z.number().nullable()])
    .rest(z.number().nullable())
    .transform(
      ([id, lon, lat, atMs, speedKmh, heading]): CameraMove => ({
        id,
        lon,
        lat,
        atMs,
        speedKmh,
        heading: heading ?? null,
      }),
    ),
);

/** The moves themselves are in the notification: other copies of the server need not read anything. */
export async function tellMoves(tx: Transaction, moves: readonly CameraMove[]): Promise<void> {
  for (let at = 0; at < moves.length; at += MOVES_A_NOTE) {
    const note = moves
      .slice(at, at + MOVES_A_NOTE)
      .map(({ id, lon, lat, atMs, speedKmh, heading }) => [
        id,
        Number(lon.toFixed(7)),
        Number(lat.toFixed(7)),
        atMs,
        speedKmh === null ? null : Number(speedKmh.toFixed(1)),
        heading === null ? null : Number(heading.toFixed(1)),
      ]);
    await notify(tx, 'camera_moves', JSON.stringify(note));
  }
}

type Needs = {
  readonly db: Database;
  readonly clock: Clock;
  readonly notifications: Pick<Notifications, 'listen'>;
  readonly log: Logger;
};
type Follower = (moves: readonly CameraMove[]) => void;

export class CameraMoves implements Disposable {
  readonly #needs: Needs;
  readonly #unlisten: () => void;
  readonly #followers = new Set<Follower>();

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#unlisten = needs.notifications.listen('camera_moves', (note) => this.#hear(note));
  }

  /** Those of the last hour, then each as it comes; ends when the signal aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<CameraMove[]> {
    const waiting = new Map<string, CameraMove>();
    let news = Promise.withResolvers<void>();
    const follower: Follower = (moves) => {
      for (const move of moves)
        if (move.atMs > (waiting.get(move.id)?.atMs ?? -1)) waiting.set(move.id, move);
      news.resolve();
    };
    const end = () => news.resolve();
    this.#followers.add(follower);
    signal.addEventListener('abort', end);
    try {
      follower(await this.#recent());
      while (!signal.aborted) {
        await news.promise;
        news = Promise.withResolvers();
        const moves = [...waiting.values()];
        waiting.clear();
        if (signal.aborted) return;
        if (moves.length > 0) yield moves;
        await this.#needs.clock.sleep(BEAT_MS, signal).catch(() => undefined); // aborted: it ends
      }
    } finally {
      this.#followers.delete(follower);
      signal.removeEventListener('abort', end);
    }
  }

  #recent(): Promise<CameraMove[]> {
    const { db, clock } = this.#needs;
    return movedSince(db, new Date(clock.wallNow() - RECENT_MS), MOST_LISTED);
  }

  #hear(note: string | null): void {
    if (this.#followers.size === 0) return;
    if (note === null) {
      void this.#recent().then(
        (moves) => this.#tell(moves),
        (error) => this.#needs.log.warn({ error }, 'camera moves not read'),
      );
      return;
    }
    const moves = noteSchema.safeParse(JSON.parse(note));
    // From another version of the server during an upgrade: the next page load has it.
    if (moves.success) this.#tell(moves.data);
  }

  #tell(moves: readonly CameraMove[]): void {
    for (const follower of this.#followers) follower(moves);
  }

  [Symbol.dispose](): void {
    this.#unlisten();
  }
}

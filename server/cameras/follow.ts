import { merge } from '../platform/merge.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import type { CameraChange } from './schema.ts';

type Told = readonly [id: string, change: CameraChange];
type Needs = Pick<Services, 'changes' | 'moves' | 'tiles'>;

/** What happens to cameras, behind `lastEventId` or from now on, and where those are that move. */
export async function* followCameras(
  { changes, moves, tiles }: Needs,
  _scope: Scope<'cameras.view'>,
  lastEventId: string | null,
  until: AbortSignal,
): AsyncGenerator<Told> {
  let cursor = lastEventId ?? changes.head;
  async function* happened(): AsyncGenerator<Told> {
    for await (const [id, change] of changes.follow(cursor, until)) {
      cursor = id;
      yield [id, tiles.withPlace(change)];
    }
  }
  // Moves have no numbers of their own: a page that comes back goes on behind the last change.
  async function* moved(): AsyncGenerator<Told> {
    for await (const cameras of moves.follow(until)) yield [cursor, { type: 'moved', cameras }];
  }
  yield* merge([happened(), moved()]);
}

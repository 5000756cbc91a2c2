import type { MediaGateway } from '../media/gateway.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import type { Logger } from '../platform/logger.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { countProbed, nextProbed, type Probed, probedById } from './data.ts';
import type { Observation } from './policy.ts';
import type { StatusBook } from './status-book.ts';

const PARALLEL = 8;
const BATCH = 64;
/** A camera that missed once is asked again after this, so that an outage is known within half a minute. */
const SUSPECTS_EVERY_MS = 10_000;
/** Without any camera, or with all asked already. */
const IDLE_MS = 1_000;
/** Where there is a worker to ask at all. */
const WAIT_FOR_WORKER_MS = 2_000;

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly media: Pick<MediaGateway, 'check' | 'state' | 'living'>;
  readonly book: StatusBook;
  readonly intervalMs: number;
};

/** Asks every camera once per interval, spread over it; the first round goes as fast as it can. */
export async function probeInRounds(platform: Platform, signal: AbortSignal): Promise<void> {
  const { clock, intervalMs } = platform;
  let paced = false;
  while (!signal.aborted) {
    if ((await platform.media.living()).length === 0) {
      await rest(clock, WAIT_FOR_WORKER_MS, signal);
      continue;
    }
    const startedAt = clock.monotonicNow();
    await probeRound(platform, signal, paced ? intervalMs : 0);
    paced = true;
    const left = intervalMs - (clock.monotonicNow() - startedAt);
    await rest(clock, Math.max(left, IDLE_MS), signal);
  }
}

export async function probeSuspects(platform: Platform, signal: AbortSignal): Promise<void> {
  const { db, secrets, book, clock } = platform;
  while (!signal.aborted) {
    await rest(clock, SUSPECTS_EVERY_MS, signal);
    const suspects = book.suspects.slice(0, BATCH);
    if (suspects.length > 0)
      await inParallel(await probedById(db, secrets, suspects), signal, (camera) =>
        probe(platform, camera),
      );
  }
}

async function probeRound(platform: Platform, signal: AbortSignal, spreadMs: number) {
  const { db, secrets, clock } = platform;
  const startedAt = clock.monotonicNow();
  const total = Math.max(1, await countProbed(db));
  let done = 0;
  let afterId = '';
  while (!signal.aborted) {
    const batch = await nextProbed(db, secrets, afterId, BATCH);
    const last = batch.at(-1);
    if (!last) return;
    await inParallel(batch, signal, async (camera) => {
      done += 1;
      const turnMs = ((done - Math.random()) / total) * spreadMs; // jitter: no two sites in step
      await rest(clock, startedAt + turnMs - clock.monotonicNow(), signal);
      if (!signal.aborted) await probe(platform, camera);
    });
    afterId = last.id;
  }
}

async function probe(platform: Platform, camera: Probed): Promise<void> {
  const { book, log } = platform;
  try {
    const observation = await observe(platform, camera);
    if (observation) await book.observe(camera.id, observation);
  } catch (error) {
    // No worker, no database: our trouble, not the camera's.
    log.debug({ error, camera: camera.id }, 'camera could not be asked');
  }
}

/** null: nothing can be said. */
export async function observe(
  { media }: Pick<Platform, 'media'>,
  camera: Probed,
): Promise<Observation | null> {
  const states = await Promise.all(camera.placedStreamIds.map((id) => media.state(id)));
  if (states.some((found) => found?.state.state === 'live')) return { kind: 'plays' };
  if (camera.signedIn !== null) {
    const failure = { kind: 'unreachable', code: 'gb28181.device-offline', step: 'connect' };
    return camera.signedIn ? { kind: 'answers' } : { kind: 'fails', failure };
  }
  if (!camera.source) {
    const asked = states.some((found) => found !== null);
    const failure = { kind: 'unreachable', code: 'publish.nobody', step: 'connect' };
    return asked ? { kind: 'fails', failure } : null;
  }
  const { ok, failure } = await media.check(camera.source);
  if (ok) return { kind: 'answers' };
  return failure && { kind: 'fails', failure };
}

async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
}

async function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await clock.sleep(ms, signal).catch(() => undefined); // aborted: the caller's loop ends
}

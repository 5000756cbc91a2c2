import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Attempt } from './attempt.ts';
import { backoffMs } from './backoff.ts';
import { asMediaError } from './failure.ts';
import type { Puller } from './source.ts';

/** A run that was live this long counts as healthy: the next failure is a first one. */
const HEALTHY_AFTER_MS = 10_000;

export type Supervision = {
  readonly puller: Puller;
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** A new attempt begins. */
  begin(): Attempt;
  /** An attempt ended; the next one comes after `delayMs`. */
  failed(error: MediaError, attempt: Attempt, delayMs: number): void;
};

/** Something that is tried again and again. */
export type Retrying = {
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** One attempt from its begin to its end; never rejects. `wentLive`: media flowed. */
  attempt(): Promise<{ readonly error: MediaError; readonly wentLive: boolean }>;
  /** The attempt ended; the next one comes after `delayMs`. */
  failed(error: MediaError, delayMs: number): void;
  /** Instead of the usual backoff, where that is wrong. */
  delayMs?(error: MediaError): number | undefined;
};

/** Tries again and again until aborted. The only retry loop of the media path. */
export async function retry(retrying: Retrying): Promise<void> {
  const { clock, signal, random } = retrying;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = clock.monotonicNow();
    const { error, wentLive } = await retrying.attempt();
    if (signal.aborted) return;
    const healthy = wentLive && clock.monotonicNow() - startedAt >= HEALTHY_AFTER_MS;
    failures = healthy ? 1 : failures + 1;
    const delayMs = retrying.delayMs?.(error) ?? backoffMs(failures, error.kind, random());
    retrying.failed(error, delayMs);
    await clock.sleep(delayMs, signal).catch(ignoreAbort);
  }
}

/** Runs a puller until aborted. */
export function supervise(supervision: Supervision): Promise<void> {
  const { clock, signal, random } = supervision;
  let attempt: Attempt | null = null;
  return retry({
    clock,
    signal,
    random,
    attempt: async () => {
      const begun = supervision.begin();
      attempt = begun;
      const error = await runAttempt(supervision, begun);
      begun.close();
      return { error, wentLive: begun.wentLive };
    },
    delayMs: (error) => supervision.puller.retryAfterMs?.(error),
    failed: (error, delayMs) => {
      if (attempt) supervision.failed(error, attempt, delayMs);
    },
  });
}

async function runAttempt(supervision: Supervision, attempt: Attempt): Promise<MediaError> {
  const { puller, signal } = supervision;
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([puller.runOnce(attempt, stop.signal), attempt.starved(stop.signal)]);
    return new MediaError('unreachable', 'the source ended the stream', { code: 'source.ended' });
  } catch (thrown) {
    return asMediaError(thrown);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stop.abort(new MediaError('unreachable', 'attempt is over', { code: 'source.stopped' }));
  }
}

/** The sleep before the next attempt ends early when the last holder leaves: that is not an error. */
function ignoreAbort(): void {}

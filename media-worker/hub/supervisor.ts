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

/** Runs a puller again and again until aborted. The only retry loop of the media path. */
export async function supervise(supervision: Supervision): Promise<void> {
  const { clock, signal, random } = supervision;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = clock.monotonicNow();
    const attempt = supervision.begin();
    const error = await runAttempt(supervision, attempt);
    attempt.close();
    if (signal.aborted) return;
    const healthy = attempt.wentLive && clock.monotonicNow() - startedAt >= HEALTHY_AFTER_MS;
    failures = healthy ? 1 : failures + 1;
    const delayMs = backoffMs(failures, error.kind, random());
    supervision.failed(error, attempt, delayMs);
    await clock.sleep(delayMs, signal).catch(ignoreAbort);
  }
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

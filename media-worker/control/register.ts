import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { NodeReport } from './contract.ts';

/** The server takes a worker for gone after some missed reports. */
const REPORT_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 3_000;

export type RegistrationOptions = {
  readonly serverUrl: string;
  readonly secret: string;
  readonly report: () => NodeReport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/** Tells the server about this worker at start and every 2 s, until aborted. Says once when the server is gone and back. */
export async function keepRegistered(options: RegistrationOptions): Promise<void> {
  const { clock, signal, logger } = options;
  let registered: boolean | null = null;
  while (!signal.aborted) {
    const problem = await reportOnce(options);
    const ok = problem === null;
    if (ok !== registered && ok) logger.info('registered with the server');
    if (ok !== registered && !ok) logger.warn({ problem }, 'cannot register with the server');
    registered = ok;
    await clock.sleep(REPORT_EVERY_MS, signal).catch(() => {}); // aborted: the loop ends
  }
}

/** `null` when the server took the report, else what went wrong. */
async function reportOnce(options: RegistrationOptions): Promise<string | null> {
  const url = new URL('/internal/nodes', options.serverUrl);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${options.secret}`,
      },
      body: JSON.stringify(options.report()),
      signal,
    });
    await response.body?.cancel();
    return response.ok ? null : `answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

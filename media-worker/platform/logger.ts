import { type Logger, pino } from 'pino';

export type { Logger };

/** The one logger of the process. */
export function workerLogger(level: string): Logger {
  return pino({ level, base: { process: 'media-worker' } });
}

import type { ServerResponse } from 'node:http';
import { AppError, ERROR_MAPPING } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';

export function respondJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** To the same address over HTTPS; a method and its body go along (RFC 9110 15.4.9). */
export function respondMoved(response: ServerResponse, host: string, path: string): void {
  response.writeHead(308, { location: `https://${host}${path}`, 'cache-control': 'no-store' });
  response.end();
}

/** A coded answer, or, where the answer has begun already, its end. */
export function respondError(response: ServerResponse, error: unknown, log: Logger): void {
  const known = error instanceof AppError ? error : new AppError('server.fault', { cause: error });
  if (known.code === 'server.fault') log.error({ error }, 'request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, details } = known;
  respondJson(response, ERROR_MAPPING[code].http, {
    app: { code, ...(details ? { details } : {}) },
  });
}

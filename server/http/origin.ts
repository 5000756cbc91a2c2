import type { IncomingMessage } from 'node:http';
import { AppError } from '../platform/errors.ts';
import type { ClientFacts } from './request.ts';

/** A header that a form or an image on a foreign page cannot send. */
const CSRF_HEADER = 'x-lukou-csrf';

/** For everything under /api: writes come from our own pages, reads are not followed as links. */
export function demandOwnOrigin(request: IncomingMessage, facts: ClientFacts): void {
  const { headers, method } = request;
  const site = headers['sec-fetch-site'];
  const foreign =
    (typeof site === 'string' && site !== 'same-origin' && site !== 'none') ||
    (headers.origin !== undefined && !isOwn(headers.origin, facts.host));
  if (foreign) throw new AppError('request.foreign-origin');
  if (method !== 'GET' && method !== 'HEAD' && headers[CSRF_HEADER] !== '1')
    throw new AppError('request.foreign-origin', { details: { missingHeader: CSRF_HEADER } });
}

/** A call to the API is never a page somebody was led to by a link. */
export function demandNoNavigation(request: IncomingMessage): void {
  if (request.headers['sec-fetch-mode'] === 'navigate')
    throw new AppError('request.foreign-origin', { details: { mode: 'navigate' } });
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

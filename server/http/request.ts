import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** What of a request depends on whether a proxy stands before us. */
export type ClientFacts = {
  readonly address: string | null;
  readonly secure: boolean;
  /** Host and port as the browser wrote them. */
  readonly host: string;
};

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/;

export function clientFacts(request: IncomingMessage, trustProxy: boolean): ClientFacts {
  const forwarded = (name: string): string | undefined =>
    trustProxy ? lastOf(request.headers[name]) : undefined;
  const host = forwarded('x-forwarded-host') ?? request.headers.host ?? '';
  const address = forwarded('x-forwarded-for') ?? request.socket.remoteAddress ?? null;
  return {
    address: address?.replace(/^::ffff:/, '') ?? null,
    secure: request.socket instanceof TLSSocket || forwarded('x-forwarded-proto') === 'https',
    host: HOST.test(host) ? host : 'localhost',
  };
}

/** The entry our own proxy added: earlier ones anybody may have written. */
function lastOf(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(',') : value;
  return text?.split(',').at(-1)?.trim() || undefined;
}

export function fetchHeaders(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return headers;
}

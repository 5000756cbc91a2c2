// One HTTP/1.1 request (RFC 9112) to an address that was resolved and checked before, so that nothing else is dialled.
import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { networkError, timeoutError } from '../rtsp/network-error.ts';

/** Media servers answer with below 1 KB of headers. */
const MAX_HEADER_BYTES = 16 * 1024;

export type HttpRequest = {
  /** `http:` or `https:`; its host goes into the Host header and the certificate check. */
  readonly url: URL;
  /** What is dialled. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From dialling to the end of the answer's headers. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/** The head of an answer; `upgraded` where the peer switched protocols, with what it sent right behind. */
export type HttpAnswer = {
  readonly response: IncomingMessage;
  readonly upgraded: { readonly socket: Duplex; readonly head: Uint8Array } | null;
};

/** Sends a GET; the caller reads or destroys the response. @throws `unreachable`, `timeout`, the signal's reason */
export function sendGet({
  url,
  address,
  headers,
  timeoutMs,
  signal,
}: HttpRequest): Promise<HttpAnswer> {
  const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const request = send(requestOptions(url, address, headers));
  const late = setTimeout(
    () => request.destroy(timeoutError(url.host, 'no answer', timeoutMs)),
    timeoutMs,
  );
  const abort = () => request.destroy();
  signal.addEventListener('abort', abort, { once: true });
  request.on('response', (response) => resolve({ response, upgraded: null }));
  request.on('upgrade', (response, socket, head) =>
    resolve({ response, upgraded: { socket, head } }),
  );
  request.on('error', (cause) =>
    reject(signal.aborted ? signal.reason : networkError(cause, url.host)),
  );
  request.end();
  if (signal.aborted) abort();
  return promise.finally(() => {
    clearTimeout(late);
    signal.removeEventListener('abort', abort);
  });
}

function requestOptions(
  url: URL,
  address: string,
  headers: HttpRequest['headers'],
): RequestOptions {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host: address,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port,
    path: `${url.pathname}${url.search}`,
    headers: {
      Host: url.host,
      'User-Agent': 'Lukou',
      Accept: '*/*',
      Connection: 'close',
      ...headers,
    },
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    ...(isIP(name) === 0 ? { servername: name } : {}),
  };
}

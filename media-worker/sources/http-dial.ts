import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { concatBytes } from '../media/bytes.ts';
import { MediaError } from '../media/errors.ts';
import { type HttpAnswer, sendGet } from '../protocols/http/client.ts';
import { networkError, timeoutError } from '../protocols/rtsp/network-error.ts';
import { webSocketRequest } from '../protocols/ws/client.ts';
import { cameraAddress } from './camera-address.ts';

/** An HTTP or WebSocket address apart from its credentials, as in the control contract. */
export type HttpAddress = {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
};

export type HttpDialOptions = {
  /** CIDR ranges that may be dialled, checked on every resolved address, those of redirects too. */
  readonly networks: readonly string[];
  readonly signal: AbortSignal;
  /** From dialling to the answer's headers. */
  readonly answerWithinMs?: number;
  /** `Range` header; the answer may still be the whole. */
  readonly range?: string;
  /** The host was found and may be dialled. */
  readonly resolved?: (address: string) => void;
};

/** A CDN redirects once or twice. */
const MAX_REDIRECTS = 5;
const ANSWER_WITHIN_MS = 10_000;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Follows redirects to an answer of 200, or 206 where a range was asked for. The caller reads or destroys the response. @throws coded `http.*`, `network.*` */
export async function openHttp(
  address: HttpAddress,
  options: HttpDialOptions,
): Promise<{ response: IncomingMessage; url: URL }> {
  const { range } = options;
  const { answer, url } = await follow(address, range ? { Range: range } : {}, options);
  const { statusCode } = answer.response;
  if (statusCode === 200 || (range && statusCode === 206))
    return { response: answer.response, url };
  throw statusError(answer.response, url);
}

/** Follows redirects to an open WebSocket. @throws coded `http.*`, `ws.*`, `network.*` */
export async function openWebSocket(
  address: HttpAddress,
  options: HttpDialOptions,
): Promise<NonNullable<HttpAnswer['upgraded']>> {
  const { headers, accept } = webSocketRequest();
  const { answer, url } = await follow(address, headers, options);
  const { upgraded, response } = answer;
  if (!upgraded) throw statusError(response, url);
  if (response.headers['sec-websocket-accept'] === accept) return upgraded;
  upgraded.socket.destroy();
  throw new MediaError('malformed', 'the WebSocket handshake was answered wrongly', {
    code: 'ws.bad-handshake',
    peer: url.host,
    step: 'describe',
  });
}

async function follow(
  address: HttpAddress,
  headers: Readonly<Record<string, string>>,
  options: HttpDialOptions,
): Promise<{ answer: HttpAnswer; url: URL }> {
  const { networks, signal, answerWithinMs: timeoutMs = ANSWER_WITHIN_MS } = options;
  const first = httpUrl(address.url);
  const authorization = basicAuthorization(address, first);
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const peer = await cameraAddress(url.hostname.replace(/^\[|\]$/g, ''), networks, signal);
    options.resolved?.(peer);
    // Credentials are for whom they were given for, not for where it sends us.
    const own = url.origin === first.origin ? authorization : {};
    const answer = await sendGet({
      url,
      address: peer,
      headers: { ...headers, ...own },
      timeoutMs,
      signal,
    });
    const next = redirectOf(answer.response, url);
    if (!next) return { answer, url };
    answer.response.destroy();
    url = next;
  }
  throw new MediaError('refused', 'redirected without end', {
    code: 'http.too-many-redirects',
    peer: first.host,
    step: 'describe',
  });
}

function redirectOf(response: IncomingMessage, from: URL): URL | null {
  const { location } = response.headers;
  if (!location || !REDIRECTS.includes(response.statusCode ?? 0)) return null;
  return httpUrl(location, from);
}

/** `ws:` and `wss:` are dialled as `http:` and `https:`; nothing else is an address here. */
export function httpUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : null;
  const protocol = url?.protocol.replace('ws', 'http');
  if (!url || (protocol !== 'http:' && protocol !== 'https:'))
    throw new MediaError('unsupported', 'not an HTTP address', {
      code: 'http.bad-address',
      step: 'resolve',
    });
  const plain = new URL(url.href.replace(/^ws/, 'http'));
  plain.hash = '';
  return plain;
}

function basicAuthorization(address: HttpAddress, url: URL): Record<string, string> {
  const username = address.username ?? decodeURIComponent(url.username);
  const password =
    address.username === undefined ? decodeURIComponent(url.password) : address.password;
  url.username = '';
  url.password = '';
  if (username === '') return {};
  return {
    Authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`,
  };
}

function statusError(response: IncomingMessage, url: URL): MediaError {
  const status = response.statusCode ?? 0;
  response.destroy();
  const at = { peer: url.host };
  if (status === 401 || status === 403)
    return new MediaError('refused', `${url.host} refuses the credentials`, {
      ...at,
      code: 'http.unauthorized',
      step: 'sign-in',
    });
  const code = status === 404 || status === 410 ? 'http.not-found' : 'http.bad-status';
  return new MediaError('unreachable', `${url.host} answers with status ${status}`, {
    ...at,
    code,
    step: 'describe',
  });
}

/** Hands every piece to `take` as it comes; resolves when the peer ends it. @throws what `take` throws, `network.*` */
export async function drain(
  readable: Readable,
  options: { readonly peer: string; readonly idleMs: number; readonly signal: AbortSignal },
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  const { peer, idleMs, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const idle = setTimeout(() => reject(timeoutError(peer, 'nothing more came', idleMs)), idleMs);
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  readable.on('data', (bytes: Uint8Array) => {
    idle.refresh();
    try {
      take(bytes);
    } catch (cause) {
      reject(cause);
    }
  });
  readable.on('end', () => resolve());
  readable.on('error', (cause) => reject(networkError(cause, peer)));
  readable.on('close', () => resolve());
  if (signal.aborted) abort();
  try {
    await promise;
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', abort);
    readable.destroy();
  }
}

/** A whole body of at most `maxBytes`. @throws `overflow` with `http.too-large`, and as `openHttp` */
export async function fetchBytes(
  address: HttpAddress,
  options: HttpDialOptions & {
    readonly maxBytes: number;
    readonly received?: (bytes: number) => void;
  },
): Promise<{ bytes: Uint8Array; url: URL; partial: boolean }> {
  const { response, url } = await openHttp(address, options);
  const parts: Uint8Array[] = [];
  let length = 0;
  await drain(
    response,
    { peer: url.host, idleMs: ANSWER_WITHIN_MS, signal: options.signal },
    (bytes) => {
      length += bytes.length;
      if (length > options.maxBytes)
        throw new MediaError('overflow', `more than ${options.maxBytes} bytes`, {
          code: 'http.too-large',
          peer: url.host,
        });
      options.received?.(bytes.length);
      parts.push(bytes);
    },
  );
  return { bytes: concatBytes(parts), url, partial: response.statusCode === 206 };
}

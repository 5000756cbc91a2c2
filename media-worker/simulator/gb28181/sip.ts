// SIP text as a GB/T 28181 device writes and reads it (RFC 3261). Written apart from the server's, which it judges.
import { createHash } from 'node:crypto';

/** A request or a response; header names are as written. */
export type SipMessage = {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
};

/** RFC 3261 §7.3.3, those that occur here. */
const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  m: 'contact',
  i: 'call-id',
  l: 'content-length',
  c: 'content-type',
  s: 'subject',
};
/** A catalogue question is a kilobyte; more than this is not meant for a camera. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const HEAD_END = '\r\n\r\n';

export function headersOf({ headers }: SipMessage, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers
    .filter(([written]) => {
      const lower = written.toLowerCase();
      return (COMPACT[lower] ?? lower) === wanted;
    })
    .map(([, value]) => value);
}

export function headerOf(message: SipMessage, name: string): string {
  return headersOf(message, name)[0] ?? '';
}

/** `null` for a request. */
export function statusOf({ startLine }: SipMessage): number | null {
  const [, status] = /^SIP\/2\.0 (\d{3})/.exec(startLine) ?? [];
  return status === undefined ? null : Number(status);
}

/** The method of a request, or of the request that a response answers. */
export function methodOf(message: SipMessage): string {
  const [method = ''] = message.startLine.split(' ');
  return method === 'SIP/2.0' ? (headerOf(message, 'cseq').split(/\s+/)[1] ?? '') : method;
}

/** The user part of the first SIP URI in a text. */
export function userOf(text: string): string {
  return /sips?:([^@;>\s]+)@/.exec(text)?.[1] ?? '';
}

export function branchOf(message: SipMessage): string {
  return /;\s*branch=([^;,\s]+)/i.exec(headerOf(message, 'via'))?.[1] ?? '';
}

/** Sets Content-Length itself. */
export function sipBytes(
  startLine: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array = new Uint8Array(0),
): Buffer {
  const all = [...headers, ['Content-Length', String(body.length)] as const];
  const head = [startLine, ...all.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  return Buffer.concat([Buffer.from(head + HEAD_END), body]);
}

/** A response with what RFC 3261 §8.2.6 copies from the request; `toTag` where the request has none of its own. */
export function answerBytes(
  request: SipMessage,
  status: string,
  options: {
    readonly toTag?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly body?: Uint8Array;
  } = {},
): Buffer {
  const to = headerOf(request, 'to');
  const tag = options.toTag !== undefined && !/;\s*tag=/i.test(to) ? `;tag=${options.toTag}` : '';
  return sipBytes(
    `SIP/2.0 ${status}`,
    [
      ...headersOf(request, 'via').map((via) => ['Via', via] as const),
      ['From', headerOf(request, 'from')],
      ['To', to + tag],
      ['Call-ID', headerOf(request, 'call-id')],
      ['CSeq', headerOf(request, 'cseq')],
      ...(options.headers ?? []),
      ['User-Agent', 'Lukou simulated device'],
    ],
    options.body,
  );
}

/** `null` when the bytes are not SIP. A datagram's body ends with the datagram whatever Content-Length says. */
export function readSip(bytes: Buffer): SipMessage | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const [startLine = '', ...lines] = bytes.toString('utf8', 0, end).split('\r\n');
  if (!/^SIP\/2\.0 \d{3}| SIP\/2\.0$/.test(startLine)) return null;
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const message = { startLine, headers, body: bytes.subarray(end + HEAD_END.length) };
  const length = lengthOf(message);
  return length === null ? message : { ...message, body: message.body.subarray(0, length) };
}

function lengthOf(message: SipMessage): number | null {
  const text = headerOf(message, 'content-length');
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Messages out of a TCP connection, in whatever pieces it brings them. */
export class SipReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws RangeError when what comes is not SIP: the connection is of no further use */
  push(bytes: Buffer): SipMessage[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: SipMessage[] = [];
    for (let next = this.#next(); next; next = this.#next()) messages.push(next);
    if (this.#rest.length > MAX_MESSAGE_BYTES) throw new RangeError('a SIP message without an end');
    return messages;
  }

  #next(): SipMessage | null {
    // Empty lines keep a connection alive (RFC 5626 §4.4.1).
    while (this.#rest[0] === 13 || this.#rest[0] === 10) this.#rest = this.#rest.subarray(1);
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return null;
    const head = readSip(this.#rest.subarray(0, end + HEAD_END.length));
    if (!head) throw new RangeError('not SIP');
    const whole = end + HEAD_END.length + (lengthOf(head) ?? 0);
    if (this.#rest.length < whole) return null;
    const message = readSip(this.#rest.subarray(0, whole));
    this.#rest = this.#rest.subarray(whole);
    return message;
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * The Authorization header that answers a challenge (RFC 2617 §3.2.2, MD5), `qop=auth` where it is offered.
 * `null` when the challenge asks for something else.
 */
export function digestAnswer(
  challenge: string,
  asked: {
    readonly username: string;
    readonly password: string;
    readonly method: string;
    readonly uri: string;
    readonly cnonce: string;
  },
): string | null {
  const fields = new Map(
    [...challenge.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)].map(
      ([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? ''] as const,
    ),
  );
  const nonce = fields.get('nonce');
  const algorithm = fields.get('algorithm') ?? 'MD5';
  if (!/^digest\s/i.test(challenge) || nonce === undefined || algorithm.toUpperCase() !== 'MD5')
    return null;
  const realm = fields.get('realm') ?? '';
  const { username, password, method, uri, cnonce } = asked;
  const user = md5(`${username}:${realm}:${password}`);
  const what = md5(`${method}:${uri}`);
  const withQop = (fields.get('qop') ?? '').split(',').some((one) => one.trim() === 'auth');
  const count = '00000001';
  const response = withQop
    ? md5(`${user}:${nonce}:${count}:${cnonce}:auth:${what}`)
    : md5(`${user}:${nonce}:${what}`);
  const opaque = fields.get('opaque');
  return [
    `Digest username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `response="${response}"`,
    'algorithm=MD5',
    ...(withQop ? [`cnonce="${cnonce}"`, 'qop=auth', `nc=${count}`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}

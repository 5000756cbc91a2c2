/** SIP messages (RFC 3261 section 7), as far as GB/T 28181 needs them: whole, tolerant of what devices send, strict in what we write. */

export type SipHeader = readonly [name: string, value: string];

type Common = {
  /** In the order of the message; names as they were sent, compact forms written out. */
  readonly headers: readonly SipHeader[];
  readonly body: Buffer;
};
export type SipRequest = Common & { readonly method: string; readonly uri: string };
export type SipResponse = Common & { readonly status: number; readonly reason: string };
export type SipMessage = SipRequest | SipResponse;

/** What is not SIP, or not whole; `code` is stable. */
export class SipError extends Error {
  readonly code: 'sip.malformed' | 'sip.too-large';

  constructor(code: SipError['code'], message: string) {
    super(message);
    this.name = 'SipError';
    this.code = code;
  }
}

/** RFC 3261 section 7.3.3. */
const COMPACT: Readonly<Record<string, string>> = {
  v: 'Via',
  f: 'From',
  t: 'To',
  i: 'Call-ID',
  m: 'Contact',
  l: 'Content-Length',
  c: 'Content-Type',
  e: 'Content-Encoding',
  s: 'Subject',
  k: 'Supported',
};

export const MAX_HEAD_BYTES = 16 * 1024;
/** 10,000 catalogue items in one message are allowed over TCP (GB/T 28181-2022 annex M). */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** From somebody who has not signed in. */
export const MAX_STRANGER_BODY_BYTES = 64 * 1024;
const MAX_HEADERS = 128;
const HEAD_END = Buffer.from('\r\n\r\n');

export function isRequest(message: SipMessage): message is SipRequest {
  return 'method' in message;
}

/** The first value; names are compared without case. */
export function headerOf({ headers }: Common, name: string): string | null {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null;
}

export function headersOf({ headers }: Common, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** One datagram. A Content-Length beyond its end is not believed; without one the body is the rest. @throws SipError */
export function parseDatagram(bytes: Buffer): SipMessage {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) throw new SipError('sip.malformed', 'no end of headers');
  const head = parseHead(bytes.subarray(0, end));
  const rest = bytes.subarray(end + HEAD_END.length);
  return { ...head, body: rest.subarray(0, contentLength(head) ?? rest.length) };
}

type Head = Omit<SipRequest, 'body'> | Omit<SipResponse, 'body'>;

function parseHead(bytes: Buffer): Head {
  if (bytes.length > MAX_HEAD_BYTES) throw new SipError('sip.too-large', 'headers over 16 KB');
  // Folded lines (RFC 3261 section 7.3.1) belong to the line before.
  const text = bytes.toString('latin1').replace(/\r\n[ \t]+/g, ' ');
  const [first = '', ...lines] = text.split('\r\n');
  if (lines.length > MAX_HEADERS) throw new SipError('sip.too-large', 'too many headers');
  const headers = lines.filter(Boolean).map(parseHeader);
  const status = /^SIP\/2\.0 (\d{3})(?: (.*))?$/i.exec(first);
  if (status) return { status: Number(status[1]), reason: status[2] ?? '', headers };
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/i.exec(first);
  if (!request) throw new SipError('sip.malformed', 'neither a request nor a response');
  return { method: (request[1] ?? '').toUpperCase(), uri: request[2] ?? '', headers };
}

function parseHeader(line: string): SipHeader {
  const colon = line.indexOf(':');
  if (colon <= 0) throw new SipError('sip.malformed', 'a header without a colon');
  const name = line.slice(0, colon).trim();
  return [COMPACT[name.toLowerCase()] ?? name, line.slice(colon + 1).trim()];
}

function contentLength(head: { readonly headers: readonly SipHeader[] }): number | null {
  const text = headerOf({ ...head, body: NO_BODY }, 'Content-Length');
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw new SipError('sip.malformed', 'Content-Length is no number');
  return Number(text);
}

export const NO_BODY = Buffer.alloc(0);

/** Content-Length is ours to say. */
export function writeMessage(message: SipMessage): Buffer {
  const first = isRequest(message)
    ? `${message.method} ${message.uri} SIP/2.0`
    : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = message.headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `${name}: ${oneLine(value)}`);
  const head = [first, ...lines, `Content-Length: ${message.body.length}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), message.body]);
}

/** What came from elsewhere must not become a header of its own. */
function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, ' ');
}

/**
 * Cuts a TCP connection's bytes into messages (RFC 3261 section 18.3). Line ends between messages are keep-alives
 * (RFC 5626 section 4.4.1): two in a row are to be answered by one, which `ping` is told.
 */
export class SipStreamReader {
  #kept: Buffer = NO_BODY;
  readonly #ping: () => void;
  readonly #maxBodyBytes: () => number;

  constructor(ping: () => void, maxBodyBytes = () => MAX_BODY_BYTES) {
    this.#ping = ping;
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** @throws SipError after which the connection is of no use */
  *push(bytes: Buffer): Generator<SipMessage> {
    this.#kept = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    for (;;) {
      this.#skipLineEnds();
      const end = this.#kept.indexOf(HEAD_END);
      if (end < 0) {
        if (this.#kept.length > MAX_HEAD_BYTES)
          throw new SipError('sip.too-large', 'headers over 16 KB');
        return;
      }
      const head = parseHead(this.#kept.subarray(0, end));
      const length = contentLength(head) ?? 0;
      if (length > this.#maxBodyBytes()) throw new SipError('sip.too-large', 'too long a body');
      const start = end + HEAD_END.length;
      if (this.#kept.length < start + length) return;
      const body = Buffer.from(this.#kept.subarray(start, start + length));
      this.#kept = this.#kept.subarray(start + length);
      yield { ...head, body };
    }
  }

  #skipLineEnds(): void {
    let at = 0;
    while (this.#kept[at] === 0x0d || this.#kept[at] === 0x0a) at += 1;
    if (at >= HEAD_END.length) this.#ping();
    if (at > 0) this.#kept = this.#kept.subarray(at);
  }
}

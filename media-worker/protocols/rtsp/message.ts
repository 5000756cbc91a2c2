// RTSP messages: RFC 2326 §4–7.

/** Header values by lower-case name, in the order they came. */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

export type RtspRequest = {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: RtspHeaders;
  readonly body: Uint8Array;
};
export type RtspResponse = {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: RtspHeaders;
  readonly body: Uint8Array;
};
export type RtspMessage = RtspRequest | RtspResponse;

/** The first value of a header, trimmed, or `null`. */
export function headerOf(message: { readonly headers: RtspHeaders }, name: string): string | null {
  return message.headers.get(name.toLowerCase())?.[0] ?? null;
}

/** `CSeq` as a number, or `null` when it is missing or not one. */
export function cseqOf(message: { readonly headers: RtspHeaders }): number | null {
  const value = headerOf(message, 'cseq');
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : null;
}

/** The start line and header lines of a message (without the empty line); `null` when the start line is not RTSP. */
export function parseHead(
  head: string,
): Omit<RtspRequest, 'body'> | Omit<RtspResponse, 'body'> | null {
  const [start = '', ...lines] = head.split(/\r?\n/);
  const headers = parseHeaders(lines);
  const response = /^RTSP\/\d\.\d +(\d{3}) ?(.*)$/.exec(start);
  if (response)
    return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', headers };
  const request = /^([A-Z_]{3,20}) +(\S+) +RTSP\/\d\.\d *$/.exec(start);
  if (!request) return null;
  return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '', headers };
}

function parseHeaders(lines: readonly string[]): RtspHeaders {
  const headers = new Map<string, string[]>();
  let last: string[] | null = null;
  for (const line of lines) {
    const tail = last?.length ?? 0;
    if (/^[ \t]/.test(line) && last && tail > 0) {
      last[tail - 1] = `${last[tail - 1]} ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.get(name) ?? [];
    last.push(line.slice(colon + 1).trim());
    headers.set(name, last);
  }
  return headers;
}

/** Header fields to be written; `undefined` leaves one out. */
export type HeaderFields = Readonly<
  Record<string, string | number | readonly string[] | undefined>
>;

function encode(start: string, fields: HeaderFields, body: string): Buffer {
  const lines = [start];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) lines.push(`${name}: ${String(one).replace(/[\r\n]+/g, ' ')}`);
  }
  if (body) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** @param uri goes on the request line as it is: no spaces, no credentials. */
export function encodeRequest(
  method: string,
  uri: string,
  fields: HeaderFields,
  body = '',
): Buffer {
  return encode(`${method} ${uri} RTSP/1.0`, fields, body);
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  453: 'Not Enough Bandwidth',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  459: 'Aggregate Operation Not Allowed',
  460: 'Only Aggregate Operation Allowed',
  461: 'Unsupported Transport',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  551: 'Option not supported',
};

export function encodeResponse(status: number, fields: HeaderFields, body = ''): Buffer {
  return encode(`RTSP/1.0 ${status} ${REASONS[status] ?? 'Unknown'}`, fields, body);
}

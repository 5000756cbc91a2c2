// HTTP/1.1 (RFC 9112) response heads for answers that we write to the socket ourselves.

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  426: 'Upgrade Required',
  503: 'Service Unavailable',
};

/** Any page may play: what protects a stream is its ticket, not the page's origin. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'Range',
  'Access-Control-Max-Age': '86400',
} as const;

/** Status line and headers, ended by an empty line. `Connection: close` always. */
export function responseHead(status: number, headers: Readonly<Record<string, string>>): Buffer {
  const lines = [`HTTP/1.1 ${status} ${REASONS[status] ?? 'Error'}`, 'Connection: close'];
  for (const [name, value] of Object.entries({ ...CORS_HEADERS, ...headers }))
    lines.push(`${name}: ${value}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** A whole answer with a JSON body. */
export function jsonResponse(status: number, body: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  const head = responseHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': String(bytes.length),
    'Cache-Control': 'no-store',
  });
  return Buffer.concat([head, bytes]);
}

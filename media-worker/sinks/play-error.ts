/** Codes of refused plays and the HTTP status each has; every other code is a stream without a picture (503). */
const STATUS: Readonly<Record<string, number>> = {
  'ticket.missing': 401,
  'ticket.forged': 401,
  'ticket.expired': 401,
  'ticket.other-stream': 403,
  'stream.unknown': 404,
  'stream.removed': 404,
  'request.bad-path': 404,
  'request.bad-method': 405,
  'request.bad-width': 400,
  'viewer.kicked': 403,
};

/** The HTTP status for a code. */
export function playStatus(code: string): number {
  return STATUS[code] ?? 503;
}

/** WebSocket close codes 4000–4999 are ours to give: 4000 + the HTTP status. */
export function playCloseCode(code: string): number {
  return 4000 + playStatus(code);
}

/** Codes of refused plays and talks and the HTTP status each has; every other code is a stream without a picture (503). */
const STATUS: Readonly<Record<string, number>> = {
  'ticket.missing': 401,
  'ticket.forged': 401,
  'ticket.expired': 401,
  'ticket.other-stream': 403,
  'stream.unknown': 404,
  'stream.removed': 404,
  'request.bad-path': 404,
  'request.bad-parameter': 400,
  'request.bad-method': 405,
  'request.bad-width': 400,
  'viewer.kicked': 403,
  'whep.codec-not-offered': 422,
  'whep.b-frames': 422,
  'whip.codec-not-offered': 422,
  'webrtc.bad-offer': 400,
  'webrtc.bad-type': 415,
  'webrtc.too-large': 413,
  'webrtc.no-session': 404,
  'webrtc.no-restart': 422,
  'webrtc.no-match': 428,
  'webrtc.stale': 412,
  'publish.wrong-key': 401,
  'publish.unknown-stream': 404,
  'publish.not-expected': 403,
  'publish.wrong-app': 404,
  'talk.unknown': 404,
  'talk.taken': 409,
  'talk.bad-voice': 400,
  'ws.too-large': 400,
  'ws.unmasked': 400,
};

/** The HTTP status for a code. */
export function playStatus(code: string): number {
  return STATUS[code] ?? 503;
}

/** WebSocket close codes 4000–4999 are ours to give: 4000 + the HTTP status. */
export function playCloseCode(code: string): number {
  return 4000 + playStatus(code);
}

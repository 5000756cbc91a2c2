// WHIP and WHEP over HTTP: RFC 9725 §4 (POST, DELETE, PATCH, OPTIONS on sessions), draft-ietf-wish-whep.
import { MediaError } from '../media/errors.ts';
import type { HttpAnswer } from '../protocols/http/answer.ts';
import { playStatus } from './play-error.ts';

const SESSIONS = /^\/live\/([A-Za-z0-9._-]{1,96})\/(whep|whip)$/;
const SESSION = /^\/live\/([A-Za-z0-9._-]{1,96})\/(whep|whip)\/([0-9a-f-]{36})$/;
/** A browser's offer with every codec it knows has 10 KB. */
const MAX_BODY_BYTES = 64 * 1024;
const TRICKLE_TYPE = 'application/trickle-ice-sdpfrag';
/** Seconds after which a stream that had no picture may have one. */
const RETRY_AFTER = '2';
const CORS = {
  'Access-Control-Allow-Methods': 'POST, PATCH, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, If-Match',
  'Access-Control-Expose-Headers': 'Location, ETag, Accept-Patch, Retry-After',
  'Cache-Control': 'no-store',
} as const;

/** One HTTP request; the body is read only where one is wanted. */
export type SignallingRequest = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
  readonly address: string;
  /** The client is gone. */
  readonly signal: AbortSignal;
  readonly body: AsyncIterable<Uint8Array>;
};

export type SignalledOffer = {
  readonly name: string;
  /** Ticket or stream key: from the query or as bearer token. */
  readonly secret: string | null;
  /** Of the address. */
  readonly parameters: URLSearchParams;
  readonly sdp: string;
  readonly address: string;
  readonly signal: AbortSignal;
};

/** What signalling knows of an open session: the peer's user fragment, another of which would be an ICE restart. */
export type SignalledSession = { readonly ufrag: string };

/** One direction: sessions that an offer opens. */
export type SignallingWay = {
  /** Gives the session's id and our answer. @throws MediaError why not */
  open(offer: SignalledOffer): Promise<{ readonly id: string; readonly answer: string }>;
  session(id: string): SignalledSession | null;
  /** False when there is none. */
  end(id: string): boolean;
};

export type SignallingWays = { readonly whep: SignallingWay; readonly whip: SignallingWay };

/** `null` when the path is neither WHIP nor WHEP. Never rejects: trouble is an answer with a code. */
export function answerSignalling(
  request: SignallingRequest,
  ways: SignallingWays,
): Promise<HttpAnswer> | null {
  const [path = '', query = ''] = request.target.split('?', 2);
  const [, name, kind] = SESSIONS.exec(path) ?? [];
  if (name !== undefined) return settled(() => onSessions(request, wayOf(kind, ways), name, query));
  const [, , kindOfOne, id] = SESSION.exec(path) ?? [];
  return id === undefined ? null : settled(() => onSession(request, wayOf(kindOfOne, ways), id));
}

function wayOf(kind: string | undefined, ways: SignallingWays): SignallingWay {
  return kind === 'whip' ? ways.whip : ways.whep;
}

async function settled(work: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof MediaError)) throw thrown;
    return refusal(thrown.context.code ?? `webrtc.${thrown.kind}`, thrown.message);
  }
}

function refusal(code: string, message: string): HttpAnswer {
  const status = playStatus(code);
  const retry = status === 503 ? { 'Retry-After': RETRY_AFTER } : {};
  const headers = { ...CORS, ...retry, 'Content-Type': 'application/json' };
  return { status, headers, body: JSON.stringify({ code, message }) };
}

function empty(status: number, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { ...CORS, ...headers }, body: '' };
}

async function onSessions(
  request: SignallingRequest,
  way: SignallingWay,
  name: string,
  query: string,
): Promise<HttpAnswer> {
  if (request.method === 'OPTIONS')
    return empty(204, { 'Accept-Post': 'application/sdp', 'Accept-Patch': TRICKLE_TYPE });
  if (request.method !== 'POST') return empty(405, { Allow: 'POST, OPTIONS' });
  expectType(request, 'application/sdp');
  const { address, signal } = request;
  const sdp = await text(request);
  const parameters = new URLSearchParams(query);
  const { id, answer } = await way.open({
    name,
    secret: secretOf(request, parameters),
    parameters,
    sdp,
    address,
    signal,
  });
  return {
    status: 201,
    headers: {
      ...CORS,
      'Content-Type': 'application/sdp',
      Location: `${request.target.split('?', 1)[0]}/${id}`,
      ETag: etagOf(id),
      'Accept-Patch': TRICKLE_TYPE,
    },
    body: answer,
  };
}

async function onSession(
  request: SignallingRequest,
  way: SignallingWay,
  id: string,
): Promise<HttpAnswer> {
  switch (request.method) {
    case 'OPTIONS':
      return empty(204, { 'Accept-Patch': TRICKLE_TYPE });
    case 'DELETE':
      return way.end(id) ? empty(200) : noSession();
    case 'PATCH':
      return patch(request, way.session(id), id);
    default:
      return empty(405, { Allow: 'DELETE, PATCH, OPTIONS' });
  }
}

/**
 * More candidates of the peer's (RFC 9725 §4.3.2). A lite agent has no use for them: it learns where the peer is from
 * the peer's own checks. New credentials would be an ICE restart, which there is none of.
 */
async function patch(
  request: SignallingRequest,
  session: SignalledSession | null,
  id: string,
): Promise<HttpAnswer> {
  if (!session) return noSession();
  expectType(request, TRICKLE_TYPE);
  const match = request.header('if-match');
  if (match === undefined) return refusal('webrtc.no-match', 'If-Match is missing');
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(await text(request))?.[1];
  if (match === '*' || (ufrag !== undefined && ufrag !== session.ufrag))
    return refusal('webrtc.no-restart', 'ICE restarts are not done here: open a new session');
  return match === etagOf(id) ? empty(204) : refusal('webrtc.stale', 'another ETag');
}

function etagOf(id: string): string {
  return `"${id.slice(0, 8)}"`;
}

function noSession(): HttpAnswer {
  return refusal('webrtc.no-session', 'no such session');
}

function expectType(request: SignallingRequest, type: string): void {
  const given = request.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (given !== type)
    throw new MediaError('malformed', `the body has to be ${type}`, { code: 'webrtc.bad-type' });
}

function secretOf(request: SignallingRequest, parameters: URLSearchParams): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.header('authorization') ?? '')?.[1];
  return parameters.get('ticket') ?? parameters.get('key') ?? bearer ?? null;
}

async function text({ body }: SignallingRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new MediaError('overflow', 'more than 64 KB', { code: 'webrtc.too-large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

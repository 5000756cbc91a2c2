import { PlaybackError, type PlayerFailure } from './state.ts';
import { codeIn } from './worker-code.ts';

/** What the worker agreed to: its answer, and the address that ends the session. */
export type WhepSession = { readonly answer: string; readonly address: string | null };

type Fetch = (address: string, init: RequestInit) => Promise<Response>;

const CONNECTION_LOST: PlayerFailure = {
  code: 'player.connection-lost',
  step: 'connect',
  final: false,
};

/** Sends the offer. @throws PlaybackError with the worker's own code where it gave one */
export async function openWhepSession(
  url: string,
  offer: string,
  signal: AbortSignal,
  fetchFrom: Fetch,
): Promise<WhepSession> {
  const response = await fetchFrom(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: offer,
    signal,
  }).catch((cause: unknown) => {
    throw new PlaybackError(CONNECTION_LOST, { cause });
  });
  const text = await response.text();
  if (response.status !== 201) throw new PlaybackError(refusal(response.status, text));
  const location = response.headers.get('Location');
  return { answer: text, address: location === null ? null : new URL(location, url).href };
}

/** Tells the worker that nobody looks any more, also while the page is being left. */
export function endWhepSession({ address }: WhepSession, fetchFrom: Fetch): void {
  if (address === null) return;
  // The worker notices by itself within seconds: an unheard goodbye changes nothing.
  fetchFrom(address, { method: 'DELETE', keepalive: true }).catch(() => undefined);
}

/** 422 says that no WebRTC of this browser will ever take the stream; everything else may pass. */
function refusal(status: number, body: string): PlayerFailure {
  const code = codeIn(body);
  if (code === null) return CONNECTION_LOST;
  const final = status === 422;
  if (code.startsWith('ticket.')) return { code, step: 'ticket', final: false };
  return { code, step: final ? 'decode' : 'connect', final };
}

/** A moment's count of received bytes. */
type Received = { readonly bytes: number; readonly at: number };
export type WhepFacts = {
  readonly codec: string | null;
  readonly bitrate: number;
  readonly packetsLost: number;
  readonly received: Received | null;
};

export const NO_FACTS: WhepFacts = {
  codec: null,
  bitrate: 0,
  packetsLost: 0,
  received: null,
};

/** Codec and bits a second from the browser's statistics of the picture, the rate since the reading before. */
export function whepFacts(
  reports: Iterable<Record<string, unknown>>,
  before: WhepFacts,
): WhepFacts {
  const all = [...reports];
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
  if (!video) return before;
  const codec = all.find(({ type, id }) => type === 'codec' && id === video.codecId);
  const received = { bytes: Number(video.bytesReceived), at: Number(video.timestamp) };
  const last = before.received;
  const seconds = last ? (received.at - last.at) / 1000 : 0;
  const bitrate = last && seconds > 0 ? ((received.bytes - last.bytes) * 8) / seconds : 0;
  const packetsLost = Math.max(0, Number(video.packetsLost ?? 0));
  return { codec: codecName(codec), bitrate: Math.round(bitrate), packetsLost, received };
}

function codecName(codec: Record<string, unknown> | undefined): string | null {
  const name = typeof codec?.mimeType === 'string' ? codec.mimeType.replace(/^video\//, '') : null;
  const profile = /profile-level-id=([0-9a-f]{6})/i.exec(String(codec?.sdpFmtpLine ?? ''))?.[1];
  return name === 'H264' && profile ? `avc1.${profile.toLowerCase()}` : name;
}

// The story of one RTSP session as a client: RFC 2326 §10. Each state is a value, each step takes the state before it.
import { MediaError } from '../../media/errors.ts';
import type { RtspConnection } from './connection.ts';
import { baseUrl, controlUrl, presentationUrl } from './control-url.ts';
import { type HeaderFields, headerOf, type RtspResponse } from './message.ts';
import { parseSdp, type Sdp } from './sdp.ts';
import {
  offeredEncodings,
  type RtspTrack,
  supportedTracks,
  usesFeedbackProfile,
} from './sdp-tracks.ts';
import { parseTransports, type TransportFields } from './transport.ts';
import { openUdpPair, type UdpPair } from './udp-pair.ts';

export type Connected = {
  readonly state: 'connected';
  readonly connection: RtspConnection;
  readonly url: string;
  /** Methods the server says it knows. */
  readonly methods: ReadonlySet<string>;
};
export type Described = Omit<Connected, 'state'> & {
  readonly state: 'described';
  readonly base: string;
  readonly presentation: string;
  readonly sdp: Sdp;
  readonly tracks: readonly RtspTrack[];
};
/** How one track's packets come in. */
type TrackTransport =
  | { readonly protocol: 'tcp'; readonly channels: readonly [number, number] }
  | {
      readonly protocol: 'udp';
      readonly ports: UdpPair;
      /** Addresses packets may come from: the device's, and the `source` it named. */
      readonly from: readonly string[];
      readonly server: {
        readonly address: string;
        readonly ports: readonly [number, number];
      } | null;
    };
export type TrackSetup = { readonly track: RtspTrack; readonly transport: TrackTransport };
export type Ready = Omit<Described, 'state'> & {
  readonly state: 'ready';
  readonly session: string;
  readonly timeoutMs: number;
  readonly setups: readonly TrackSetup[];
};
export type Playing = Omit<Ready, 'state'> & { readonly state: 'playing' };

/** RFC 2326 §12.37. */
export const DEFAULT_SESSION_TIMEOUT_MS = 60_000;
/** A device that says 1 s or 1 day means neither: keep-alives stay between these. */
const MIN_SESSION_TIMEOUT_MS = 10_000;
const MAX_SESSION_TIMEOUT_MS = 120_000;

/** A failed answer as an error with a stable code. */
export function responseError(response: RtspResponse, step: string, peer: string): MediaError {
  const text = `${step} answered ${response.status} ${response.reason}`.trim();
  const context = { peer, step };
  switch (response.status) {
    case 403:
      return new MediaError('refused', text, { ...context, code: 'rtsp.forbidden' });
    case 404:
    case 454:
      return new MediaError('unreachable', text, { ...context, code: 'rtsp.not-found' });
    case 453:
    case 503:
      return new MediaError('refused', text, { ...context, code: 'rtsp.busy' });
    case 461:
      return new MediaError('unsupported', text, { ...context, code: 'rtsp.transport-refused' });
    default:
      return new MediaError('unreachable', text, { ...context, code: 'rtsp.bad-response' });
  }
}

export function expectOk(response: RtspResponse, step: string, connection: RtspConnection): void {
  if (response.status !== 200) throw responseError(response, step, connection.peer);
}

/** OPTIONS. Servers that do not know it (or want a sign-in only later) are asked on without a list of methods. */
export async function askOptions(connection: RtspConnection, url: string): Promise<Connected> {
  const response = await connection.request('OPTIONS', url);
  const methods = (headerOf(response, 'public') ?? '')
    .split(',')
    .map((one) => one.trim().toUpperCase());
  return { state: 'connected', connection, url, methods: new Set(methods) };
}

/** DESCRIBE. @throws `rtsp.no-supported-track` when the answer offers nothing we can carry */
export async function askDescription(connected: Connected): Promise<Described> {
  const { connection, url } = connected;
  const response = await connection.request('DESCRIBE', url, { Accept: 'application/sdp' });
  expectOk(response, 'describe', connection);
  const sdp = parseSdp(Buffer.from(response.body).toString('utf8'));
  const tracks = supportedTracks(sdp.media);
  if (sdp.media.length === 0)
    throw new MediaError('malformed', 'the description holds no media', {
      code: 'rtsp.bad-response',
      peer: connection.peer,
      step: 'describe',
    });
  if (!tracks.some((track) => track.kind === 'video'))
    throw new MediaError('unsupported', `cannot carry ${offeredEncodings(sdp.media)}`, {
      code: 'rtsp.no-supported-track',
      peer: connection.peer,
      step: 'describe',
    });
  const base = baseUrl(
    url,
    headerOf(response, 'content-base'),
    headerOf(response, 'content-location'),
  );
  const presentation = presentationUrl(base, sdp.attributes.get('control')?.[0] ?? null);
  return { ...connected, state: 'described', base, presentation, sdp, tracks };
}

/** SETUP of every track over one transport. Closes the ports it opened when it fails. */
export async function setUp(described: Described, protocol: 'tcp' | 'udp'): Promise<Ready> {
  const setups: TrackSetup[] = [];
  let session: string | null = null;
  let timeoutMs = DEFAULT_SESSION_TIMEOUT_MS;
  try {
    for (const [index, track] of described.tracks.entries()) {
      const ports =
        protocol === 'udp' ? await openUdpPair(described.connection.localAddress) : null;
      const response: RtspResponse = await requestSetup(described, track, {
        index,
        ports,
        session,
      });
      setups.push({ track, transport: transportOf(described, response, { index, ports }) });
      const parsed = parseSession(headerOf(response, 'session'));
      session = parsed?.id ?? session;
      timeoutMs = parsed?.timeoutMs ?? timeoutMs;
    }
  } catch (cause) {
    closePorts(setups);
    throw cause;
  }
  return { ...described, state: 'ready', session: session ?? '', timeoutMs, setups };
}

type SetupStep = { readonly index: number; readonly ports: UdpPair | null };

async function requestSetup(
  described: Described,
  track: RtspTrack,
  { index, ports, session }: SetupStep & { readonly session: string | null },
): Promise<RtspResponse> {
  const url = controlUrl(described.base, track.media.attributes.get('control')?.[0] ?? null);
  const profile = usesFeedbackProfile(track.media) ? 'RTP/AVPF' : 'RTP/AVP';
  const transport = ports
    ? `${profile};unicast;client_port=${ports.port}-${ports.port + 1}`
    : `${profile}/TCP;unicast;interleaved=${index * 2}-${index * 2 + 1}`;
  try {
    const fields = { Transport: transport, Session: session ?? undefined };
    const response = await described.connection.request('SETUP', url, fields);
    expectOk(response, 'setup', described.connection);
    return response;
  } catch (cause) {
    ports?.close();
    throw cause;
  }
}

function transportOf(
  described: Described,
  response: RtspResponse,
  { index, ports }: SetupStep,
): TrackTransport {
  const answered: TransportFields | undefined = parseTransports(
    headerOf(response, 'transport') ?? '',
  )[0];
  const peerAddress = described.connection.peer.replace(/:\d+$/, '');
  if (!ports)
    return { protocol: 'tcp', channels: answered?.interleaved ?? [index * 2, index * 2 + 1] };
  if (answered?.protocol === 'tcp' || answered?.multicast) {
    ports.close();
    throw new MediaError(
      'unsupported',
      'the device answered with another transport than asked for',
      {
        code: 'rtsp.transport-refused',
        peer: described.connection.peer,
        step: 'setup',
      },
    );
  }
  // `source` is honoured for packets that come in; what we send goes to the checked address only.
  const server = answered?.serverPorts
    ? { address: peerAddress, ports: answered.serverPorts }
    : null;
  const from = answered?.source ? [peerAddress, answered.source] : [peerAddress];
  return { protocol: 'udp', ports, from, server };
}

/** `Session: 12345;timeout=60`; `null` for one that cannot be used. */
export function parseSession(value: string | null): { id: string; timeoutMs: number } | null {
  const [id = '', ...rest] = (value ?? '').split(';').map((part) => part.trim());
  if (!id || id.length > 256) return null;
  const timeout = rest.find((part) => /^timeout *= *\d{1,6}$/i.test(part));
  const seconds = Number(timeout?.split('=')[1] ?? DEFAULT_SESSION_TIMEOUT_MS / 1000);
  const timeoutMs = Math.min(
    MAX_SESSION_TIMEOUT_MS,
    Math.max(MIN_SESSION_TIMEOUT_MS, seconds * 1000),
  );
  return { id, timeoutMs };
}

/** PLAY from now on. Set the connection's packet callbacks before: data may come before the answer. */
export async function play(ready: Ready, extra: HeaderFields = {}): Promise<Playing> {
  const fields = { Session: ready.session || undefined, Range: 'npt=0.000-', ...extra };
  const response = await ready.connection.request('PLAY', ready.presentation, fields);
  expectOk(response, 'setup', ready.connection);
  return { ...ready, state: 'playing' };
}

/** One keep-alive. A server that knows no GET_PARAMETER is asked OPTIONS; its answer's status does not matter. */
export async function keepAlive(playing: Playing): Promise<void> {
  const method = playing.methods.has('GET_PARAMETER') ? 'GET_PARAMETER' : 'OPTIONS';
  const fields = { Session: playing.session || undefined };
  await playing.connection.request(method, playing.presentation, fields);
}

/** How long we wait for the answer to a TEARDOWN: the camera should free its slot, but we are leaving anyway. */
const TEARDOWN_WAIT_MS = 500;

/** Ends the session politely and closes everything. Never throws. */
export async function tearDown(session: Ready | Playing): Promise<void> {
  const { connection, presentation } = session;
  const fields = { Session: session.session || undefined };
  connection.onInterleaved = () => {};
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, TEARDOWN_WAIT_MS);
  // A connection that is gone has no session left to end.
  const answered = connection.request('TEARDOWN', presentation, fields).then(
    () => resolve(),
    () => resolve(),
  );
  await Promise.race([answered, late]);
  clearTimeout(timer);
  closePorts(session.setups);
  connection.close();
}

function closePorts(setups: readonly TrackSetup[]): void {
  for (const { transport } of setups) if (transport.protocol === 'udp') transport.ports.close();
}

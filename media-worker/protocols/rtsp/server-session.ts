// One client of an RTSP server: the state machine of RFC 2326 appendix A.2, one session per connection; in one file, since
// every request reads and moves that one state.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { assertNever, MediaError } from '../../media/errors.ts';
import { feedbackIn } from '../rtp/feedback.ts';
import { BACK_CHANNEL, requiresBackChannel } from './back-channel.ts';
import { parseRtspUrl } from './control-url.ts';
import type {
  MediaProvider,
  Presentation,
  PresentationRequest,
  PresentedMedia,
  VoiceIntake,
} from './media-provider.ts';
import {
  cseqOf,
  encodeResponse,
  type HeaderFields,
  headerOf,
  type RtspRequest,
} from './message.ts';
import { RecordSession } from './record-session.ts';
import { RtpOutput } from './rtp-output.ts';
import { buildSdp, parseSdp } from './sdp.ts';
import type { DigestGuard } from './server-auth.ts';
import { parseTransports, type TransportFields } from './transport.ts';
import { openUdpPair } from './udp-pair.ts';

/** Without a request or RTCP for this long the client of a UDP session is gone. */
const SESSION_TIMEOUT_MS = 60_000;

type Outputs = (RtpOutput | null)[];
type SetUp = {
  readonly id: string;
  readonly presentation: Presentation;
  readonly outputs: Outputs;
  /** The channel on the connection that a client's voice comes on; `null`: it set up no back channel. */
  readonly voiceChannel: number | null;
};
/** starting: PLAY is being answered; the first packet goes out behind the answer. */
type SessionState =
  | { readonly state: 'init' }
  | { readonly state: 'announced'; readonly recorder: RecordSession }
  | (SetUp & { readonly state: 'ready' })
  | (SetUp & { readonly state: 'starting' })
  | (SetUp & {
      readonly state: 'playing';
      readonly voice: VoiceIntake | null;
      readonly stop: () => void;
    });
type Answer = { readonly status: number; readonly fields?: HeaderFields; readonly body?: string };

export type SessionOptions = {
  readonly provider: MediaProvider;
  readonly guard: DigestGuard | null;
  readonly serverName: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
};

const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER, SET_PARAMETER';
const PUBLISHING = 'ANNOUNCE, RECORD';
const TRACK = /\/trackID=(\d{1,2})\/?$/;

/** Why a provider has nothing to show, as a status: RFC 2326 §7.1.1. Our own mistakes end the connection instead. */
const REFUSALS = {
  refused: 403,
  unsupported: 415,
  unreachable: 503,
  timeout: 503,
  overflow: 453,
} as const;

function refusal(cause: unknown): Answer {
  const kind = cause instanceof MediaError ? cause.kind : 'bug';
  if (kind === 'bug' || kind === 'malformed' || kind === 'storage') throw cause;
  const code = cause instanceof MediaError ? cause.context.code : undefined;
  return { status: REFUSALS[kind], fields: { 'X-Error-Code': code } };
}

/** Answers the requests of one connection and holds its session. `close` is idempotent. */
export class ServerSession {
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  #session: SessionState = { state: 'init' };
  #lastSignOfLife: number;

  constructor(socket: Socket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#lastSignOfLife = options.now();
  }

  /** RTCP or a request came: the client lives. */
  alive(): void {
    this.#lastSignOfLife = this.#options.now();
  }

  /** A UDP session whose client went away without saying so; on TCP the connection itself tells. */
  get expired(): boolean {
    const session = this.#session;
    if (session.state === 'init') return false;
    const overUdp =
      session.state === 'announced'
        ? session.recorder.overUdp
        : session.outputs.some((output) => output?.route.protocol === 'udp');
    return overUdp && this.#options.now() - this.#lastSignOfLife > SESSION_TIMEOUT_MS;
  }

  /** A packet on the connection: RTCP of a reader, or media of a publisher. @throws MediaError */
  interleaved(channel: number, payload: Uint8Array): void {
    this.alive();
    const session = this.#session;
    if (session.state === 'announced') session.recorder.interleaved(channel, payload);
    else if (session.state === 'playing' && channel === session.voiceChannel)
      session.voice?.rtp(payload);
    else this.#feedback(payload);
  }

  /** The encoded answer. */
  async answer(request: RtspRequest): Promise<Buffer> {
    this.alive();
    const { status, fields, body } = await this.#dispatch(request).catch(refusal);
    const cseq = cseqOf(request) ?? undefined;
    return encodeResponse(
      status,
      { CSeq: cseq, Server: this.#options.serverName, ...fields },
      body,
    );
  }

  /** Called after the answer was written: PLAY begins sending only then. */
  begin(): void {
    const session = this.#session;
    if (session.state !== 'starting') return;
    const { presentation, outputs, voiceChannel } = session;
    const voice = (voiceChannel === null ? null : presentation.backChannel?.open()) ?? null;
    // Who only talks is sent nothing.
    const sends = outputs.some((output) => output !== null);
    const stopSending = sends ? presentation.play(outputs) : () => {};
    const stop = () => {
      voice?.end();
      stopSending();
    };
    this.#session = { ...session, state: 'playing', voice, stop };
  }

  close(): void {
    const session = this.#session;
    this.#session = { state: 'init' };
    if (session.state === 'init') return;
    if (session.state === 'announced') {
      session.recorder.close();
      return;
    }
    if (session.state === 'playing') session.stop();
    for (const output of session.outputs) output?.close();
  }

  /** RTCP of a reader. */
  #feedback(packet: Uint8Array): void {
    const session = this.#session;
    if (session.state !== 'playing') return;
    if (feedbackIn(packet).some(({ kind }) => kind === 'key-frame'))
      session.presentation.wantKeyFrame?.();
  }

  async #dispatch(request: RtspRequest): Promise<Answer> {
    const methods = this.#options.provider.announce ? `${METHODS}, ${PUBLISHING}` : METHODS;
    if (request.method === 'OPTIONS') return { status: 200, fields: { Public: methods } };
    const { guard, now } = this.#options;
    const verdict =
      guard?.check(headerOf(request, 'authorization'), request.method, now()) ?? 'granted';
    if (guard && verdict !== 'granted')
      return { status: 401, fields: { 'WWW-Authenticate': guard.challenge(now(), verdict) } };
    switch (request.method) {
      case 'DESCRIBE':
        return this.#describe(request);
      case 'SETUP':
        return this.#setUp(request);
      case 'PLAY':
        return this.#play(request);
      case 'PAUSE':
        return this.#pause(request);
      case 'TEARDOWN':
        return this.#tearDown(request);
      case 'ANNOUNCE':
        return this.#announce(request);
      case 'RECORD':
        return this.#record(request);
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        return { status: 200, fields: this.#sessionField() };
      default:
        return { status: 501, fields: { Public: methods } };
    }
  }

  async #find(uri: string): Promise<Presentation | null> {
    const request = presentationRequest(uri, this.#socket.remoteAddress ?? '');
    return request ? this.#options.provider.find(request, this.#options.signal) : null;
  }

  async #describe(request: RtspRequest): Promise<Answer> {
    const presentation = await this.#find(request.uri);
    if (!presentation) return { status: 404 };
    const base = request.uri.replace(/\/$/, '');
    const [path = '', query] = base.split('?');
    // Behind a query clients disagree where a relative control goes, so then it is absolute.
    const control = (index: number) =>
      query === undefined ? `trackID=${index}` : `${path}/trackID=${index}?${query}`;
    const talks = requiresBackChannel(request);
    const { backChannel } = presentation;
    if (talks && !backChannel) return { status: 551, fields: { Unsupported: BACK_CHANNEL } };
    const media =
      talks && backChannel ? [...presentation.media, backChannel.media] : presentation.media;
    const offers = media.map((one, index) => ({
      ...one,
      control: control(index),
      ...(talks && one !== backChannel?.media ? { direction: 'recvonly' as const } : {}),
    }));
    const contentBase = query === undefined ? `${base}/` : base;
    return {
      status: 200,
      fields: { 'Content-Base': contentBase, 'Content-Type': 'application/sdp' },
      body: buildSdp(presentation.name, offers),
    };
  }

  #announce(request: RtspRequest): Answer {
    const { provider } = this.#options;
    if (this.#session.state !== 'init') return { status: 455 };
    const where = presentationRequest(request.uri, this.#socket.remoteAddress ?? '');
    if (!where) return { status: 404 };
    if (!provider.announce) return { status: 501, fields: { Public: METHODS } };
    const { media } = parseSdp(Buffer.from(request.body).toString('utf8'));
    const announcement = provider.announce(where, media);
    const recorder = new RecordSession({
      socket: this.#socket,
      announcement,
      media,
      alive: () => this.alive(),
    });
    this.#session = { state: 'announced', recorder };
    return { status: 200, fields: this.#sessionField() };
  }

  #record(request: RtspRequest): Answer {
    const session = this.#session;
    if (!this.#options.provider.announce) return { status: 501, fields: { Public: METHODS } };
    if (session.state !== 'announced') return { status: 455 };
    if (!this.#owns(request)) return { status: 454 };
    return { ...session.recorder.record(), fields: this.#sessionField() };
  }

  async #setUp(request: RtspRequest): Promise<Answer> {
    const session = this.#session;
    if (session.state === 'announced') {
      const answer = await session.recorder.setUp(request);
      return { ...answer, fields: { ...answer.fields, ...this.#sessionField() } };
    }
    if (session.state === 'playing' || session.state === 'starting') return { status: 455 };
    const { uri, track } = splitTrack(request.uri);
    const presentation = session.state === 'ready' ? session.presentation : await this.#find(uri);
    const media = presentation?.media[track];
    if (presentation?.backChannel && track === presentation.media.length)
      return this.#setUpVoice(request, presentation);
    if (!presentation || !media) return { status: 404 };
    const offer = parseTransports(headerOf(request, 'transport') ?? '').find(
      (one) => !one.multicast && (one.protocol === 'tcp' || one.clientPorts !== null),
    );
    if (!offer) return { status: 461 };
    const { output, transport } = await this.#route(offer, track, media);
    const ready = session.state === 'ready' ? session : newSession(presentation);
    const outputs: Outputs = [...ready.outputs];
    outputs[track]?.close();
    outputs[track] = output;
    this.#session = { ...ready, outputs };
    return { status: 200, fields: { Transport: transport, ...this.#sessionField() } };
  }

  /** Voice comes on the connection: a port of its own for it would have to be found through firewalls. */
  #setUpVoice(request: RtspRequest, presentation: Presentation): Answer {
    const session = this.#session;
    const offer = parseTransports(headerOf(request, 'transport') ?? '').find(
      (one) => one.protocol === 'tcp',
    );
    if (!offer) return { status: 461 };
    const place = presentation.media.length * 2;
    const channels = offer.interleaved ?? [place, place + 1];
    const ready = session.state === 'ready' ? session : newSession(presentation);
    this.#session = { ...ready, voiceChannel: channels[0] };
    const transport = `RTP/AVP/TCP;unicast;interleaved=${channels.join('-')}`;
    return { status: 200, fields: { Transport: transport, ...this.#sessionField() } };
  }

  async #route(
    offer: TransportFields,
    track: number,
    { payloadType, ssrc: shared }: PresentedMedia,
  ): Promise<{ output: RtpOutput; transport: string }> {
    if (offer.protocol === 'tcp') {
      const channels = offer.interleaved ?? [track * 2, track * 2 + 1];
      const output = new RtpOutput(
        { protocol: 'tcp', socket: this.#socket, channels },
        payloadType,
        shared,
      );
      const ssrc = output.ssrc.toString(16).padStart(8, '0');
      return {
        output,
        transport: `RTP/AVP/TCP;unicast;interleaved=${channels.join('-')};ssrc=${ssrc}`,
      };
    }
    const ports = await openUdpPair(this.#socket.localAddress ?? '127.0.0.1');
    ports.rtcp.on('message', (packet) => {
      this.alive();
      this.#feedback(packet);
    });
    const clientPorts = offer.clientPorts ?? [0, 0];
    // Always the address the request came from: a client cannot point the stream at somebody else.
    const address = this.#socket.remoteAddress ?? '127.0.0.1';
    const output = new RtpOutput({ protocol: 'udp', ports, address, clientPorts }, payloadType);
    const ssrc = output.ssrc.toString(16).padStart(8, '0');
    const serverPorts = `${ports.port}-${ports.port + 1}`;
    const transport = `RTP/AVP;unicast;client_port=${clientPorts.join('-')};server_port=${serverPorts};ssrc=${ssrc}`;
    return { output, transport };
  }

  #play(request: RtspRequest): Answer {
    const session = this.#session;
    if (!this.#owns(request)) return { status: 454 };
    switch (session.state) {
      case 'init':
      case 'announced':
        return { status: 455 };
      case 'starting':
      case 'playing':
        return { status: 200, fields: { Range: 'npt=now-', ...this.#sessionField() } };
      case 'ready':
        this.#session = { ...session, state: 'starting' };
        return { status: 200, fields: { Range: 'npt=now-', ...this.#sessionField() } };
      default:
        return assertNever(session);
    }
  }

  #pause(request: RtspRequest): Answer {
    const session = this.#session;
    if (!this.#owns(request)) return { status: 454 };
    if (session.state === 'init' || session.state === 'announced') return { status: 455 };
    if (session.state === 'playing') {
      session.stop();
      const { id, presentation, outputs, voiceChannel } = session;
      this.#session = { state: 'ready', id, presentation, outputs, voiceChannel };
    }
    return { status: 200, fields: this.#sessionField() };
  }

  #tearDown(request: RtspRequest): Answer {
    if (!this.#owns(request)) return { status: 454 };
    this.close();
    return { status: 200 };
  }

  #owns(request: RtspRequest): boolean {
    const id = headerOf(request, 'session')?.split(';')[0]?.trim();
    return this.#session.state === 'init' || id === idOf(this.#session);
  }

  #sessionField(): HeaderFields {
    const session = this.#session;
    if (session.state === 'init') return {};
    return { Session: `${idOf(session)};timeout=${SESSION_TIMEOUT_MS / 1000}` };
  }
}

function newSession(presentation: Presentation): SetUp & { readonly state: 'ready' } {
  return {
    state: 'ready',
    id: randomBytes(8).toString('hex'),
    presentation,
    outputs: presentation.media.map(() => null),
    voiceChannel: null,
  };
}

function idOf(session: Exclude<SessionState, { state: 'init' }>): string {
  return session.state === 'announced' ? session.recorder.id : session.id;
}

/** `…/trackID=1`, before or behind the query; without one the first track is meant. */
function splitTrack(uri: string): { uri: string; track: number } {
  const [path = '', query] = uri.split('?');
  for (const part of [query, path]) {
    const match = part === undefined ? null : TRACK.exec(part);
    if (!match) continue;
    const cut = uri.replace(`/trackID=${match[1]}`, '');
    return { uri: cut, track: Number(match[1]) };
  }
  return { uri, track: 0 };
}

function presentationRequest(uri: string, peer: string): PresentationRequest | null {
  const parsed = parseRtspUrl(uri.replace(/^rtsps:/i, 'rtsp:')); // behind TLS the path means the same
  if (!parsed) return null;
  const [path = '', query = ''] = parsed.url.replace(/^rtsp:\/\/[^/?]+/i, '').split('?');
  return {
    path: safeDecode(path).replace(/\/+$/, ''),
    query: new URLSearchParams(query.replace(/\/$/, '')),
    peer,
  };
}

function safeDecode(text: string): string {
  return /%(?![0-9A-Fa-f]{2})/.test(text)
    ? text
    : Buffer.from(unescapeBytes(text), 'latin1').toString('utf8');
}

function unescapeBytes(text: string): string {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  return latin1.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

// One RTSP client connection: requests with their answers, and interleaved packets. RFC 2326 §9, §10.12.
import { connect as connectTcp, type Socket } from 'node:net';
import { MediaError } from '../../media/errors.ts';
import { onSharedRead, type Reading } from '../../platform/shared-read.ts';
import { Authorizer, type Credentials, chooseChallenge } from './auth.ts';
import {
  cseqOf,
  encodeRequest,
  encodeResponse,
  type HeaderFields,
  type RtspRequest,
  type RtspResponse,
} from './message.ts';
import { networkError, timeoutError } from './network-error.ts';
import { RtspReader } from './reader.ts';

export type ConnectOptions = {
  /** The address that was checked; the name it came from is not looked up again. */
  readonly address: string;
  readonly port: number;
  readonly credentials: Credentials | null;
  readonly userAgent: string;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly signal: AbortSignal;
};

type Waiting = {
  readonly cseq: number;
  readonly resolve: (response: RtspResponse) => void;
  readonly reject: (error: unknown) => void;
};

/** Requests are answered one after another; more than this in flight is a bug. */
const MAX_IN_FLIGHT = 8;

/** A connected socket that speaks RTSP as a client. Made by `openConnection`; `close` is idempotent. */
export class RtspConnection {
  readonly peer: string;
  /** Called for each interleaved packet: the hot path. */
  onInterleaved: (channel: number, payload: Uint8Array) => void = () => {};
  /** Called with the size of each read; says whether the next one may come at once. */
  onBytes: (bytes: number, socket: Socket) => Reading = () => 'go on';
  /** Resolves when the peer closes, rejects when the connection breaks or the peer sends nonsense. */
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #options: ConnectOptions;
  readonly #reader = new RtspReader();
  readonly #waiting: Waiting[] = [];
  #authorizer: Authorizer | null = null;
  #cseq = 0;
  #finish: (error: MediaError | null) => void = () => {};

  constructor(socket: Socket, options: ConnectOptions) {
    this.#socket = socket;
    this.#options = options;
    this.peer = `${options.address}:${options.port}`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    // Whoever awaits `ended` sees the error; before anybody does, the request in flight carries it.
    promise.catch(() => {});
    this.#finish = (error) => {
      this.#finish = () => {};
      if (error) reject(error);
      else resolve();
      const closed = error ?? this.#closedError();
      for (const waiting of this.#waiting.splice(0)) waiting.reject(closed);
      socket.destroy();
    };
    this.#listen();
  }

  /** For packets that go out past the requests. */
  get socket(): Socket {
    return this.#socket;
  }

  get localAddress(): string {
    return this.#socket.localAddress ?? '';
  }

  /** How the sign-in was done, for people: `none`, `basic`, `digest MD5` … */
  get signIn(): string {
    return this.#authorizer?.scheme ?? 'none';
  }

  get garbageBytes(): number {
    return this.#reader.garbageBytes;
  }

  /** Sends a request and gives the answer, signing in when asked to. @throws `refused` when the sign-in fails */
  async request(
    method: string,
    uri: string,
    fields: HeaderFields = {},
    body = '',
  ): Promise<RtspResponse> {
    const response = await this.#exchange(method, uri, fields, body);
    if (response.status !== 401) return response;
    const signedInBefore = this.#authorizer !== null;
    const challenge = chooseChallenge(response.headers.get('www-authenticate') ?? []);
    const { credentials } = this.#options;
    if (!challenge || !credentials) throw this.#unauthorized(challenge !== null, credentials);
    if (this.#authorizer) this.#authorizer.renew(challenge);
    else this.#authorizer = new Authorizer(credentials, challenge);
    const second = await this.#exchange(method, uri, fields, body);
    if (second.status !== 401) return second;
    // A nonce may expire between two requests; a password that was wrong once is never tried again: cameras lock accounts.
    const again = chooseChallenge(second.headers.get('www-authenticate') ?? []);
    if (again?.scheme === 'digest' && again.stale && !signedInBefore) {
      this.#authorizer.renew(again);
      const third = await this.#exchange(method, uri, fields, body);
      if (third.status !== 401) return third;
    }
    throw this.#unauthorized(true, credentials);
  }

  /** Sends bytes that are already framed: RTCP on an interleaved channel. */
  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  close(): void {
    this.#finish(null);
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('end', () => this.#finish(null));
    socket.on('close', () => this.#finish(null));
    socket.on('error', (cause) => this.#finish(networkError(cause, this.peer)));
  }

  /** Bytes from the socket; what is kept of them are views. */
  take(chunk: Uint8Array): Reading {
    try {
      for (const element of this.#reader.push(chunk)) {
        if (element.type === 'interleaved') this.onInterleaved(element.channel, element.payload);
        else if (element.message.kind === 'request') this.#answer(element.message);
        else this.#settle(element.message);
      }
    } catch (cause) {
      const peer = this.peer;
      this.#finish(
        cause instanceof MediaError
          ? cause
          : new MediaError('bug', 'a packet could not be taken', { peer, cause }),
      );
    }
    return this.onBytes(chunk.length, this.#socket);
  }

  /** Servers ask OPTIONS, SET_PARAMETER or ANNOUNCE to see whether we live. */
  #answer(request: RtspRequest): void {
    const cseq = cseqOf(request) ?? undefined;
    this.write(encodeResponse(200, { CSeq: cseq }));
  }

  #settle(response: RtspResponse): void {
    const cseq = cseqOf(response);
    // Some firmware leaves CSeq out of errors: then it belongs to the oldest request.
    const index = cseq === null ? 0 : this.#waiting.findIndex((one) => one.cseq === cseq);
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve(response);
  }

  async #exchange(
    method: string,
    uri: string,
    fields: HeaderFields,
    body: string,
  ): Promise<RtspResponse> {
    if (this.#socket.destroyed) throw this.#closedError();
    if (this.#waiting.length >= MAX_IN_FLIGHT)
      throw new MediaError('overflow', 'too many requests in flight', { peer: this.peer });
    this.#cseq += 1;
    const cseq = this.#cseq;
    const authorization = this.#authorizer?.header(method, uri);
    const all = {
      CSeq: cseq,
      ...fields,
      Authorization: authorization,
      'User-Agent': this.#options.userAgent,
    };
    const { promise, resolve, reject } = Promise.withResolvers<RtspResponse>();
    this.#waiting.push({ cseq, resolve, reject });
    this.#socket.write(encodeRequest(method, uri, all, body));
    const timeoutMs = this.#options.requestTimeoutMs;
    const timer = setTimeout(() => {
      this.#finish(timeoutError(this.peer, `no answer to ${method}`, timeoutMs));
    }, timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #closedError(): MediaError {
    const { reason, aborted } = this.#options.signal;
    if (aborted)
      return reason instanceof MediaError
        ? reason
        : new MediaError('unreachable', 'aborted', { cause: reason });
    return new MediaError('unreachable', `${this.peer} closed the connection`, {
      code: 'network.closed',
      peer: this.peer,
    });
  }

  #unauthorized(known: boolean, credentials: Credentials | null): MediaError {
    const context = { peer: this.peer, step: 'sign-in' };
    if (!known)
      return new MediaError('unsupported', 'the device asks for a sign-in that is not known', {
        ...context,
        code: 'rtsp.unknown-sign-in',
      });
    const message = credentials
      ? 'user name or password refused'
      : 'the device asks for a password';
    return new MediaError('refused', message, { ...context, code: 'rtsp.unauthorized' });
  }
}

/** Connects; rejects with a `network.*` code, promptly on abort. */
export async function openConnection(options: ConnectOptions): Promise<RtspConnection> {
  const { address, port, signal, connectTimeoutMs } = options;
  signal.throwIfAborted();
  const peer = `${address}:${port}`;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let connection: RtspConnection | null = null;
  // Copied in one piece: cheaper than the buffer of 64 KiB that Node makes for each read.
  const onread = onSharedRead((bytes) => connection?.take(Buffer.from(bytes)) ?? 'go on');
  const socket = connectTcp({ host: address, port, noDelay: true, keepAlive: true, onread });
  const abort = () => reject(signal.reason);
  const timer = setTimeout(
    () => reject(timeoutError(peer, 'no connection', connectTimeoutMs)),
    connectTimeoutMs,
  );
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', resolve);
  socket.once('error', (cause) => reject(networkError(cause, peer)));
  try {
    await promise;
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
  socket.removeAllListeners('error');
  const opened = new RtspConnection(socket, options);
  connection = opened;
  const close = () => opened.close();
  signal.addEventListener('abort', close, { once: true });
  opened.ended.then(
    () => signal.removeEventListener('abort', close),
    () => signal.removeEventListener('abort', close),
  );
  return opened;
}

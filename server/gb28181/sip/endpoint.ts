import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { parameterOf, parseCSeq, withParameter } from './address.ts';
import {
  headerOf,
  headersOf,
  isRequest,
  NO_BODY,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from './message.ts';
import { type Peer, peerName, Wires } from './wires.ts';

/** RFC 3261 section 17.1.1.1: doubling from T1 to T2, given up after 64 T1, which is too long for somebody who watches. */
const T1_MS = 500;
const T2_MS = 4_000;
const GIVE_UP_MS = 8_000;
/** An invitation may ring: devices take up to 15 s to open their encoder. */
const INVITE_GIVE_UP_MS = 15_000;
/** How long a repeated request gets its answer again, and a repeated 200 its ACK. */
const REMEMBER_MS = 32_000;
const FORGET_EVERY_MS = 5_000;
const MAX_REMEMBERED = 100_000;
const BRANCH = 'z9hG4bK';

export type Reply = {
  readonly status: number;
  readonly headers?: readonly SipHeader[];
  readonly body?: Buffer;
};

export type OutgoingRequest = {
  readonly method: string;
  readonly uri: string;
  /** From, To, Call-ID, CSeq and what the request itself needs; Via and Max-Forwards are added. */
  readonly headers: readonly SipHeader[];
  readonly body?: Buffer;
};

/** Nobody answered in time, or the connection is gone. */
export class SipTimeout extends Error {}

export type EndpointOptions = {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** Never rejects. */
  readonly answer: (request: SipRequest, from: Peer) => Promise<Reply>;
  readonly closed: (from: Peer) => void;
  readonly known: (from: Peer) => boolean;
  readonly junk: (error: unknown, from: Peer) => void;
};

type Pending = {
  readonly message: SipRequest;
  readonly peer: Peer;
  provisional: boolean;
  readonly answered: PromiseWithResolvers<SipResponse>;
  readonly over: AbortController;
};

/** Requests and their answers (RFC 3261 section 17) over the wires. */
export class SipEndpoint implements AsyncDisposable {
  readonly #options: EndpointOptions;
  readonly #pending = new Map<string, Pending>();
  /** Answers given, by who asked what; `null` while one is still being made. */
  readonly #given = new Map<string, { at: number; response: SipResponse | null }>();
  readonly #acks = new Map<string, { at: number; message: SipRequest; peer: Peer }>();
  readonly #forgetting: NodeJS.Timeout;
  #wires!: Wires;

  private constructor(options: EndpointOptions) {
    this.#options = options;
    this.#forgetting = setInterval(() => this.#forgetOld(), FORGET_EVERY_MS);
    this.#forgetting.unref();
  }

  static async open(options: EndpointOptions): Promise<SipEndpoint> {
    const endpoint = new SipEndpoint(options);
    try {
      endpoint.#wires = await Wires.open(options, {
        message: (message, from) => endpoint.#message(message, from),
        closed: options.closed,
        known: options.known,
        junk: options.junk,
      });
    } catch (error) {
      clearInterval(endpoint.#forgetting);
      throw error;
    }
    return endpoint;
  }

  get port(): number {
    return this.#wires.port;
  }

  /** Our address as that peer reaches it. */
  localHost(peer: Peer): Promise<string> {
    return this.#wires.localHost(peer);
  }

  /**
   * The final answer, whatever its status. An invitation that is given up is cancelled; `late` is told should it be taken
   * nevertheless. @throws SipTimeout, or the signal's reason
   */
  async request(
    peer: Peer,
    request: OutgoingRequest,
    signal?: AbortSignal,
    late?: (response: SipResponse) => void,
  ): Promise<SipResponse> {
    signal?.throwIfAborted();
    const branch = BRANCH + randomBytes(12).toString('hex');
    const message = await this.#withVia(peer, request, branch);
    signal?.throwIfAborted();
    const pending: Pending = {
      message,
      peer,
      provisional: false,
      answered: Promise.withResolvers(),
      over: new AbortController(),
    };
    const key = pendingKey(branch, request.method);
    this.#pending.set(key, pending);
    const giveUp = (reason: unknown) => {
      if (request.method === 'INVITE') this.#cancel(key, pending, late);
      pending.answered.reject(reason);
    };
    const onAbort = () => giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#keepSending(pending, giveUp).catch(() => {}); // told through `answered`
    try {
      return await pending.answered.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      pending.over.abort();
      if (request.method !== 'INVITE' || late === undefined) this.#pending.delete(key);
    }
  }

  /** Confirms a 200 to an invitation, now and whenever it comes again. */
  async ack(peer: Peer, request: OutgoingRequest): Promise<void> {
    const message = await this.#withVia(peer, request, BRANCH + randomBytes(12).toString('hex'));
    const at = this.#options.clock.monotonicNow();
    this.#acks.set(dialogKey(message), { at, message, peer });
    this.#wires.send(message, peer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#forgetting);
    for (const { answered, over } of this.#pending.values()) {
      over.abort();
      answered.promise.catch(() => {});
      answered.reject(new SipTimeout('closed'));
    }
    this.#pending.clear();
    await this.#wires[Symbol.asyncDispose]();
  }

  async #withVia(peer: Peer, request: OutgoingRequest, branch: string): Promise<SipRequest> {
    const host = await this.localHost(peer);
    const via = `SIP/2.0/${peer.transport.toUpperCase()} ${host}:${this.port};rport;branch=${branch}`;
    return {
      method: request.method,
      uri: request.uri,
      headers: [['Via', via], ['Max-Forwards', '70'], ...request.headers],
      body: request.body ?? NO_BODY,
    };
  }

  async #keepSending(pending: Pending, giveUp: (reason: unknown) => void): Promise<void> {
    const { message, peer, over } = pending;
    const { clock } = this.#options;
    const isInvite = message.method === 'INVITE';
    const until = clock.monotonicNow() + (isInvite ? INVITE_GIVE_UP_MS : GIVE_UP_MS);
    if (!this.#wires.send(message, peer)) return giveUp(new SipTimeout('the connection is gone'));
    let wait = T1_MS;
    while (clock.monotonicNow() < until) {
      await clock.sleep(Math.min(wait, until - clock.monotonicNow()), over.signal);
      if (peer.transport === 'udp' && !pending.provisional && clock.monotonicNow() < until)
        this.#wires.send(message, peer);
      wait = isInvite ? wait * 2 : Math.min(T2_MS, wait * 2);
    }
    giveUp(new SipTimeout(`no answer to ${message.method}`));
  }

  /** RFC 3261 section 9: the invitation's own Via, and its transaction lives on for a 200 that was under way. */
  #cancel(key: string, { message, peer }: Pending, late?: (response: SipResponse) => void): void {
    const cseq = parseCSeq(headerOf(message, 'CSeq'));
    const headers = message.headers
      .filter(([name]) => ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID'].includes(name))
      .concat([['CSeq', `${cseq?.number ?? 1} CANCEL`]]);
    this.#wires.send({ ...message, method: 'CANCEL', headers, body: NO_BODY }, peer);
    if (!late) return;
    const answered = Promise.withResolvers<SipResponse>();
    this.#pending.set(key, {
      message,
      peer,
      provisional: true,
      answered,
      over: new AbortController(),
    });
    const stop = new AbortController();
    this.#options.clock
      .sleep(REMEMBER_MS, stop.signal)
      .then(() => this.#pending.delete(key))
      .catch(() => {}); // answered
    answered.promise.then(
      (response) => {
        stop.abort();
        this.#pending.delete(key);
        if (response.status < 300) late(response);
      },
      () => stop.abort(),
    );
  }

  #message(message: SipMessage, from: Peer): void {
    if (isRequest(message)) this.#asked(message, from);
    else this.#heard(message);
  }

  #heard(response: SipResponse): void {
    const method = parseCSeq(headerOf(response, 'CSeq'))?.method ?? '';
    const branch = parameterOf(headerOf(response, 'Via') ?? '', 'branch') ?? '';
    const pending = this.#pending.get(pendingKey(branch, method));
    if (!pending) {
      const ack = method === 'INVITE' ? this.#acks.get(dialogKey(response)) : undefined;
      if (ack) this.#wires.send(ack.message, ack.peer);
      return;
    }
    if (response.status < 200) {
      pending.provisional = true;
      return;
    }
    if (method === 'INVITE' && response.status >= 300) this.#ackFailure(pending, response);
    pending.answered.resolve(response);
  }

  /** RFC 3261 section 17.1.1.3: part of the invitation's own transaction. */
  #ackFailure({ message, peer }: Pending, response: SipResponse): void {
    const cseq = parseCSeq(headerOf(message, 'CSeq'));
    const headers = message.headers
      .filter(([name]) => ['Via', 'Max-Forwards', 'From', 'Call-ID'].includes(name))
      .concat([
        ['To', headerOf(response, 'To') ?? headerOf(message, 'To') ?? ''],
        ['CSeq', `${cseq?.number ?? 1} ACK`],
      ]);
    this.#wires.send({ ...message, method: 'ACK', headers, body: NO_BODY }, peer);
  }

  #asked(request: SipRequest, from: Peer): void {
    if (request.method === 'ACK') return;
    const key = `${peerName(from)} ${headerOf(request, 'Via')} ${headerOf(request, 'CSeq')} ${headerOf(request, 'Call-ID')}`;
    const given = this.#given.get(key);
    if (given) {
      if (given.response) this.#wires.send(given.response, from);
      return;
    }
    const entry: { at: number; response: SipResponse | null } = {
      at: this.#options.clock.monotonicNow(),
      response: null,
    };
    if (this.#given.size >= MAX_REMEMBERED) this.#given.clear(); // a flood: answers are made anew
    this.#given.set(key, entry);
    this.#options.answer(request, from).then(
      (reply) => {
        entry.response = responseTo(request, from, reply);
        this.#wires.send(entry.response, from);
      },
      (error: unknown) => this.#options.junk(error, from),
    );
  }

  #forgetOld(): void {
    const before = this.#options.clock.monotonicNow() - REMEMBER_MS;
    for (const map of [this.#given, this.#acks])
      for (const [key, { at }] of map) if (at < before) map.delete(key);
  }
}

function pendingKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

function dialogKey(message: SipMessage): string {
  return `${headerOf(message, 'Call-ID')} ${parseCSeq(headerOf(message, 'CSeq'))?.number}`;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  481: 'Call/Transaction Does Not Exist',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
};

/** Goes to where the request came from, whatever its Via says (RFC 3581). */
function responseTo(request: SipRequest, from: Peer, reply: Reply): SipResponse {
  const vias = headersOf(request, 'Via').map((via, index): SipHeader => {
    if (index > 0) return ['Via', via];
    const asked = parameterOf(via, 'rport') !== null;
    const open = asked ? via.replace(/;\s*rport(=\d*)?/i, `;rport=${from.port}`) : via;
    return ['Via', withParameter(open, 'received', from.host)];
  });
  const to = headerOf(request, 'To') ?? '';
  const tagged =
    parameterOf(to, 'tag') === null ? withParameter(to, 'tag', randomBytes(6).toString('hex')) : to;
  return {
    status: reply.status,
    reason: REASONS[reply.status] ?? 'Unknown',
    headers: [
      ...vias,
      ['From', headerOf(request, 'From') ?? ''],
      ['To', tagged],
      ['Call-ID', headerOf(request, 'Call-ID') ?? ''],
      ['CSeq', headerOf(request, 'CSeq') ?? ''],
      ...(reply.headers ?? []),
    ],
    body: reply.body ?? NO_BODY,
  };
}

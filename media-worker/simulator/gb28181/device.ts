// A camera or recorder that registers with a GB/T 28181 platform: the device's side of the standard, on its own.
import { randomBytes, randomInt } from 'node:crypto';
import { systemClock } from '../../platform/clock.ts';
import { gbkBytes, readXml } from './chinese.ts';
import { type LinkOptions, openLink, type SipLink } from './link.ts';
import {
  type About,
  beijingTime,
  catalogMessages,
  elementOf,
  manscdp,
  presetMessage,
} from './manscdp.ts';
import { builtInPictures, type ChannelPictures } from './pictures.ts';
import { type Offer, type Output, openOutput, readOffer, Sending } from './sending.ts';
import {
  answerBytes,
  branchOf,
  digestAnswer,
  headerOf,
  headersOf,
  methodOf,
  type SipMessage,
  sipBytes,
  statusOf,
  userOf,
} from './sip.ts';

export type SimulatedChannel = {
  readonly id: string;
  readonly name: string;
  /** As in the catalogue: 1 dome, 2 half-dome, 3 fixed (where nothing is said), 4 remote-controlled gun. */
  readonly ptzType?: number;
  /** What to show, by the name that the RTSP simulator has for it; for whoever hands in `pictures`. */
  readonly camera?: string;
};

/** How a device goes wrong. What is not named is right. */
export type DeviceFaults = {
  /** Of the answer's `y=`. `other`: RTP comes with that other number too; `missing`: RTP has the asked one. */
  readonly ssrc?: 'echo' | 'other' | 'missing';
  readonly invite?: 'answer' | 'busy' | 'silent' | 'no-sdp';
  /** `short`: only the first message comes, though SumNum promises all. */
  readonly catalog?: 'whole' | 'silent' | 'short';
  readonly xmlEncoding?: 'GB2312' | 'utf8-said-gb2312';
};

export type SimulatedDeviceOptions = {
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly id: string;
    readonly domain: string;
  };
  readonly id: string;
  readonly password: string;
  readonly transport: 'udp' | 'tcp';
  readonly channels: readonly SimulatedChannel[];
  readonly expiresS?: number;
  readonly keepaliveMs?: number;
  readonly faults?: DeviceFaults;
  /** Where the device's sockets are: loopback unless said. */
  readonly host?: string;
  /** What a channel shows; a small built-in loop unless said. */
  readonly pictures?: (channel: SimulatedChannel) => Promise<ChannelPictures>;
};

export type SeenCommand = {
  readonly channelId: string;
  readonly kind: 'ptz' | 'i-frame' | 'home' | 'boot' | 'other';
  /** PTZCmd as it came. */
  readonly hex?: string;
  readonly xml: string;
  /** UTC milliseconds. */
  readonly atMs: number;
};

export type SimulatedDevice = AsyncDisposable & {
  /** Resolves once registered (200). @throws RegistrationRefused */
  registered(): Promise<void>;
  readonly commands: readonly SeenCommand[];
  /** Channels that are sending now. */
  sending(): readonly {
    readonly channelId: string;
    readonly ssrc: number;
    readonly transport: 'udp' | 'tcp';
  }[];
  /** Invitations seen, whole text. */
  readonly invites: readonly string[];
  /** In place of those before. */
  setFaults(faults: DeviceFaults): void;
  /** Says nothing any more and answers nothing, as when its cable is pulled; sockets stay open. */
  freeze(): void;
  thaw(): void;
};

export class RegistrationRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the server refused the registration with ${status}`);
    this.status = status;
  }
}

const EXPIRES_S = 3_600;
const KEEPALIVE_MS = 60_000;
/** RFC 3261 §17.1: T1, doubled at each repetition up to T2. */
const REPEAT_MS = 500;
const MAX_REPEAT_MS = 4_000;
const ANSWER_LIMIT_MS = 8_000;
/** A simulated device is there to be looked at: real ones wait for a minute. */
const RETRY_MS = 2_000;
const REFUSED_RETRY_MS = 60_000;
/** GB/T 28181-2022 9.6.1 */
const MISSED_KEEPALIVES = 3;
const CATALOG_ITEMS = 2;
/** Requests that may be repeated by their sender. */
const ANSWERS_KEPT = 64;
const MAX_TIMER_MS = 2 ** 31 - 1;
const XML_TYPE = 'Application/MANSCDP+xml';
const FIRST_PRESETS = [1, 2, 3];

/** Opens its sockets and goes on registering until it is disposed of, which it does without a word. */
export function startDevice(options: SimulatedDeviceOptions): Promise<SimulatedDevice> {
  const device = new Device(options);
  device.start();
  return Promise.resolve(device);
}

type Reply = (bytes: Buffer) => void;

/** What a request outside or inside a dialog consists of, but for what every request has. */
type Ask = {
  readonly method: 'REGISTER' | 'MESSAGE' | 'BYE';
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly sequence: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Buffer;
};

type Session = {
  readonly channelId: string;
  readonly invite: SipMessage;
  readonly toTag: string;
  readonly ssrc: number;
  readonly transport: 'udp' | 'tcp';
  readonly reply: Reply;
  output: Output | null;
  sending: Sending | null;
  /** The final answer on its repetitions, until it is acknowledged. */
  repeating: Disposable | null;
  acknowledged: boolean;
};

const word = (): string => randomBytes(8).toString('hex');

class Device implements SimulatedDevice {
  readonly commands: SeenCommand[] = [];
  readonly invites: string[] = [];
  readonly #options: SimulatedDeviceOptions;
  readonly #host: string;
  readonly #tag = word();
  readonly #callId = word();
  readonly #registered = Promise.withResolvers<void>();
  readonly #waiting = new Map<string, PromiseWithResolvers<SipMessage>>();
  readonly #answers = new Map<string, Buffer | null>();
  readonly #sessions = new Map<string, Session>();
  readonly #presets = new Map<string, Set<number>>();
  #faults: DeviceFaults;
  #link: SipLink | null = null;
  #sequence = 0;
  #sn = 0;
  #frozen = false;
  #closed = false;
  #keepalive: NodeJS.Timeout | null = null;
  #missed = 0;
  #wake: () => void = () => {};
  #over: Promise<void> = Promise.resolve();

  constructor(options: SimulatedDeviceOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#faults = options.faults ?? {};
    this.#registered.promise.catch(() => {}); // whoever asks awaits it
  }

  start(): void {
    this.#over = this.#stayRegistered();
  }

  registered(): Promise<void> {
    return this.#registered.promise;
  }

  sending(): { channelId: string; ssrc: number; transport: 'udp' | 'tcp' }[] {
    return [...this.#sessions.values()]
      .filter(({ sending }) => sending !== null)
      .map(({ channelId, ssrc, transport }) => ({ channelId, ssrc, transport }));
  }

  setFaults(faults: DeviceFaults): void {
    this.#faults = faults;
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    if (this.#keepalive) clearInterval(this.#keepalive);
    for (const session of [...this.#sessions.values()]) this.#end(session);
    this.#drop(new Error('the device is closing'));
    this.#wake();
    await this.#over;
  }

  // Registration

  async #stayRegistered(): Promise<void> {
    while (!this.#closed) {
      try {
        this.#link ??= await this.#open();
        const expiresS = await this.#register();
        this.#registered.resolve();
        this.#startKeepalive();
        // Well before it is over; of a short time a third is left for it.
        await this.#pause((expiresS - Math.min(60, expiresS / 3)) * 1000);
      } catch (cause) {
        const refused = cause instanceof RegistrationRefused;
        if (refused) this.#registered.reject(cause);
        await this.#pause(refused ? REFUSED_RETRY_MS : RETRY_MS);
      }
    }
    this.#drop(new Error('the device is closed'));
  }

  #open(): Promise<SipLink> {
    const link: LinkOptions = {
      server: this.#options.server,
      transport: this.#options.transport,
      host: this.#host,
      received: (message, reply) => this.#received(message, reply),
      lost: () => {
        this.#drop(new Error('the connection is lost'));
        this.#wake();
      },
    };
    return openLink(link);
  }

  #drop(reason: Error): void {
    this.#link?.[Symbol.dispose]();
    this.#link = null;
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
    this.#waiting.clear();
  }

  /** Sleeps until woken. */
  async #pause(ms: number): Promise<void> {
    if (this.#closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.min(ms, MAX_TIMER_MS));
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** How many seconds it was granted. @throws RegistrationRefused */
  async #register(): Promise<number> {
    const { id, password, server, expiresS = EXPIRES_S } = this.#options;
    const uri = `sip:${server.id}@${server.domain}`;
    const self = `<sip:${id}@${server.domain}>`;
    const ask = (authorization: string | null) =>
      this.#ask({
        method: 'REGISTER',
        uri,
        from: `${self};tag=${this.#tag}`,
        to: self,
        callId: this.#callId,
        sequence: this.#nextSequence(),
        headers: [
          ['Contact', this.#contact(id)],
          ['Expires', String(expiresS)],
          ['X-GB-Ver', '3.0'],
          ...(authorization === null ? [] : [['Authorization', authorization] as const]),
        ],
      });
    let answer = await ask(null);
    if (statusOf(answer) === 401) {
      const own = { username: id, password, method: 'REGISTER', uri, cnonce: word() };
      const authorization = headersOf(answer, 'www-authenticate')
        .map((challenge) => digestAnswer(challenge, own))
        .find((one) => one !== null);
      if (authorization === undefined) throw new RegistrationRefused(401);
      answer = await ask(authorization);
    }
    const status = statusOf(answer) ?? 0;
    if (status < 200 || status > 299) throw new RegistrationRefused(status);
    return Number(headerOf(answer, 'expires')) || expiresS;
  }

  #startKeepalive(): void {
    if (this.#keepalive || this.#closed) return;
    const beat = () => void this.#beat().catch(() => {});
    this.#keepalive = setInterval(beat, this.#options.keepaliveMs ?? KEEPALIVE_MS);
    beat();
  }

  /** A server that does not know us, or says nothing, gets a registration. */
  async #beat(): Promise<void> {
    if (this.#frozen || !this.#link) return;
    const about = { command: 'Keepalive', sn: this.#nextSn(), id: this.#options.id };
    const answer = await this.#say(manscdp('Notify', about, [['Status', 'OK']])).catch(() => null);
    const status = answer === null ? null : statusOf(answer);
    this.#missed = status === null ? this.#missed + 1 : 0;
    if ((status ?? 0) < 300 && this.#missed < MISSED_KEEPALIVES) return;
    this.#missed = 0;
    this.#wake();
  }

  // Requests of the device

  #nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #nextSn(): string {
    this.#sn += 1;
    return String(this.#sn);
  }

  #contact(user: string): string {
    const via = this.#options.transport === 'tcp' ? ';transport=tcp' : '';
    return `<sip:${user}@${this.#host}:${this.#link?.port ?? 0}${via}>`;
  }

  /** A MANSCDP message to the server. @throws when nothing is answered */
  #say(xml: string): Promise<SipMessage> {
    const { id, server } = this.#options;
    const wrong = this.#faults.xmlEncoding === 'utf8-said-gb2312';
    return this.#ask({
      method: 'MESSAGE',
      uri: `sip:${server.id}@${server.domain}`,
      from: `<sip:${id}@${server.domain}>;tag=${word()}`,
      to: `<sip:${server.id}@${server.domain}>`,
      callId: word(),
      sequence: this.#nextSequence(),
      headers: [['Content-Type', XML_TYPE]],
      body: wrong ? Buffer.from(xml) : gbkBytes(xml),
    });
  }

  /** Sent again on UDP until it is answered. @throws when it is not */
  async #ask(ask: Ask): Promise<SipMessage> {
    const link = this.#link;
    if (!link || this.#closed) throw new Error('no connection');
    const branch = `z9hG4bK${word()}`;
    const via = `SIP/2.0/${link.transport.toUpperCase()} ${this.#host}:${link.port}`;
    const bytes = sipBytes(
      `${ask.method} ${ask.uri} SIP/2.0`,
      [
        ['Via', `${via};rport;branch=${branch}`],
        ['From', ask.from],
        ['To', ask.to],
        ['Call-ID', ask.callId],
        ['CSeq', `${ask.sequence} ${ask.method}`],
        ['Max-Forwards', '70'],
        ['User-Agent', 'Lukou simulated device'],
        ...(ask.headers ?? []),
      ],
      ask.body,
    );
    const answered = Promise.withResolvers<SipMessage>();
    this.#waiting.set(branch, answered);
    const late = setTimeout(
      () => answered.reject(new Error(`no answer to ${ask.method}`)),
      ANSWER_LIMIT_MS,
    );
    using _repeating = this.#repeat(link.transport, () =>
      this.#send((one) => link.send(one), bytes),
    );
    try {
      return await answered.promise;
    } finally {
      clearTimeout(late);
      this.#waiting.delete(branch);
    }
  }

  /** Does it at once, and on UDP again and again until disposed of. */
  #repeat(transport: 'udp' | 'tcp', act: () => void): Disposable {
    act();
    let wait = REPEAT_MS;
    let timer: NodeJS.Timeout | null = null;
    const next = () => {
      timer = setTimeout(() => {
        act();
        wait = Math.min(wait * 2, MAX_REPEAT_MS);
        next();
      }, wait);
    };
    if (transport === 'udp') next();
    return {
      [Symbol.dispose]: () => {
        if (timer) clearTimeout(timer);
      },
    };
  }

  #send(send: Reply, bytes: Buffer): void {
    if (!this.#frozen && !this.#closed) send(bytes);
  }

  // Requests of the server

  #received(message: SipMessage, write: Reply): void {
    if (this.#frozen || this.#closed) return;
    const status = statusOf(message);
    if (status !== null) {
      if (status >= 200) this.#waiting.get(branchOf(message))?.resolve(message);
      return;
    }
    const method = methodOf(message);
    if (method === 'ACK') {
      void this.#acknowledged(headerOf(message, 'call-id'));
      return;
    }
    const key = `${branchOf(message)} ${method}`;
    const before = this.#answers.get(key);
    if (before !== undefined) {
      if (before) this.#send(write, before);
      return;
    }
    this.#keepAnswer(key, null);
    this.#request(method, message, (bytes) => {
      this.#keepAnswer(key, bytes);
      this.#send(write, bytes);
    });
  }

  #keepAnswer(key: string, bytes: Buffer | null): void {
    this.#answers.set(key, bytes);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > ANSWERS_KEPT && oldest !== undefined) this.#answers.delete(oldest);
  }

  #request(method: string, message: SipMessage, reply: Reply): void {
    const toTag = word();
    const answer = (status: string) => reply(answerBytes(message, status, { toTag }));
    if (method === 'MESSAGE') {
      answer('200 OK');
      void this.#message(readXml(message.body)).catch(() => {}); // the server is gone: it asks again
    } else if (method === 'INVITE') void this.#invite(message, reply, toTag);
    else if (method === 'BYE' || method === 'CANCEL') this.#endedByServer(method, message, answer);
    else if (method === 'OPTIONS') answer('200 OK');
    else if (method === 'SUBSCRIBE') answer('489 Bad Event');
    else answer('405 Method Not Allowed');
  }

  #endedByServer(method: string, message: SipMessage, answer: (status: string) => void): void {
    const session = this.#sessions.get(headerOf(message, 'call-id'));
    answer(session ? '200 OK' : '481 Call/Transaction Does Not Exist');
    if (!session) return;
    const answered = session.repeating !== null || session.acknowledged;
    if (method === 'CANCEL' && answered) return; // too late: RFC 3261 §9.2
    this.#end(session);
    const { invite, toTag, reply } = session;
    if (method === 'CANCEL') reply(answerBytes(invite, '487 Request Terminated', { toTag }));
  }

  async #message(xml: string): Promise<void> {
    const command = elementOf(xml, 'CmdType');
    const id = elementOf(xml, 'DeviceID');
    const about = { command, sn: elementOf(xml, 'SN'), id };
    if (/<Control[\s>]/.test(xml)) {
      this.#control(id, xml);
      if (needsResponse(xml)) await this.#say(manscdp('Response', about, [['Result', 'OK']]));
    } else if (/<Query[\s>]/.test(xml)) await this.#query(about);
  }

  #control(channelId: string, xml: string): void {
    const hex = elementOf(xml, 'PTZCmd');
    const kind = kindOf(xml, hex);
    const atMs = systemClock.wallNow();
    this.commands.push({ channelId, kind, ...(hex === '' ? {} : { hex }), xml, atMs });
    if (kind === 'i-frame')
      for (const session of this.#sessions.values())
        if (session.channelId === channelId) session.sending?.keyFrame();
    if (kind === 'ptz') this.#preset(channelId, Buffer.from(hex, 'hex'));
  }

  #presetsOf(channelId: string): Set<number> {
    const known = this.#presets.get(channelId) ?? new Set(FIRST_PRESETS);
    this.#presets.set(channelId, known);
    return known;
  }

  /** A.3.4: 81H sets, 83H deletes. */
  #preset(channelId: string, command: Buffer): void {
    const [, , , code, , number = 0] = command;
    if (code === 0x81) this.#presetsOf(channelId).add(number);
    if (code === 0x83) this.#presetsOf(channelId).delete(number);
  }

  async #query(about: About): Promise<void> {
    const { channels, id } = this.#options;
    switch (about.command) {
      case 'Catalog': {
        if (this.#faults.catalog === 'silent') return;
        const messages = catalogMessages(about, channels, CATALOG_ITEMS);
        const count = this.#faults.catalog === 'short' ? 1 : messages.length;
        // Annex M: the next only after the answer to the one before.
        for (const message of messages.slice(0, count)) await this.#say(message);
        return;
      }
      case 'DeviceInfo':
        await this.#say(
          manscdp('Response', about, [
            ['DeviceName', `Lukou ${id}`],
            ['Result', 'OK'],
            ['Manufacturer', 'Lukou'],
            ['Model', 'Simulated device'],
            ['Firmware', '1.0'],
            ['Channel', String(channels.length)],
          ]),
        );
        return;
      case 'DeviceStatus':
        await this.#say(
          manscdp('Response', about, [
            ['Result', 'OK'],
            ['Online', 'ONLINE'],
            ['Status', 'OK'],
            ['Encode', 'ON'],
            ['Record', 'OFF'],
            ['DeviceTime', beijingTime(systemClock.wallNow())],
          ]),
        );
        return;
      case 'PresetQuery':
        await this.#say(
          presetMessage(
            about,
            [...this.#presetsOf(about.id)].sort((a, b) => a - b),
          ),
        );
        return;
      default:
        await this.#say(manscdp('Response', about, [['Result', 'ERROR']]));
    }
  }

  // Live pictures

  async #invite(message: SipMessage, reply: Reply, toTag: string): Promise<void> {
    const text = message.body.toString('utf8');
    this.invites.push(
      [
        message.startLine,
        ...message.headers.map(([name, value]) => `${name}: ${value}`),
        '',
        text,
      ].join('\r\n'),
    );
    const answer = (status: string) => reply(answerBytes(message, status, { toTag }));
    const { invite = 'answer', ssrc: ssrcFault = 'echo' } = this.#faults;
    if (invite !== 'silent') reply(answerBytes(message, '100 Trying'));
    if (invite === 'busy') return answer('486 Busy Here');
    const channel = this.#options.channels.find(({ id }) => id === userOf(message.startLine));
    if (!channel) return answer('404 Not Found');
    const offer = readOffer(text);
    if (!offer) return answer('488 Not Acceptable Here');
    this.#replace(channel.id, headerOf(message, 'call-id'));
    const asked = offer.ssrc ?? ownSsrc(this.#options.server.domain);
    const ssrc = ssrcFault === 'other' ? Number(asked) + 1 : Number(asked);
    const session: Session = {
      channelId: channel.id,
      invite: message,
      toTag,
      ssrc,
      transport: offer.transport,
      reply,
      output: null,
      sending: null,
      repeating: null,
      acknowledged: false,
    };
    this.#sessions.set(headerOf(message, 'call-id'), session);
    if (invite === 'silent') return;
    try {
      const output = await openOutput(offer, this.#host, () => this.#hangUp(session));
      if (!this.#isOn(session)) return output[Symbol.dispose]();
      session.output = output;
      const said = ssrcFault === 'missing' ? null : String(ssrc).padStart(10, '0');
      const body = invite === 'no-sdp' ? '' : this.#sdp(channel.id, offer, output.port, said);
      this.#accept(session, body);
    } catch {
      this.#end(session);
      answer('500 Server Internal Error');
    }
  }

  /** The newest invitation has the channel. */
  #replace(channelId: string, callId: string): void {
    for (const session of [...this.#sessions.values()])
      if (session.channelId === channelId) {
        if (headerOf(session.invite, 'call-id') === callId) this.#end(session);
        else this.#hangUp(session);
      }
  }

  #accept(session: Session, body: string): void {
    const bytes = answerBytes(session.invite, '200 OK', {
      toTag: session.toTag,
      headers: [
        ['Contact', this.#contact(session.channelId)],
        ...(body === '' ? [] : [['Content-Type', 'APPLICATION/SDP'] as const]),
      ],
      body: Buffer.from(body),
    });
    session.repeating = this.#repeat(this.#options.transport, () => session.reply(bytes));
  }

  #sdp(channelId: string, offer: Offer, port: number, ssrc: string | null): string {
    const tcp = offer.transport === 'tcp';
    return [
      'v=0',
      `o=${channelId} 0 0 IN IP4 ${this.#host}`,
      's=Play',
      `c=IN IP4 ${this.#host}`,
      't=0 0',
      `m=video ${port} ${tcp ? 'TCP/' : ''}RTP/AVP 96`,
      'a=sendonly',
      'a=rtpmap:96 PS/90000',
      ...(tcp
        ? [`a=setup:${offer.setup === 'passive' ? 'active' : 'passive'}`, 'a=connection:new']
        : []),
      ...(ssrc === null ? [] : [`y=${ssrc}`]),
      '',
    ].join('\r\n');
  }

  async #acknowledged(callId: string): Promise<void> {
    const session = this.#sessions.get(callId);
    if (!session?.output || session.acknowledged) return;
    session.acknowledged = true;
    session.repeating?.[Symbol.dispose]();
    session.repeating = null;
    try {
      const channel = this.#options.channels.find(({ id }) => id === session.channelId);
      const show = this.#options.pictures ?? builtInPictures;
      if (!channel) return;
      const [pictures] = await Promise.all([show(channel), session.output.ready()]);
      if (!this.#isOn(session)) return;
      session.sending = new Sending(pictures, session.ssrc, session.output, () => this.#frozen);
    } catch {
      this.#hangUp(session);
    }
  }

  #isOn(session: Session): boolean {
    return this.#sessions.get(headerOf(session.invite, 'call-id')) === session;
  }

  /** Ends a session that the server believes in. */
  #hangUp(session: Session): void {
    if (!this.#isOn(session)) return;
    const { invite, toTag, acknowledged } = session;
    this.#end(session);
    const tag = `;tag=${toTag}`;
    const [, contact] = /<([^>]+)>/.exec(headerOf(invite, 'contact')) ?? [];
    const { id, domain } = this.#options.server;
    if (!acknowledged) return;
    void this.#ask({
      method: 'BYE',
      uri: contact ?? `sip:${id}@${domain}`,
      from: headerOf(invite, 'to') + tag,
      to: headerOf(invite, 'from'),
      callId: headerOf(invite, 'call-id'),
      sequence: this.#nextSequence(),
    }).catch(() => {}); // gone as well
  }

  #end(session: Session): void {
    if (this.#isOn(session)) this.#sessions.delete(headerOf(session.invite, 'call-id'));
    session.repeating?.[Symbol.dispose]();
    session.sending?.[Symbol.dispose]();
    session.output?.[Symbol.dispose]();
    session.repeating = null;
    session.sending = null;
    session.output = null;
  }
}

/** Annex G: live, the domain's middle digits, a number. */
function ownSsrc(domain: string): string {
  return `0${domain.slice(3, 8)}${String(randomInt(1, 10_000)).padStart(4, '0')}`;
}

/** Table 1 of the standard; the other controls are only answered with 200. */
function needsResponse(xml: string): boolean {
  return /<(RecordCmd|GuardCmd|AlarmCmd|HomePosition|DeviceUpgrade)[\s>]|<CmdType>\s*DeviceConfig/.test(
    xml,
  );
}

function kindOf(xml: string, hex: string): SeenCommand['kind'] {
  if (hex !== '') return 'ptz';
  if (/<IFr?ameCmd>/.test(xml)) return 'i-frame';
  if (/<HomePosition>/.test(xml)) return 'home';
  return /<TeleBoot>/.test(xml) ? 'boot' : 'other';
}

// SOAP 1.2 with WS-UsernameToken (WSS UsernameToken Profile 1.0) or HTTP Digest, as ONVIF Core §5.9 wants it.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { DeviceTarget } from '../driver.ts';
import { type DigestAnswer, readChallenge } from './digest.ts';
import type { Answer, DeviceHttp } from './http.ts';
import { escapeXml, find, parseXml, textAt, type Xml } from './xml.ts';

const ANSWER_WITHIN_MS = 5_000;
const MAX_REASON = 200;
/** Less is the time the question takes. */
const CLOCK_MOVED_MS = 2_000;

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const PASSWORD_DIGEST =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest';
const NONCE_ENCODING =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary';

export type Call = {
  /** The operation's element, its namespace declared. */
  readonly body: string;
  /** Header elements besides the sign-in. */
  readonly header?: string;
  readonly action?: string;
  readonly signal?: AbortSignal;
  readonly withinMs?: number;
  /** Without signing in. */
  readonly anonymous?: boolean;
};

type Account = { readonly username: string; readonly password: string };

/** Speaks to one device; remembers how it wants us to sign in. */
export class SoapClient implements Disposable {
  readonly #http: DeviceHttp;
  readonly #clock: Clock;
  readonly #account: Account | null;
  #digest: DigestAnswer | null = null;
  /** The device's clock minus ours: tokens carry the device's time. */
  clockOffsetMs = 0;
  /** Asks the device for its time; set once it is known how. */
  readClock: () => Promise<number | null> = async () => null;

  constructor(http: DeviceHttp, clock: Clock, { username, password }: DeviceTarget) {
    this.#http = http;
    this.#clock = clock;
    this.#account = username === null ? null : { username, password: password ?? '' };
  }

  /** The body's one element. */
  async call(url: URL, call: Call): Promise<Xml> {
    try {
      return await this.#once(url, call);
    } catch (error) {
      if (call.anonymous || !isUnauthorized(error) || !(await this.#clockMoved())) throw error;
      return this.#once(url, call);
    }
  }

  /** A token is refused, too, by a device whose clock was set since. */
  async #clockMoved(): Promise<boolean> {
    if (!this.#account || this.#digest) return false;
    const offset = await this.readClock().catch(() => null); // the refusal is what is told
    if (offset === null || Math.abs(offset - this.clockOffsetMs) < CLOCK_MOVED_MS) return false;
    this.clockOffsetMs = offset;
    return true;
  }

  async #once(url: URL, call: Call): Promise<Xml> {
    const timeout = AbortSignal.timeout(call.withinMs ?? ANSWER_WITHIN_MS);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    let answer = await this.#post(url, call, signal);
    if (answer.status === 401 && this.#account && !call.anonymous) {
      const digest = readChallenge(answer.challenges);
      if (digest) {
        this.#digest = digest;
        answer = await this.#post(url, call, signal);
      }
    }
    return bodyOf(answer, url);
  }

  #post(url: URL, call: Call, signal: AbortSignal): Promise<Answer> {
    const account = call.anonymous ? null : this.#account;
    const action = call.action ? `; action="${call.action}"` : '';
    const digest = account ? this.#digest : null;
    const header = `${call.header ?? ''}${account && !digest ? this.#token(account) : ''}`;
    return this.#http.post(url, {
      signal,
      headers: {
        'content-type': `application/soap+xml; charset=utf-8${action}`,
        ...(account && digest
          ? { authorization: digest.header(account, 'POST', url.pathname + url.search) }
          : {}),
      },
      body: `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>${header}</s:Header><s:Body xmlns:tt="http://www.onvif.org/ver10/schema">${call.body}</s:Body></s:Envelope>`,
    });
  }

  #token({ username, password }: Account): string {
    const nonce = randomBytes(16);
    const created = new Date(this.#clock.wallNow() + this.clockOffsetMs).toISOString();
    const digest = createHash('sha1').update(nonce).update(created).update(password);
    return `<Security s:mustUnderstand="1" xmlns="${WSSE}"><UsernameToken><Username>${escapeXml(username)}</Username><Password Type="${PASSWORD_DIGEST}">${digest.digest('base64')}</Password><Nonce EncodingType="${NONCE_ENCODING}">${nonce.toString('base64')}</Nonce><Created xmlns="${WSU}">${created}</Created></UsernameToken></Security>`;
  }

  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }
}

export function isUnauthorized(error: unknown): boolean {
  return error instanceof AppError && error.code === 'onvif.unauthorized';
}

function bodyOf({ status, text }: Answer, url: URL): Xml {
  const details = { host: url.host, status };
  if (status === 401 || status === 403) throw new AppError('onvif.unauthorized', { details });
  const root = rootOf(text, details);
  const body = find(root, 'Body');
  if (root.name !== 'Envelope' || !body) throw new AppError('onvif.not-onvif', { details });
  const fault = find(body, 'Fault');
  if (fault) throw faultError(fault, details);
  const [answer] = body.children;
  if (!answer) throw new AppError('onvif.malformed', { details });
  return answer;
}

function rootOf(text: string, details: { host: string; status: number }): Xml {
  try {
    return parseXml(text);
  } catch (cause) {
    // A page in HTML, an empty 404 and the like: something else lives at this address.
    const code = /<([\w-]+:)?Envelope[\s/>]/.test(text) ? 'onvif.malformed' : 'onvif.not-onvif';
    throw new AppError(code, { details, cause });
  }
}

const UNAUTHORIZED = /NotAuthorized|FailedAuthentication|InvalidSecurity|SenderNotAuthorized/i;
const UNSUPPORTED = /ActionNotSupported|NotImplemented|UnknownAction|NoSuchService/i;

/** A fault names what went wrong in nested subcodes: ONVIF Core §5.8.2. */
function faultError(fault: Xml, details: { host: string; status: number }): AppError {
  const codes = subcodesOf(find(fault, 'Code'));
  const reason = (textAt(fault, 'Reason', 'Text') ?? textAt(fault, 'faultstring') ?? '').slice(
    0,
    MAX_REASON,
  );
  const said = `${codes.join(' ')} ${reason}`;
  const told = { ...details, reason, subcode: codes.at(-1) ?? null };
  if (UNAUTHORIZED.test(said) || /not authori[sz]ed/i.test(reason))
    return new AppError('onvif.unauthorized', { details: told });
  if (UNSUPPORTED.test(said)) return new AppError('onvif.unsupported', { details: told });
  return new AppError('onvif.refused', { details: told });
}

function subcodesOf(code: Xml | null): string[] {
  const value = textAt(code, 'Value');
  const inner = find(code, 'Subcode');
  const own = value === null ? [] : [value.replace(/^.*:/, '')];
  return inner ? [...own, ...subcodesOf(inner)] : own;
}

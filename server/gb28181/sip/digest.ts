/** Digest access authentication (RFC 3261 section 22, RFC 2617) with MD5, which is what devices of GB/T 28181 speak. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Credentials = Readonly<Record<string, string>>;

/** A device that got it late may still use it. */
const NONCE_LIVES_MS = 120_000;

/** Nonces carry their time and our mark, so that none has to be remembered. */
export class Nonces {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  make(nowMs: number): string {
    const time = Math.floor(nowMs).toString(36);
    return `${time}.${this.#mark(time)}`;
  }

  check(nonce: string, nowMs: number): 'good' | 'stale' | 'foreign' {
    const [time = '', mark = ''] = nonce.split('.');
    if (!same(mark, this.#mark(time))) return 'foreign';
    const age = nowMs - Number.parseInt(time, 36);
    return age >= 0 && age <= NONCE_LIVES_MS ? 'good' : 'stale';
  }

  #mark(time: string): string {
    return createHmac('sha256', this.#key).update(time).digest('hex').slice(0, 32);
  }
}

export function challenge(realm: string, nonce: string, stale: boolean): string {
  return `Digest realm="${realm}", nonce="${nonce}", qop="auth", algorithm=MD5${stale ? ', stale=true' : ''}`;
}

/** null: it is no Digest. Values without their quotes. */
export function parseAuthorization(header: string | null): Credentials | null {
  const rest = /^\s*Digest\s+(.*)$/is.exec(header ?? '')?.[1];
  if (rest === undefined) return null;
  const found = rest.matchAll(/([A-Za-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g);
  return Object.fromEntries(
    [...found].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
}

/** Recomputed from what the device says it used: its uri and nc are its own way of writing them. */
export function answersChallenge(
  given: Credentials,
  { method, password }: { readonly method: string; readonly password: string },
): boolean {
  const { username = '', realm = '', nonce = '', uri = '', response = '', qop, nc, cnonce } = given;
  const secret = md5(`${username}:${realm}:${password}`);
  const what = md5(`${method}:${uri}`);
  const middle = qop === undefined ? nonce : [nonce, nc ?? '', cnonce ?? '', qop].join(':');
  return same(response.toLowerCase(), md5(`${secret}:${middle}:${what}`));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

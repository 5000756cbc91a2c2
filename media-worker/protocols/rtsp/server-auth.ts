// RTSP authentication, server side: Digest of RFC 7616 with SHA-256 and MD5 offered.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type Credentials,
  type DigestAlgorithm,
  digestResponse,
  parseChallengeList,
} from './auth.ts';

/** Long enough for a wall that stays open over a shift change, short enough that a captured nonce is worth little. */
const NONCE_LIFETIME_MS = 10 * 60_000;

export type AuthVerdict = 'granted' | 'missing' | 'wrong' | 'stale';

const OFFERED: Readonly<Record<string, DigestAlgorithm>> = { md5: 'MD5', 'sha-256': 'SHA-256' };

/** One connection's Digest state: the nonces are its own and die with it. */
export class DigestGuard {
  readonly #realm: string;
  readonly #credentials: Credentials;
  #nonce = '';
  #issuedAtMs = Number.NEGATIVE_INFINITY;

  constructor(realm: string, credentials: Credentials) {
    this.#realm = realm;
    this.#credentials = credentials;
  }

  /** The `WWW-Authenticate` values of a 401, strongest first. */
  challenge(nowMs: number, verdict: AuthVerdict): string[] {
    this.#nonce = randomBytes(16).toString('hex');
    this.#issuedAtMs = nowMs;
    const stale = verdict === 'stale' ? ', stale=true' : '';
    return ['SHA-256', 'MD5'].map(
      (algorithm) =>
        `Digest realm="${this.#realm}", nonce="${this.#nonce}", algorithm=${algorithm}${stale}`,
    );
  }

  check(authorization: string | null, method: string, nowMs: number): AuthVerdict {
    if (!authorization) return 'missing';
    const given = parseChallengeList(authorization).find((one) => one.scheme === 'digest')?.params;
    const algorithm = OFFERED[given?.get('algorithm')?.toLowerCase() ?? 'md5'];
    if (!given || !algorithm) return 'wrong';
    const value = (name: string) => given.get(name) ?? '';
    const qop = value('qop') === 'auth' ? ('auth' as const) : null;
    const expected = digestResponse(this.#credentials, {
      algorithm,
      realm: this.#realm,
      nonce: value('nonce'),
      method,
      uri: value('uri'),
      client: qop ? { nonce: value('cnonce'), count: value('nc'), qop } : null,
    });
    const right =
      value('username') === this.#credentials.username && same(expected, value('response'));
    if (!right) return 'wrong';
    const fresh = value('nonce') === this.#nonce && nowMs - this.#issuedAtMs < NONCE_LIFETIME_MS;
    return fresh ? 'granted' : 'stale';
  }
}

function same(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given.toLowerCase());
  return a.length === b.length && timingSafeEqual(a, b);
}

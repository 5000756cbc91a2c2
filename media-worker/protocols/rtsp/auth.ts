// RTSP authentication, client side: Basic (RFC 7617) and Digest (RFC 2617, RFC 7616).
import { createHash, randomBytes } from 'node:crypto';

export type Credentials = { readonly username: string; readonly password: string };

export type DigestAlgorithm = 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess';
type DigestChallenge = {
  readonly scheme: 'digest';
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: DigestAlgorithm;
  /** The `algorithm` was named in the challenge and is named back. */
  readonly algorithmNamed: boolean;
  readonly qop: 'auth' | null;
  readonly stale: boolean;
};
export type Challenge = { readonly scheme: 'basic'; readonly realm: string } | DigestChallenge;

const ALGORITHMS: Readonly<Record<string, DigestAlgorithm>> = {
  md5: 'MD5',
  'md5-sess': 'MD5-sess',
  'sha-256': 'SHA-256',
  'sha-256-sess': 'SHA-256-sess',
};

/** Splits `Digest a="x, y", b=z, Basic realm="r"` into schemes with their parameters (lower-case names). */
export function parseChallengeList(
  value: string,
): { readonly scheme: string; readonly params: ReadonlyMap<string, string> }[] {
  const list: { scheme: string; params: Map<string, string> }[] = [];
  const token =
    /(?:([A-Za-z][\w-]*)[ \t]+(?![ \t]*=))?([A-Za-z][\w-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/g;
  for (const [, scheme, name = '', quoted, plain] of value.slice(0, 8192).matchAll(token)) {
    if (scheme) list.push({ scheme: scheme.toLowerCase(), params: new Map() });
    list.at(-1)?.params.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return list;
}

function digestChallenge(params: ReadonlyMap<string, string>): DigestChallenge | null {
  const named = params.get('algorithm');
  const algorithm = ALGORITHMS[(named ?? 'MD5').toLowerCase()];
  const nonce = params.get('nonce');
  if (!algorithm || nonce === undefined) return null;
  const qop = params.get('qop');
  const offers = qop?.split(',').map((one) => one.trim().toLowerCase()) ?? [];
  // qop="auth-int" alone needs the body's hash, which no camera asks for.
  if (qop && !offers.includes('auth')) return null;
  return {
    scheme: 'digest',
    realm: params.get('realm') ?? '',
    nonce,
    opaque: params.get('opaque') ?? null,
    algorithm,
    algorithmNamed: named !== undefined,
    qop: offers.includes('auth') ? 'auth' : null,
    stale: params.get('stale')?.toLowerCase() === 'true',
  };
}

function strength(challenge: Challenge): number {
  if (challenge.scheme === 'basic') return 0;
  return challenge.algorithm.startsWith('SHA') ? 2 : 1;
}

/** The strongest challenge we can answer: Digest SHA-256, Digest MD5, Basic. */
export function chooseChallenge(values: readonly string[]): Challenge | null {
  const challenges: Challenge[] = [];
  for (const { scheme, params } of values.flatMap(parseChallengeList)) {
    if (scheme === 'basic') challenges.push({ scheme, realm: params.get('realm') ?? '' });
    const digest = scheme === 'digest' ? digestChallenge(params) : null;
    if (digest) challenges.push(digest);
  }
  return challenges.sort((a, b) => strength(b) - strength(a))[0] ?? null;
}

export type DigestInput = {
  readonly algorithm: DigestAlgorithm;
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  /** Present with qop=auth and with the -sess algorithms. */
  readonly client: {
    readonly nonce: string;
    readonly count: string;
    readonly qop: 'auth' | null;
  } | null;
};

/** The `response` value of RFC 7616 §3.4.1. */
export function digestResponse(credentials: Credentials, input: DigestInput): string {
  const hash = (text: string) =>
    createHash(input.algorithm.startsWith('SHA') ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const base = hash(`${credentials.username}:${input.realm}:${credentials.password}`);
  const { nonce, client } = input;
  const a1 = input.algorithm.endsWith('-sess')
    ? hash(`${base}:${nonce}:${client?.nonce ?? ''}`)
    : base;
  const a2 = hash(`${input.method}:${input.uri}`);
  if (!client?.qop) return hash(`${a1}:${nonce}:${a2}`);
  return hash(`${a1}:${nonce}:${client.count}:${client.nonce}:${client.qop}:${a2}`);
}

const quote = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** Answers one challenge, request after request; holds the count of uses that qop wants. */
export class Authorizer {
  readonly #credentials: Credentials;
  #challenge: Challenge;
  #uses = 0;

  constructor(credentials: Credentials, challenge: Challenge) {
    this.#credentials = credentials;
    this.#challenge = challenge;
  }

  /** `basic`, `digest MD5`, `digest SHA-256` … */
  get scheme(): string {
    const challenge = this.#challenge;
    return challenge.scheme === 'basic' ? 'basic' : `digest ${challenge.algorithm}`;
  }

  /** A fresh nonce from the server (stale=true, or the next challenge mid-session). */
  renew(challenge: Challenge): void {
    this.#challenge = challenge;
    this.#uses = 0;
  }

  /** The `Authorization` value. `uri` must be the one on the request line, byte for byte. */
  header(method: string, uri: string): string {
    const challenge = this.#challenge;
    const { username, password } = this.#credentials;
    if (challenge.scheme === 'basic')
      return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.#uses += 1;
    const wantsClient = challenge.qop !== null || challenge.algorithm.endsWith('-sess');
    const client = wantsClient
      ? {
          nonce: randomBytes(8).toString('hex'),
          count: this.#uses.toString(16).padStart(8, '0'),
          qop: challenge.qop,
        }
      : null;
    const { realm, nonce, algorithm } = challenge;
    const response = digestResponse(this.#credentials, {
      algorithm,
      realm,
      nonce,
      method,
      uri,
      client,
    });
    const parts = [
      `username=${quote(username)}`,
      `realm=${quote(realm)}`,
      `nonce=${quote(nonce)}`,
      `uri=${quote(uri)}`,
      `response="${response}"`,
    ];
    if (challenge.opaque !== null) parts.push(`opaque=${quote(challenge.opaque)}`);
    if (challenge.algorithmNamed) parts.push(`algorithm=${algorithm}`);
    if (client) parts.push(`cnonce="${client.nonce}"`);
    if (client?.qop) parts.push(`qop=${client.qop}`, `nc=${client.count}`);
    return `Digest ${parts.join(', ')}`;
  }
}

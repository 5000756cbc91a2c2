// Who asks: WS-UsernameToken (WSS UsernameToken Profile 1.0) or HTTP Digest (RFC 7616).
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Element, find } from './soap.ts';

export type Account = { readonly username: string; readonly password: string };

/** What the device accepts. */
export const AUTH_MODES = ['token', 'digest', 'digest-sha256'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

/** How far the sender's clock may be off: devices that want the right time are the usual trouble. */
const MAX_TOKEN_AGE_MS = 10_000;
const REALM = 'Lukou simulator';
const MAX_NONCES = 200;
/** A nonce that was used this often is stale. */
const MAX_COUNTS = 1_000;
const ALGORITHMS = { digest: 'MD5', 'digest-sha256': 'SHA-256' } as const;

export function isTokenValid(header: Element | null, account: Account, utcMs: number): boolean {
  const token = find(header, 'Security', 'UsernameToken');
  const created = find(token, 'Created')?.text ?? '';
  const nonce = Buffer.from(find(token, 'Nonce')?.text ?? '', 'base64');
  const digest = createHash('sha1')
    .update(nonce)
    .update(created)
    .update(account.password)
    .digest('base64');
  return (
    find(token, 'Username')?.text === account.username &&
    find(token, 'Password')?.text === digest &&
    Math.abs(utcMs - Date.parse(created)) <= MAX_TOKEN_AGE_MS
  );
}

export class HttpDigest {
  readonly #nonces = new Map<string, Set<number>>();

  challenge(mode: Exclude<AuthMode, 'token'>): string {
    const nonce = randomBytes(12).toString('hex');
    this.#nonces.set(nonce, new Set());
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size > MAX_NONCES && oldest) this.#nonces.delete(oldest);
    return `Digest realm="${REALM}", qop="auth", algorithm=${ALGORITHMS[mode]}, nonce="${nonce}"`;
  }

  /** Each count of a nonce is good once. */
  accepts(request: IncomingMessage, account: Account, mode: Exclude<AuthMode, 'token'>): boolean {
    const fields = fieldsOf(request.headers.authorization ?? '');
    const { nonce = '', nc = '', cnonce = '', uri = '', response = '', username } = fields;
    const used = this.#nonces.get(nonce);
    if (used === undefined || username !== account.username || uri !== request.url) return false;
    const hash = (text: string) =>
      createHash(mode === 'digest' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    const secret = hash(`${account.username}:${REALM}:${account.password}`);
    const expected = hash(
      `${secret}:${nonce}:${nc}:${cnonce}:auth:${hash(`${request.method}:${uri}`)}`,
    );
    const count = Number.parseInt(nc, 16);
    if (expected !== response || Number.isNaN(count) || used.has(count)) return false;
    used.add(count);
    if (used.size >= MAX_COUNTS) this.#nonces.delete(nonce);
    return true;
  }
}

function fieldsOf(header: string): Record<string, string> {
  const pairs = header.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]+))/g);
  return Object.fromEntries([...pairs].map(([, name, quoted, bare]) => [name, quoted ?? bare]));
}

// HTTP Digest (RFC 7616): MD5 and SHA-256, quality "auth" or none.
import { createHash, randomBytes } from 'node:crypto';

type Challenge = {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly qop: boolean;
};

const HASHES = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

/** Answers a device's last challenge, counting how often. */
export class DigestAnswer {
  readonly #challenge: Challenge;
  #count = 0;

  constructor(challenge: Challenge) {
    this.#challenge = challenge;
  }

  header(account: { username: string; password: string }, method: string, uri: string): string {
    const { realm, nonce, opaque, algorithm, qop } = this.#challenge;
    const hash = (text: string) => createHash(HASHES[algorithm]).update(text).digest('hex');
    this.#count += 1;
    const nc = this.#count.toString(16).padStart(8, '0');
    const cnonce = randomBytes(8).toString('hex');
    const secret = hash(`${account.username}:${realm}:${account.password}`);
    const request = hash(`${method}:${uri}`);
    const middle = qop ? `${nonce}:${nc}:${cnonce}:auth` : nonce;
    const fields = [
      `username="${account.username.replace(/["\\]/g, '\\$&')}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${hash(`${secret}:${middle}:${request}`)}"`,
      `algorithm=${algorithm}`,
      ...(qop ? ['qop=auth', `nc=${nc}`, `cnonce="${cnonce}"`] : []),
      ...(opaque === null ? [] : [`opaque="${opaque}"`]),
    ];
    return `Digest ${fields.join(', ')}`;
  }
}

/** The strongest challenge we can answer; null: there is none. */
export function readChallenge(headers: readonly string[]): DigestAnswer | null {
  const challenges = headers.flatMap(splitChallenges).flatMap(challengeOf);
  const best = challenges.find(({ algorithm }) => algorithm === 'SHA-256') ?? challenges[0];
  return best ? new DigestAnswer(best) : null;
}

/** Several challenges may stand in one header. */
function splitChallenges(header: string): string[] {
  return header.split(/,?\s*(?=Digest\s)/i).filter((part) => /^Digest\s/i.test(part));
}

function challengeOf(text: string): Challenge[] {
  const pairs = [...text.matchAll(/([a-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/gi)];
  const fields = new Map(
    pairs.map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
  const nonce = fields.get('nonce');
  const named = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  const algorithm = named === 'MD5' || named === 'SHA-256' ? named : null;
  if (nonce === undefined || algorithm === null) return [];
  const qops = fields.get('qop')?.split(/\s*,\s*/) ?? [];
  if (qops.length > 0 && !qops.includes('auth')) return [];
  return [
    {
      realm: fields.get('realm') ?? '',
      nonce,
      opaque: fields.get('opaque') ?? null,
      algorithm,
      qop: qops.length > 0,
    },
  ];
}

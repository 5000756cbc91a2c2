import { describe, expect, it } from 'vitest';
import { answersChallenge, Nonces, parseAuthorization } from './digest.ts';

/** The example of RFC 2617 section 3.5. */
const EXAMPLE =
  'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
  'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", ' +
  'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

describe('digest', () => {
  it('takes the right answer and no other', () => {
    const given = parseAuthorization(EXAMPLE);
    if (!given) throw new Error('not read');
    expect(answersChallenge(given, { method: 'GET', password: 'Circle Of Life' })).toBe(true);
    expect(answersChallenge(given, { method: 'GET', password: 'circle of life' })).toBe(false);
    expect(answersChallenge(given, { method: 'REGISTER', password: 'Circle Of Life' })).toBe(false);
    expect(parseAuthorization('Basic abc')).toBeNull();
  });

  it('knows its own nonces, for a while', () => {
    const nonces = new Nonces(Buffer.from('key'));
    const nonce = nonces.make(1_000_000);
    expect(nonces.check(nonce, 1_010_000)).toBe('good');
    expect(nonces.check(nonce, 2_000_000)).toBe('stale');
    expect(nonces.check('kpc0.0123456789abcdef', 1_010_000)).toBe('foreign');
    expect(new Nonces(Buffer.from('other')).check(nonce, 1_010_000)).toBe('foreign');
  });
});

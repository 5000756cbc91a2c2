import { describe, expect, it } from 'vitest';
import { Authorizer, chooseChallenge, digestResponse } from './auth.ts';
import { DigestGuard } from './server-auth.ts';

const MUFASA = { username: 'Mufasa', password: 'Circle of Life' };

describe('chooseChallenge', () => {
  it.each([
    ['Basic realm="x"', 'basic'],
    ['Digest realm="IP Camera(12345)", nonce="6b3", stale="FALSE"', 'MD5'],
    ['Digest realm="a", nonce="b", algorithm=MD5-sess, qop="auth"', 'MD5-sess'],
    ['Basic realm="a, b=c", Digest realm="q\\"q", nonce="n", algorithm=SHA-256', 'SHA-256'],
    ['Digest realm="a", nonce="b", algorithm=SHA-512-256', null],
    ['Digest realm="a", nonce="b", qop="auth-int"', null],
    ['Negotiate', null],
  ])('%s', (value, expected) => {
    const challenge = chooseChallenge([value]);
    const name = challenge?.scheme === 'digest' ? challenge.algorithm : (challenge?.scheme ?? null);
    expect(name).toBe(expected);
  });

  it('prefers SHA-256 over MD5 over Basic, whatever their order', () => {
    const offers = [
      'Basic realm="a"',
      'Digest realm="a",nonce="1"',
      'Digest realm="a",nonce="2",algorithm=SHA-256',
    ];
    expect(chooseChallenge(offers)).toMatchObject({ algorithm: 'SHA-256', nonce: '2' });
    expect(chooseChallenge(offers.slice(0, 2).reverse())).toMatchObject({
      algorithm: 'MD5',
      nonce: '1',
    });
  });
});

// The worked examples of RFC 7616 §3.9.1 and RFC 2617 §3.5.
describe('digestResponse', () => {
  const common = { realm: 'http-auth@example.org', method: 'GET', uri: '/dir/index.html' };
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
  const client = {
    nonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    count: '00000001',
    qop: 'auth' as const,
  };

  it('matches the worked examples', () => {
    const sha = digestResponse(MUFASA, { ...common, nonce, client, algorithm: 'SHA-256' });
    expect(sha).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
    const md5 = digestResponse(MUFASA, { ...common, nonce, client, algorithm: 'MD5' });
    expect(md5).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });
});

describe('client against our own guard', () => {
  const uri = 'rtsp://127.0.0.1/cam?x=1';

  it.each([
    ['right', 'Circle of Life', 'granted'],
    ['wrong', 'circle of life', 'wrong'],
  ])('%s password', (_, password, verdict) => {
    const guard = new DigestGuard('lukou', MUFASA);
    const challenge = chooseChallenge(guard.challenge(0, 'missing'));
    if (!challenge) throw new Error('no challenge');
    const authorizer = new Authorizer({ username: 'Mufasa', password }, challenge);
    expect(guard.check(authorizer.header('DESCRIBE', uri), 'DESCRIBE', 1000)).toBe(verdict);
  });

  it('calls an old nonce stale, and another method wrong', () => {
    const guard = new DigestGuard('lukou', MUFASA);
    const challenge = chooseChallenge(guard.challenge(0, 'missing'));
    if (!challenge) throw new Error('no challenge');
    const header = new Authorizer(MUFASA, challenge).header('PLAY', uri);
    expect(guard.check(header, 'PLAY', 11 * 60_000)).toBe('stale');
    expect(guard.check(header, 'TEARDOWN', 0)).toBe('wrong');
    expect(guard.check(null, 'PLAY', 0)).toBe('missing');
  });
});

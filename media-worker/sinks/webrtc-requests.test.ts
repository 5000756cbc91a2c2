import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/errors.ts';
import { answerSignalling, type SignalledOffer, type SignallingWay } from './webrtc-requests.ts';

const ID = '156101b8-9f49-4cff-8486-636a746c8386';
const TRICKLE = { 'content-type': 'application/trickle-ice-sdpfrag' };

function ask(
  method: string,
  target: string,
  options: { headers?: Record<string, string>; body?: string; fail?: MediaError } = {},
) {
  const offers: SignalledOffer[] = [];
  const way: SignallingWay = {
    open: (offer) => {
      offers.push(offer);
      return options.fail
        ? Promise.reject(options.fail)
        : Promise.resolve({ id: ID, answer: 'v=0' });
    },
    session: (id) => (id === ID ? { ufrag: 'h6vY' } : null),
    end: (id) => id === ID,
  };
  const request = {
    method,
    target,
    header: (name: string) => options.headers?.[name],
    address: '10.0.0.1',
    signal: new AbortController().signal,
    body: (async function* () {
      yield Buffer.from(options.body ?? '');
    })(),
  };
  return { offers, answer: answerSignalling(request, { whep: way, whip: way }) };
}

const SDP = { 'content-type': 'application/sdp; charset=utf-8' };

describe('POST', () => {
  it('opens a session, tells where it is, and lets any page read that', async () => {
    const { offers, answer } = ask('POST', '/live/cam/whep?ticket=t.t&size=360', {
      headers: SDP,
      body: 'offer',
    });
    expect(await answer).toMatchObject({
      status: 201,
      body: 'v=0',
      headers: {
        Location: `/live/cam/whep/${ID}`,
        ETag: '"156101b8"',
        'Content-Type': 'application/sdp',
        'Access-Control-Expose-Headers': expect.stringContaining('Location'),
      },
    });
    expect(offers).toMatchObject([
      { name: 'cam', secret: 't.t', sdp: 'offer', address: '10.0.0.1' },
    ]);
    expect(offers[0]?.parameters.get('size')).toBe('360');
  });

  it.each([
    { target: '/live/cam/whip?key=k', headers: SDP, secret: 'k' },
    { target: '/live/cam/whip', headers: { ...SDP, authorization: 'Bearer abc' }, secret: 'abc' },
    { target: '/live/cam/whip', headers: { ...SDP, authorization: 'Basic abc' }, secret: null },
  ])('takes the secret of $target', async ({ target, headers, secret }) => {
    const { offers, answer } = ask('POST', target, { headers });
    await answer;
    expect(offers.map((offer) => offer.secret)).toEqual([secret]);
  });

  it.each([
    { code: 'stream.unknown', status: 404 },
    { code: 'ticket.missing', status: 401 },
    { code: 'whep.b-frames', status: 422 },
    { code: 'publish.wrong-key', status: 401 },
  ])('$code is $status', async ({ code, status }) => {
    const fail = new MediaError('refused', 'no', { code });
    const answer = await ask('POST', '/live/cam/whep', { headers: SDP, fail }).answer;
    expect(answer).toMatchObject({ status, body: JSON.stringify({ code, message: 'no' }) });
    expect(answer?.headers).not.toHaveProperty('Retry-After');
  });

  it('says when to try again where there is no picture yet', async () => {
    const fail = new MediaError('timeout', 'none', { code: 'stream.no-picture' });
    const answer = await ask('POST', '/live/cam/whep', { headers: SDP, fail }).answer;
    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });

  it('takes no other type and no book', async () => {
    expect(
      await ask('POST', '/live/cam/whep', { headers: { 'content-type': 'text/plain' } }).answer,
    ).toMatchObject({ status: 415 });
    const body = 'a'.repeat(65 * 1024);
    expect(await ask('POST', '/live/cam/whep', { headers: SDP, body }).answer).toMatchObject({
      status: 413,
    });
  });
});

describe('a session', () => {
  const target = `/live/cam/whep/${ID}`;
  const gone = '/live/cam/whep/00000000-9f49-4cff-8486-636a746c8386';
  it.each([
    { name: 'ends', method: 'DELETE', target, status: 200 },
    { name: 'ends once', method: 'DELETE', target: gone, status: 404 },
    { name: 'is not read', method: 'GET', target, status: 405 },
    { name: 'is asked about', method: 'OPTIONS', target, status: 204 },
    {
      name: 'takes candidates',
      method: 'PATCH',
      target,
      status: 204,
      match: '"156101b8"',
      body: 'a=ice-ufrag:h6vY',
    },
    {
      name: 'takes them under its own tag',
      method: 'PATCH',
      target,
      status: 412,
      match: '"x"',
      body: '',
    },
    { name: 'takes them under a tag', method: 'PATCH', target, status: 428, body: '' },
    {
      name: 'does not restart',
      method: 'PATCH',
      target,
      status: 422,
      match: '"156101b8"',
      body: 'a=ice-ufrag:else',
    },
    { name: 'is no more', method: 'PATCH', target: gone, status: 404, match: '*', body: '' },
  ])('$name: $method is $status', async ({ method, target: at, status, match, body }) => {
    const headers = { ...TRICKLE, ...(match && { 'if-match': match }) };
    const options = body === undefined ? { headers } : { headers, body };
    expect(await ask(method, at, options).answer).toMatchObject({ status });
  });
});

it('other paths are not ours', () => {
  expect(ask('POST', '/live/cam.flv').answer).toBeNull();
  expect(ask('POST', '/live/cam/whep/short').answer).toBeNull();
});

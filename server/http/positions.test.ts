import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  TEST_PASSWORD,
  type TestSite,
} from '../trpc/test-site.ts';
import { closeServer, listen } from './listen.ts';
import { createMetrics } from './metrics.ts';
import { positionsRoute } from './positions.ts';
import { createSiteServer } from './server.ts';
import { trackRoute } from './tracks.ts';

let site: TestSite;
let server: Server;
let call: Caller;
let base: string;
beforeAll(async () => {
  site = await openTestSite();
  server = createSiteServer(
    {
      services: site.services,
      metrics: createMetrics(),
      trustProxy: true,
      httpsOnly: false,
      dev: false,
      pages: () => null,
      pagePlaces: async () => ({ mediaPorts: [], mediaHosts: [], mapOrigins: [] }),
    },
    [positionsRoute(site.clock), trackRoute],
  );
  await listen(server, 0, '127.0.0.1');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  call = site.browser({ signedInAs: await site.user('admin') }).call;
  const divisionId = (await insertPlaces(site.services)).county.id;
  const fields = { code: 'CAR', name: 'car', divisionId, driver: 'rtsp' as const };
  await call.cameras.create({ ...fields, kind: 'mobile', mainAddress: 'rtsp://10.0.0.1/' });
});
afterAll(async () => {
  await closeServer(server);
  await site[Symbol.asyncDispose]();
});

const position = () => ({ camera: 'CAR', at: site.clock.wallNow(), lon: 117, lat: 31 });

async function send(body: unknown, secret: string | null, from = '198.51.100.1') {
  const answer = await fetch(`${base}/api/positions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': from,
      ...(secret !== null && { authorization: `Bearer ${secret}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = await answer.json();
  return { status: answer.status, code: json.app?.code, json };
}

describe('reports of positions', () => {
  it('are taken from whoever has a key', async () => {
    const { secret } = await call.apiKeys.create({ name: 'depot' });
    const answer = await send({ positions: [position(), { camera: 'CAR' }] }, secret);
    expect(answer).toMatchObject({
      status: 200,
      json: { accepted: 1, duplicates: 0, rejected: [{ index: 1, code: 'position.invalid' }] },
    });
    expect((await call.apiKeys.list({})).items[0]?.lastUsedAt).toEqual(
      new Date(site.clock.wallNow()),
    );
  });

  it('need a key that is good', async () => {
    const { key, secret } = await call.apiKeys.create({ name: 'gone' });
    expect((await send({ positions: [position()] }, secret)).status).toBe(200);
    await call.apiKeys.revoke({ id: key.id });
    for (const wrong of [null, secret, `${secret}x`, 'short'])
      expect(await send({ positions: [position()] }, wrong)).toMatchObject({
        status: 401,
        code: 'api-key.required',
      });
    expect(await codeOf(call.apiKeys.revoke({ id: key.id }))).toBe('api-key.not-found');
  });

  it('that are none are refused as a whole', async () => {
    const { secret } = await call.apiKeys.create({ name: 'wrong' });
    const many = Array.from({ length: 1_001 }, () => ({}));
    for (const body of [
      '{',
      {},
      { positions: [] },
      { positions: many },
      { crs: 'x', positions: [1] },
    ])
      expect(await send(body, secret)).toMatchObject({ status: 400, code: 'input.invalid' });
    expect(await send('x'.repeat(600_000), secret)).toMatchObject({
      status: 413,
      code: 'request.too-large',
    });
    const answer = await fetch(`${base}/api/positions`);
    expect(answer.status).toBe(400);
  });

  it('come as often as devices do, and no oftener', async () => {
    const { secret } = await call.apiKeys.create({ name: 'storm' });
    const answers = [];
    for (let n = 0; n < 201; n += 1) answers.push((await send({}, secret)).code);
    expect(answers.slice(0, 200)).toEqual(Array.from({ length: 200 }, () => 'input.invalid'));
    expect(answers[200]).toBe('request.too-many');
    site.clock.advance(10);
    expect((await send({}, secret)).code).toBe('input.invalid');
    expect((await send({}, secret)).code).toBe('request.too-many');
  });

  it('without a key are soon no longer looked at, from that address', async () => {
    const from = '198.51.100.7';
    for (let n = 0; n < 20; n += 1)
      expect((await send({}, null, from)).code).toBe('api-key.required');
    expect(await send({}, null, from)).toMatchObject({ status: 429, code: 'request.too-many' });
    expect((await send({}, null, '198.51.100.8')).code).toBe('api-key.required');
  });
});

describe('keys', () => {
  it('are told once and kept as a hash', async () => {
    const { key, secret } = await call.apiKeys.create({ name: 'once' });
    expect(secret.startsWith(key.hint)).toBe(true);
    const row = await site.services.db.apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(JSON.stringify([row, await call.apiKeys.list({})])).not.toContain(secret);
    const entries = await site.services.db.auditEntry.findMany({ where: { subjectId: key.id } });
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it('are listed page by page, and found by name', async () => {
    for (let n = 0; n < 5; n += 1) await call.apiKeys.create({ name: `page ${n}` });
    const first = await call.apiKeys.list({ q: 'page', limit: 3 });
    const second = await call.apiKeys.list({ q: 'page', limit: 3, cursor: first.nextCursor ?? '' });
    const names = [...first.items, ...second.items].map(({ name }) => name);
    expect(names.toSorted()).toEqual(['page 0', 'page 1', 'page 2', 'page 3', 'page 4']);
    expect([first.total, second.nextCursor]).toEqual([5, null]);
  });
});

it('sheets of tracks are for those who may take them away', async () => {
  const [camera] = (await call.cameras.list({ q: 'CAR' })).items;
  const path = `${base}/api/tracks/${camera?.id}.csv?from=0&to=${site.clock.wallNow()}`;
  expect((await fetch(path)).status).toBe(401);
  const cookieOf = async (role: 'admin' | 'leader') => {
    const browser = site.browser();
    const { username } = await site.user(role);
    await browser.call.session.signIn({ username, password: TEST_PASSWORD });
    return { cookie: browser.cookies.get('cookie') ?? '' };
  };
  expect((await fetch(path, { headers: await cookieOf('leader') })).status).toBe(403);
  const answer = await fetch(path, { headers: await cookieOf('admin') });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(await answer.text()).toContain(',117.0000000,31.0000000,');
});

import { get as plainGet, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeWorker, openFakeWorker } from '../media/fake-worker.ts';
import { storePicture } from '../pictures/mutations.ts';
import {
  CLUSTER_SECRET,
  insertPlaces,
  openTestSite,
  TEST_PASSWORD,
  type TestSite,
} from '../trpc/test-site.ts';
import { internalNodesRoute } from './internal-nodes.ts';
import { closeServer, listen } from './listen.ts';
import { mapTilesRoute } from './map-tiles.ts';
import { createMetrics } from './metrics.ts';
import { picturesRoute, snapshotsRoute } from './pictures.ts';
import { clientFacts } from './request.ts';
import { pagePolicy } from './security-headers.ts';
import { createSiteServer, type Site } from './server.ts';
import { exportRoute, exportSelectionRoute, uploadRoute } from './spreadsheets.ts';

let site: TestSite;
let server: Server;
let worker: FakeWorker;
let base: string;
let cookie: string;

function settings({ httpsOnly }: { readonly httpsOnly: boolean }): Site {
  return {
    services: site.services,
    metrics: createMetrics(),
    trustProxy: true,
    httpsOnly,
    dev: false,
    pages: () => null,
    pagePlaces: async () => ({ mediaPorts: [], mediaHosts: [], mapOrigins: [] }),
  };
}

beforeAll(async () => {
  site = await openTestSite();
  worker = await openFakeWorker('one', CLUSTER_SECRET);
  const { services, data } = site;
  server = createSiteServer(settings({ httpsOnly: false }), [
    internalNodesRoute(services.media, CLUSTER_SECRET),
    picturesRoute(services.pictures, data),
    snapshotsRoute(services.pictures),
    mapTilesRoute,
    uploadRoute,
    exportRoute,
    exportSelectionRoute,
  ]);
  await listen(server, 0, '127.0.0.1');
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const { username } = await site.user('admin');
  const answer = await post('/api/trpc/session.signIn', { username, password: TEST_PASSWORD });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await closeServer(server);
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const own = { 'x-lukou-csrf': '1', 'content-type': 'application/json' };

function post(path: string, json: unknown, headers: Record<string, string> = own) {
  return fetch(base + path, { method: 'POST', headers, body: JSON.stringify({ json }) });
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers: { cookie, ...headers } });

async function codeOf(answer: Response): Promise<unknown> {
  const body = await answer.json();
  return body.app?.code ?? body.error?.json?.data?.app?.code;
}

describe('sign-in', () => {
  it('sets a cookie scripts cannot read and other sites cannot use, only over TLS where there is one', async () => {
    const { username } = await site.user('leader');
    const input = { username, password: TEST_PASSWORD };
    const plain = await post('/api/trpc/session.signIn', input);
    const secure = await post('/api/trpc/session.signIn', input, {
      ...own,
      'x-forwarded-proto': 'https',
    });
    expect(plain.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(secure.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    expect(secure.headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('knows the cookie', async () => {
    const answer = await get('/api/trpc/session.current');
    expect((await answer.json()).result.data.json.user).toMatchObject({ role: 'admin' });
  });

  it('does not know a changed one', async () => {
    const answer = await get('/api/trpc/cameras.counts', { cookie: `${cookie.slice(0, -3)}abc` });
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'auth.required']);
  });
});

describe('foreign pages', () => {
  it.each([
    ['without the header', { 'content-type': 'application/json' }],
    ['from another origin', { ...own, origin: 'https://evil.example' }],
    ['from another site', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['from a null origin', { ...own, origin: 'null' }],
  ])('write nothing %s', async (_name, headers) => {
    const answer = await post('/api/trpc/session.signOut', null, { ...headers, cookie });
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'request.foreign-origin']);
  });

  it('lead nobody into the API by a link', async () => {
    // Not by fetch, which says itself what its mode is.
    const headers = { cookie, 'sec-fetch-mode': 'navigate' };
    const status = await new Promise((resolve) =>
      plainGet(`${base}/api/trpc/session.current`, { headers }, ({ statusCode }) =>
        resolve(statusCode),
      ),
    );
    expect(status).toBe(403);
  });

  it('may be our own', async () => {
    const answer = await post(
      '/api/trpc/session.setPreferences',
      { theme: 'dark' },
      { ...own, cookie, origin: base, 'sec-fetch-site': 'same-origin' },
    );
    expect(answer.status).toBe(200);
  });
});

it('carries strict headers on every answer', async () => {
  for (const path of ['/healthz', '/api/trpc/session.current', '/nowhere']) {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    // For talking through cameras; nothing else of a computer is asked for.
    expect(headers.get('permissions-policy')).toMatch(/^camera=\(\), microphone=\(self\),/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  }
});

it('lets pages load nothing but their own, video and configured maps', () => {
  const policy = pagePolicy('abc', {
    host: 'lukou.example:3000',
    secure: true,
    mediaPorts: [8080],
    mediaHosts: ['media.example:443'],
    mapOrigins: ['https://tiles.example'],
    dev: false,
  });
  expect(policy.split('; ')).toEqual([
    "default-src 'self'",
    "script-src 'self' 'nonce-abc' 'strict-dynamic'",
    "style-src 'self' 'nonce-abc'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob: https://tiles.example",
    "connect-src 'self' https://lukou.example:8080 wss://lukou.example:8080 https://media.example:443 wss://media.example:443 https://tiles.example",
    "media-src 'self' blob: https://lukou.example:8080 https://media.example:443",
    "worker-src 'self' blob:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]);
});

it('believes a proxy only where there is one, and its last word only', () => {
  const request = {
    headers: { host: 'a:1', 'x-forwarded-for': '6.6.6.6, 10.0.0.9', 'x-forwarded-proto': 'https' },
    socket: { remoteAddress: '::ffff:10.0.0.1' },
  } as unknown as Parameters<typeof clientFacts>[0];
  expect(clientFacts(request, false)).toEqual({ address: '10.0.0.1', secure: false, host: 'a:1' });
  expect(clientFacts(request, true)).toEqual({ address: '10.0.0.9', secure: true, host: 'a:1' });
});

describe('limits and unknown things', () => {
  it('refuses bodies that are too large', async () => {
    const answer = await post('/api/trpc/session.signIn', { username: 'x'.repeat(1_100_000) });
    expect([answer.status, await codeOf(answer)]).toEqual([413, 'request.too-large']);
  });

  it('knows no other procedure, no other API and no page', async () => {
    expect(await codeOf(await get('/api/trpc/no.such'))).toBe('request.not-found');
    expect(await codeOf(await get('/api/auth/sign-in/email'))).toBe('request.not-found');
    expect(await codeOf(await get('/anything'))).toBe('request.not-found');
  });

  it('tells nothing of what went wrong inside', async () => {
    await site.services.db.$executeRaw`alter table "Road" rename to "RoadGone"`;
    const answer = await get('/api/trpc/trees.roads');
    await site.services.db.$executeRaw`alter table "RoadGone" rename to "Road"`;
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain('server.fault');
    expect(text).not.toContain('Road');
  });
});

describe('/internal/nodes', () => {
  const report = (headers: Record<string, string>, body: unknown = worker.report) =>
    fetch(`${base}/internal/nodes`, { method: 'POST', headers, body: JSON.stringify(body) });

  it('takes reports with the secret only', async () => {
    expect((await report({})).status).toBe(401);
    expect((await report({ authorization: 'Bearer wrong' })).status).toBe(401);
    const answer = await report({ authorization: `Bearer ${CLUSTER_SECRET}` });
    expect(answer.status).toBe(200);
    expect(await site.services.media.living()).toMatchObject([{ id: 'one' }]);
  });

  it('refuses nonsense', async () => {
    const headers = { authorization: `Bearer ${CLUSTER_SECRET}` };
    expect(await codeOf(await report(headers, { nodeId: 1 }))).toBe('input.invalid');
  });
});

describe('/api/pictures', () => {
  let id: string;
  let path: string;
  beforeAll(async () => {
    const { county } = await insertPlaces(site.services);
    const { call } = site.browser({ signedInAs: await site.user('admin') });
    const fields = { code: 'P1', name: 'p', divisionId: county.id, driver: 'rtsp' as const };
    id = (await call.cameras.create({ ...fields, mainAddress: 'rtsp://10.0.0.1/' })).id;
    path = `/api/pictures/${id}.jpg`;
  });

  it('shows the last picture to whoever may see the camera', async () => {
    expect(await codeOf(await get(path))).toBe('picture.none');
    const takenAt = new Date('2026-01-02T03:04:05.678Z');
    const still = { jpeg: Buffer.from('jpeg'), width: 1, height: 1, takenAt };
    await storePicture(site.services.db, site.data, id, still);
    expect(await codeOf(await fetch(base + path))).toBe('auth.required');
    const answer = await get(path);
    expect(await answer.text()).toBe('jpeg');
    expect(answer.headers.get('x-taken-at')).toBe(takenAt.toISOString());
    const etag = answer.headers.get('etag') ?? '';
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
  });

  it('is renewed within seconds where it is all that somebody sees of the camera', async () => {
    const { services, clock, data } = site;
    await services.media.register(worker.report);
    const takenAt = new Date(clock.wallNow() - 5_000);
    const still = { jpeg: Buffer.from('old'), width: 1, height: 1, takenAt };
    await storePicture(services.db, data, id, still);
    worker.still = Buffer.from('new').toString('base64');

    expect(await (await get(path)).text()).toBe('old');
    // The old one or, where the worker was quick, the new one already: nobody waits for it.
    expect((await get(`${path}?live=1`)).status).toBe(200);
    await vi.waitFor(async () => expect(await (await get(path)).text()).toBe('new'));
    worker.still = null;
  });

  it('is of this moment where it is asked for as a snapshot, and is not kept', async () => {
    const snapshot = path.replace('pictures', 'snapshots');
    const { services } = site;
    await services.media.register(worker.report);
    expect(await codeOf(await get(snapshot))).toBe('picture.not-taken');
    worker.still = Buffer.from('now').toString('base64');
    const before = await services.db.cameraPicture.findUnique({ where: { cameraId: id } });
    const answer = await get(snapshot);
    expect(await answer.text()).toBe('now');
    expect(Date.parse(answer.headers.get('x-taken-at') ?? '')).toBeGreaterThan(0);
    expect(await services.db.cameraPicture.findUnique({ where: { cameraId: id } })).toEqual(before);
    expect(await codeOf(await fetch(base + snapshot))).toBe('auth.required');
    worker.still = null;
  });

  it.each(['../../keys/camera.key', '%2e%2e%2fkeys', 'A', ''])('knows no %s', async (name) => {
    expect((await get(`/api/pictures/${name}.jpg`)).status).toBe(404);
  });
});

describe('/api/map/tiles', () => {
  const path = '/api/map/tiles/wgs84/0/0/0.mvt';

  it('come to whoever may see cameras, and again only when something changed', async () => {
    const first = await get(path);
    expect([first.status, first.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.mapbox-vector-tile',
    ]);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const known = { 'if-none-match': first.headers.get('etag') ?? '' };
    const again = await get(path, known);
    expect([again.status, await again.text()]).toEqual([304, '']);

    const { call } = site.browser({ signedInAs: await site.user('admin') });
    const division = await site.services.db.division.findFirstOrThrow();
    await call.cameras.create({
      code: 'T1',
      name: 't',
      divisionId: division.id,
      driver: 'rtsp',
      mainAddress: 'rtsp://10.0.0.1/',
      lon: 117,
      lat: 31,
    });
    await vi.waitFor(async () => expect((await get(path, known)).status).toBe(200));
  });

  it('leave out what is asked to be hidden', async () => {
    const etag = async (query: string) => (await get(path + query)).headers.get('etag');
    const [all, fewer] = [await etag(''), await etag('?hide=unknown')];
    expect(fewer).not.toBe(all);
    expect(await etag('?hide=nonsense,unknown')).toBe(fewer);
    expect(await etag('?hide=nonsense')).toBe(all);
  });

  it('come to nobody else', async () => {
    expect(await codeOf(await fetch(base + path))).toBe('auth.required');
    const { username } = await site.user('operator', { mustChangePassword: true });
    const signIn = await post('/api/trpc/session.signIn', { username, password: TEST_PASSWORD });
    const newcomer = { cookie: signIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const answer = await get(path, newcomer);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'auth.must-change-password']);
  });

  it.each(['wgs84/15/0/0', 'wgs84/1/2/0', 'wgs84/1/0/2', 'mars/0/0/0', 'wgs84/0/0'])(
    'know no %s',
    async (tile) => {
      expect((await get(`/api/map/tiles/${tile}.mvt`)).status).toBe(404);
    },
  );
});

it('takes spreadsheets in and gives them out', async () => {
  const upload = await fetch(`${base}/api/imports?name=a.csv`, {
    method: 'POST',
    headers: { ...own, cookie },
    body: 'a,b',
  });
  expect(await upload.json()).toEqual({ id: expect.any(String) });
  const file = await get('/api/export/cameras.csv?locale=en');
  expect(file.headers.get('content-disposition')).toContain('lukou-cameras.csv');
  expect(Buffer.from(await file.arrayBuffer()).toString()).toMatch(/^\uFEFFCode,Name,Kind,/);
  expect(await codeOf(await get('/api/export/cameras.csv?fromM=x'))).toBe('input.invalid');
});

it('gives a selection out as a spreadsheet', async () => {
  const ask = (body: string, headers: Record<string, string> = { ...own, cookie }) =>
    fetch(`${base}/api/export/selection.csv`, { method: 'POST', headers, body });
  const selection = { areas: [], chosen: [], leftOut: [] };
  const file = await ask(JSON.stringify({ selection, locale: 'en' }));
  expect(Buffer.from(await file.arrayBuffer()).toString()).toMatch(/^\uFEFFCode,Name,Kind,/);
  expect(await codeOf(await ask('{'))).toBe('input.invalid');
  expect(await codeOf(await ask('{}', { cookie }))).toBe('request.foreign-origin');
});

it('answers a question that is too long for an address', async () => {
  const answer = await fetch(`${base}/api/trpc/cameras.selected`, {
    method: 'POST',
    headers: { ...own, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({
      json: { areas: [], chosen: Array.from({ length: 1_000 }, (_, i) => `c${i}`), leftOut: [] },
    }),
  });
  expect(await answer.json()).toMatchObject({ result: { data: { json: { total: 0 } } } });
});

it('counts requests for Prometheus', async () => {
  await get('/healthz');
  const text = await (await get('/metrics')).text();
  expect(text).toContain('lukou_http_request_seconds_count{route="healthz",status="200"}');
});

it('with a certificate sends people to HTTPS, and answers programs', async () => {
  const own = createSiteServer(settings({ httpsOnly: true }), [
    internalNodesRoute(site.services.media, CLUSTER_SECRET),
  ]);
  await listen(own, 0, '127.0.0.1');
  const address = own.address();
  const place = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const ask = (path: string, options: RequestInit = {}) =>
    fetch(`http://${place}${path}`, { redirect: 'manual', ...options });
  const page = await ask('/wall?view=1');
  expect([page.status, page.headers.get('location')]).toEqual([
    308,
    `https://${place}/wall?view=1`,
  ]);
  const call = await ask('/api/trpc/session.signIn', { method: 'POST', body: '{}' });
  expect(call.status).toBe(308);
  const behindProxy = await ask('/api/none', { headers: { 'x-forwarded-proto': 'https' } });
  expect(behindProxy.status).toBe(404);
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/metrics')).status).toBe(200);
  expect((await ask('/internal/nodes', { method: 'POST' })).status).toBe(401);
  await closeServer(own);
});

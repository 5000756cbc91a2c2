import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnv } from '../platform/env.ts';
import { workerLogger } from '../platform/logger.ts';
import { openWorker, type Worker } from '../worker.ts';

const FREE = {
  LUKOU_MEDIA_PORT: '0',
  LUKOU_RTMP_PORT: '0',
  LUKOU_RTSP_PORT: '0',
  LUKOU_WEBRTC_PORT: '0',
};
const SPEC = { source: { kind: 'rtsp', url: 'rtsp://127.0.0.1:9/cam', password: 'secret' } };

function open(variables: Record<string, string> = {}): Promise<Worker> {
  const read = readEnv({ ...FREE, ...variables });
  if (!read.ok) throw new Error(read.problems.join());
  return openWorker(read.env, workerLogger('silent'));
}

let worker: Worker;
beforeAll(async () => {
  worker = await open();
});
afterAll(() => worker[Symbol.asyncDispose]());

type Asked = { readonly status: number; readonly body: unknown; readonly text: string };

/** As curl does it; `fetch` would not let a test set the host. */
function ask(
  method: string,
  path: string,
  body: unknown = undefined,
  headers: Record<string, string> = {},
  port = worker.mediaPort,
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text || 'null'), text }),
      );
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

describe('a worker alone', () => {
  it('pulls with one call, lists, tells and removes', async () => {
    const put = await ask('PUT', '/streams/gate', SPEC);
    expect(put).toMatchObject({ status: 200, body: { id: 'gate', state: 'idle' } });
    expect(put.text).not.toContain('secret');
    expect(await ask('PUT', '/streams/gate', { ...SPEC, keepWarm: true })).toMatchObject({
      body: { state: 'connecting', holders: [{ name: 'keep-warm' }] },
    });
    expect((await ask('GET', '/streams')).body).toMatchObject([{ id: 'gate' }]);
    expect((await ask('GET', '/streams/gate')).body).toMatchObject({ id: 'gate' });
    expect((await ask('DELETE', '/streams/gate')).status).toBe(200);
    expect((await ask('GET', '/streams')).body).toEqual([]);
  });

  it.each([
    { call: ['GET', '/streams/none'], status: 404, code: 'stream.unknown' },
    { call: ['DELETE', '/streams/none'], status: 404, code: 'stream.unknown' },
    { call: ['PUT', '/streams/a%20b', SPEC], status: 400, code: 'request.bad-body' },
    { call: ['PUT', '/streams/x', '{'], status: 400, code: 'request.bad-body' },
    {
      call: ['PUT', '/streams/x', { source: { kind: 'ftp' } }],
      status: 400,
      code: 'request.bad-body',
    },
    { call: ['PUT', '/streams/x', { ...SPEC, wrong: 1 }], status: 400, code: 'request.bad-body' },
    {
      call: ['PUT', '/streams/x', `"${'x'.repeat(70_000)}"`],
      status: 400,
      code: 'request.bad-body',
    },
    { call: ['POST', '/streams/x', SPEC], status: 405, code: 'request.bad-method' },
    { call: ['PUT', '/streams', SPEC], status: 405, code: 'request.bad-method' },
  ] as const)(
    'answers $code to $call.0 $call.1',
    async ({ call: [method, path, body], status, code }) => {
      expect(await ask(method, path, body)).toMatchObject({ status, body: { code } });
    },
  );

  it.each([
    { from: 'a page', headers: { Origin: 'http://127.0.0.1' } },
    { from: 'a name that leads here', headers: { Host: 'evil.example' } },
    { from: 'a proxy', headers: { 'X-Forwarded-For': '10.0.0.9' } },
  ])('refuses $from', async ({ headers }) => {
    const answer = await ask('PUT', '/streams/x', SPEC, { ...headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'request.not-local' } });
    expect((await ask('GET', '/streams')).body).toEqual([]);
  });

  it('with a secret, only control puts streams', async () => {
    await using other = await open({ LUKOU_CLUSTER_SECRET: 'a secret of the cluster' });
    const answer = await ask('GET', '/streams', undefined, {}, other.mediaPort);
    expect(answer).toMatchObject({ status: 404, body: { code: 'request.bad-path' } });
  });
});

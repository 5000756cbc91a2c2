import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasOpenssl, issueCertificate } from '../common/testing.ts';
import { readEnv } from './platform/env.ts';
import { workerLogger } from './platform/logger.ts';
import { clipArguments, runFfmpeg } from './testkit/clips.ts';
import { hasFfmpeg } from './testkit/ffmpeg.ts';
import { openWorker, type Worker } from './worker.ts';

const HOST = '127.0.0.1';
const run = promisify(execFile);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lukou-tls-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const issue = (name: string) => issueCertificate(folder, name);

function freePorts(): Record<string, string> {
  const names = ['MEDIA', 'RTMP', 'RTSP', 'WEBRTC', 'HTTPS', 'RTMPS', 'RTSPS'];
  return Object.fromEntries(names.map((name) => [`LUKOU_${name}_PORT`, '0']));
}

function variables(files: { cert: string; key: string }): Record<string, string> {
  return { LUKOU_TLS_CERT: files.cert, LUKOU_TLS_KEY: files.key };
}

describe.skipIf(!hasOpenssl)('a certificate', () => {
  it('needs its key', () => {
    expect(readEnv({ LUKOU_TLS_CERT: '/a' })).toEqual({
      ok: false,
      problems: ['LUKOU_TLS_KEY goes together with LUKOU_TLS_CERT'],
    });
  });
});

it.skipIf(!hasOpenssl)(
  'a worker with a certificate tells the server where it is encrypted',
  async () => {
    const reported = Promise.withResolvers<string>();
    const server = createServer((request, response) => {
      text(request).then(reported.resolve, reported.reject);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    const { port } = server.address() as AddressInfo;
    const read = readEnv({
      ...freePorts(),
      ...variables(issue('reporting')),
      LUKOU_CLUSTER_SECRET: 'a secret of sixteen or more',
      LUKOU_SERVER_URL: `http://${HOST}:${port}`,
    });
    if (!read.ok) throw new Error(read.problems.join());
    await using worker = await openWorker(read.env, workerLogger('silent'));
    const report = JSON.parse(await reported.promise);
    server.closeAllConnections();
    server.close();
    expect([report.httpsPort, report.rtmpsPort, report.rtspsPort]).toEqual([
      worker.secure?.https,
      worker.secure?.rtmps,
      worker.secure?.rtsps,
    ]);
  },
);

describe.skipIf(!hasFfmpeg || !hasOpenssl)('a worker with a certificate', () => {
  let worker: Worker;
  let publisher: Disposable;
  beforeAll(async () => {
    const read = readEnv({ ...freePorts(), ...variables(issue('worker')) });
    if (!read.ok) throw new Error(read.problems.join());
    worker = await openWorker(read.env, workerLogger('silent'));
    publisher = runFfmpeg([
      ...['-re', ...clipArguments({ seconds: 60 }), '-f', 'flv'],
      `rtmps://${HOST}:${worker.secure?.rtmps}/live/cam`,
    ]);
    await vi.waitFor(
      async () => {
        const stream = await fetch(`http://${HOST}:${worker.mediaPort}/streams/cam`);
        expect(await stream.json()).toMatchObject({ state: 'live' });
      },
      { timeout: 15_000 },
    );
  }, 30_000);
  afterAll(async () => {
    publisher[Symbol.dispose]();
    await worker[Symbol.asyncDispose]();
  });

  it.each([
    { scheme: 'https', path: '/live/cam.flv' },
    { scheme: 'https', path: '/live/cam.ts' },
    { scheme: 'rtmps', path: '/live/cam' },
    { scheme: 'rtsps', path: '/live/cam' },
  ] as const)(
    'plays over $scheme $path what ffmpeg published over rtmps',
    async ({ scheme, path }) => {
      const url = `${scheme}://${HOST}:${worker.secure?.[scheme]}${path}`;
      const { stdout } = await run('/usr/bin/ffprobe', [
        ...['-v', 'error', '-show_entries', 'stream=codec_name,width', '-of', 'csv=p=0', url],
      ]);
      // MPEG-TS lists them once more, in their program.
      const found = new Set(stdout.split('\n').filter((line) => line !== ''));
      expect([...found].sort()).toEqual(['aac', 'h264,320']);
    },
  );

  it('plays over wss', async () => {
    const head = `GET /live/cam.flv HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;
    const socket = connect({ host: HOST, port: worker.secure?.https, rejectUnauthorized: false });
    socket.write(head);
    let text = '';
    for await (const bytes of socket) {
      text += bytes.toString('latin1');
      if (text.includes('FLV\u0001')) break;
    }
    expect(text).toMatch(/^HTTP\/1\.1 101 /);
    expect(text).toContain('FLV\u0001');
  });
});

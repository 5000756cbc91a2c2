import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { get as secureGet } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, openCertificate } from '../../common/certificate.ts';
import { hasOpenssl, issueCertificate } from '../../common/testing.ts';
import { closeServer, listen } from './listen.ts';
import { clientFacts } from './request.ts';
import { speakHttps } from './secure.ts';

describe.skipIf(!hasOpenssl)('HTTPS and HTTP on one port', () => {
  let folder: string;
  let certificate: Certificate;
  let server: Server;
  let silent: Disposable;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lukou-https-'));
    certificate = await openCertificate(issueCertificate(folder, 'lukou'), () => {});
    server = createServer((request, response) => {
      const { secure } = clientFacts(request, false);
      void text(request).then((body) =>
        response.end(`${secure ? 'https' : 'http'} ${request.method} ${body}`),
      );
    });
    silent = speakHttps(server, certificate);
    await listen(server, 0, '127.0.0.1');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    silent[Symbol.dispose]();
    await closeServer(server);
    await certificate[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  function overTls(): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false };
      secureGet(options, resolve).on('error', reject);
    });
  }

  function opened(): Promise<Socket> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
      sockets.push(socket);
    });
  }

  it('knows which it is, and keeps every byte', async () => {
    expect(await text(await overTls())).toBe('https GET ');
    const body = 'b'.repeat(200_000);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    expect(await answer.text()).toBe(`http POST ${body}`);
  });

  it('takes a request byte by byte', async () => {
    const socket = await opened();
    for (const byte of 'GET / HTTP/1.0\r\n\r\n')
      await new Promise((resolve) => socket.write(byte, resolve));
    expect(await text(socket)).toContain('http GET');
  });

  it('junk and half a handshake harm nobody', async () => {
    const junk = await opened();
    junk.on('error', () => {});
    const closed = new Promise((resolve) => junk.once('close', resolve));
    junk.resume().end(Buffer.from([22, 3, 1, 0xff, 0xff, 9, 9, 9]));
    await closed;
    expect(await text(await overTls())).toBe('https GET ');
  });

  it('closes although somebody is connected and silent', async () => {
    const socket = await opened();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await text(await overTls())).toBe('https GET ');
    silent[Symbol.dispose]();
    await closeServer(server);
    await closed;
    expect(server.listening).toBe(false);
  });
});

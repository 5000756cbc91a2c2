// OpenSSL is the judge of our handshake: it makes the same keys or it complains.
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { MediaError } from '../../../media/errors.ts';
import { keyingBytes, SRTP_PROFILES } from '../srtp/keys.ts';
import { selfSigned } from './certificate.ts';
import { fragmentsOf, HandshakeReader, handshakeMessage } from './fragments.ts';
import { parseRecords, RecordWriter } from './record.ts';
import { DtlsServer } from './server.ts';

const OPENSSL = '/usr/bin/openssl';
const NOW = Date.UTC(2026, 0, 1);
const profiles = SRTP_PROFILES.map((one) => ({ id: one.id, keyingBytes: keyingBytes(one) }));
const folder = mkdtempSync(join(tmpdir(), 'lukou-dtls-'));
afterAll(() => rmSync(folder, { recursive: true }));

function pem(der: Uint8Array, name: string): string {
  return `-----BEGIN ${name}-----\n${Buffer.from(der).toString('base64')}\n-----END ${name}-----\n`;
}

/** A server on a UDP port, and OpenSSL's client against it; `lose` says which datagrams to the client get lost. */
async function shakeHands(options: {
  readonly fingerprint?: string;
  readonly srtp: string;
  readonly length: number;
  readonly lose?: (count: number) => boolean;
}) {
  const client = selfSigned('client', NOW);
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const key = client.privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(files.cert, pem(client.der, 'CERTIFICATE'));
  writeFileSync(files.key, key);
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const done = Promise.withResolvers<{ profile: number; keys: string } | MediaError>();
  const closed = Promise.withResolvers<void>();
  let port = 0;
  let sent = 0;
  const server = new DtlsServer({
    certificate: selfSigned('lukou', NOW),
    fingerprints: [options.fingerprint ?? client.fingerprint],
    profiles,
    send: (datagram) => {
      sent += 1;
      if (!options.lose?.(sent)) socket.send(datagram, port, '127.0.0.1');
    },
    secured: (profile, keys) => done.resolve({ profile, keys: keys.toString('hex') }),
    closed: () => closed.resolve(),
  });
  socket.on('message', (datagram, from) => {
    port = from.port;
    try {
      server.receive(datagram);
    } catch (thrown) {
      if (thrown instanceof MediaError) done.resolve(thrown);
      else done.reject(thrown);
    }
  });
  const at = `127.0.0.1:${socket.address().port}`;
  const exporter = ['-keymatexport', 'EXTRACTOR-dtls_srtp', '-keymatexportlen'];
  const child = spawn(OPENSSL, [
    ...['s_client', '-dtls1_2', '-connect', at, '-use_srtp', options.srtp],
    ...['-cert', files.cert, '-key', files.key, ...exporter, String(options.length)],
  ]);
  let output = '';
  const exported = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const material = /Keying material: ([0-9A-F]+)/.exec(output)?.[1];
    if (material) exported.resolve(material.toLowerCase());
  });
  const outcome = await done.promise;
  return {
    outcome,
    exported: exported.promise,
    closed: closed.promise,
    end: async () => {
      child.kill();
      await once(child, 'exit');
      socket.close();
    },
    hangUp: () => child.stdin.end(),
  };
}

describe.skipIf(!existsSync(OPENSSL))('against OpenSSL', () => {
  it.each([
    { srtp: 'SRTP_AEAD_AES_128_GCM', profile: 7, length: 56 },
    { srtp: 'SRTP_AES128_CM_SHA1_80', profile: 1, length: 60 },
  ])('makes the same keys for $srtp, and hears the goodbye', async ({ srtp, profile, length }) => {
    const { outcome, exported, closed, hangUp, end } = await shakeHands({ srtp, length });
    expect(outcome).toEqual({ profile, keys: await exported });
    hangUp();
    await closed;
    await end();
  });

  it('sends a lost flight again when the client repeats its own', async () => {
    const lose = (count: number) => count === 1 || count === 3;
    const shaken = await shakeHands({ srtp: 'SRTP_AEAD_AES_128_GCM', length: 56, lose });
    expect(shaken.outcome).toEqual({ profile: 7, keys: await shaken.exported });
    await shaken.end();
  });

  it('refuses a certificate that the offer did not announce', async () => {
    const fingerprint = selfSigned('somebody else', NOW).fingerprint;
    const shaken = await shakeHands({ fingerprint, srtp: 'SRTP_AEAD_AES_128_GCM', length: 56 });
    expect(shaken.outcome).toMatchObject({ context: { code: 'dtls.wrong-certificate' } });
    await shaken.end();
  });
});

it('the certificate is read by others, and is signed by its own key', () => {
  const { der, fingerprint } = selfSigned('lukou', NOW);
  const certificate = new X509Certificate(der);
  expect(certificate.subject).toBe('CN=lukou');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(`sha-256 ${certificate.fingerprint256}`).toBe(fingerprint);
  expect(certificate.validFromDate.getTime()).toBe(NOW - 24 * 3_600_000);
});

describe('handshake fragments', () => {
  it('come together in any order, with repetitions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 4_000 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        (bodies, order) => {
          const messages = bodies.map((body, number) => handshakeMessage(1, number, body));
          const shuffled = messages
            .flatMap((message) => fragmentsOf(message))
            .flatMap((fragment) => [fragment, fragment])
            .map((fragment) => ({ fragment, at: order.next().value ?? 0 }))
            .sort((one, other) => one.at - other.at);
          const reader = new HandshakeReader();
          const read = shuffled.flatMap(({ fragment }) => reader.push(fragment));
          expect(read.map(({ body }) => Buffer.from(body))).toEqual(
            bodies.map((body) => Buffer.from(body)),
          );
        },
      ),
    );
  });

  it('are bounded: a message too large or too far ahead is left out', () => {
    const reader = new HandshakeReader();
    const huge = handshakeMessage(1, 0, new Uint8Array(20_000));
    expect(fragmentsOf(huge).flatMap((fragment) => reader.push(fragment))).toEqual([]);
    expect(reader.push(handshakeMessage(1, 9, new Uint8Array(1)).bytes)).toEqual([]);
  });
});

describe('arbitrary bytes', () => {
  const server = () =>
    new DtlsServer({
      certificate: selfSigned('lukou', NOW),
      fingerprints: [],
      profiles,
      send: () => {},
      secured: () => {},
      closed: () => {},
    });

  it('are no records, or records within the datagram', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (datagram) => {
        const records = parseRecords(datagram);
        const bytes = records.reduce((sum, { body }) => sum + 13 + body.length, 0);
        expect(bytes).toBeLessThanOrEqual(datagram.length);
      }),
    );
  });

  it('as handshake messages are ignored, or refused with a code', () => {
    const one = server();
    fc.assert(
      fc.property(fc.nat(30), fc.uint8Array({ maxLength: 600 }), (type, body) => {
        const record = new RecordWriter().write(22, handshakeMessage(type, 0, body).bytes);
        try {
          server().receive(record);
          one.receive(body);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(MediaError);
          expect(thrown).not.toMatchObject({ kind: 'bug' });
        }
      }),
      { numRuns: 60 },
    );
  });
});

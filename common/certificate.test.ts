import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCertificate } from './certificate.ts';
import { hasOpenssl, issueCertificate, nameShownBy } from './testing.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lukou-certificate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasOpenssl)('a certificate', () => {
  it('is changed without a restart, and kept while its files are broken', async () => {
    const troubles: unknown[] = [];
    await using certificate = await openCertificate(issueCertificate(folder, 'first'), (error) =>
      troubles.push(error),
    );
    const server = certificate.server((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await nameShownBy(port)).toBe('first');
    expect(await certificate.reload()).toBe(false);
    issueCertificate(folder, 'second');
    expect(await certificate.reload()).toBe(true);
    expect(await nameShownBy(port)).toBe('second');
    writeFileSync(join(folder, 'cert.pem'), 'half a certif');
    expect(await certificate.reload()).toBe(false);
    expect(troubles).toHaveLength(1);
    expect(await nameShownBy(port)).toBe('second');
  });

  it('that is not there is said in a sentence', async () => {
    await expect(openCertificate({ cert: '/none', key: '/none' }, () => {})).rejects.toThrow(
      /^LUKOU_TLS_CERT and LUKOU_TLS_KEY cannot be used: .*\/none/,
    );
  });
});

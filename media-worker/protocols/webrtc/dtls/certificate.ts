// A self-signed certificate (RFC 5280) for DTLS: what vouches for it is its fingerprint in the SDP (RFC 8122).
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** Certificate in DER, its key, and its SHA-256 as SDP writes it. */
export type DtlsCertificate = {
  readonly der: Uint8Array;
  readonly privateKey: KeyObject;
  readonly fingerprint: string;
};

const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const DAY_MS = 24 * 3_600_000;
/** Peers look at the fingerprint only; a worker is not up for longer. */
const VALID_MS = 10 * 365 * DAY_MS;

function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length =
    body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);

/** UTCTime up to 2049, GeneralizedTime from then on: RFC 5280 §4.1.2.5, which browsers insist on. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
  if (digits < '2050') return der(0x17, Buffer.from(`${digits.slice(2)}Z`));
  return der(0x18, Buffer.from(`${digits}Z`));
}

/** Makes a P-256 key and a certificate over it, valid from `nowMs`. */
export function selfSigned(name: string, nowMs: number): DtlsCertificate {
  const keys = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const privateKey = createPrivateKey({ key: keys.privateKey, type: 'pkcs8', format: 'der' });
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const subject = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const serial = der(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(8)]));
  const validity = sequence(time(nowMs - DAY_MS), time(nowMs + VALID_MS));
  const version3 = der(0xa0, der(0x02, Buffer.of(2)));
  const body = sequence(version3, serial, algorithm, subject, validity, subject, keys.publicKey);
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const bytes = sequence(body, algorithm, signature);
  return { der: bytes, privateKey, fingerprint: `sha-256 ${fingerprintOf(bytes, 'sha256')}` };
}

const HASHES: Readonly<Record<string, string>> = {
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/** Whether a certificate is the one an `a=fingerprint` value speaks of; hashes that are broken do not count. */
export function matchesFingerprint(certificate: Uint8Array, fingerprint: string): boolean {
  const [name = '', hex = ''] = fingerprint.trim().split(/\s+/);
  const hash = HASHES[name.toLowerCase()];
  return hash !== undefined && fingerprintOf(certificate, hash) === hex.toUpperCase();
}

function fingerprintOf(certificate: Uint8Array, hash: string): string {
  const hex = createHash(hash).update(certificate).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}

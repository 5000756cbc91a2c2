// Handshake message bodies: RFC 5246 §7.4, RFC 8422 (ECDHE_ECDSA), RFC 5764 §4.1 (use_srtp), RFC 7627, RFC 5746.
import { ByteReader } from '../../../media/byte-reader.ts';
import { ByteWriter } from '../../../media/byte-writer.ts';
import { DTLS_1_2 } from './record.ts';

/** HandshakeType values. */
export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: every WebRTC implementation has it (RFC 8827 §6.5). */
export const CIPHER_SUITE = 0xc02b;
export const SECP256R1 = 23;
export const ECDSA_SHA256 = 0x0403;
const NAMED_CURVE = 3;
const RANDOM_BYTES = 32;
const EXTENSION = {
  supportedGroups: 10,
  pointFormats: 11,
  useSrtp: 14,
  extendedMasterSecret: 23,
  renegotiation: 0xff01,
} as const;
/** ECDSA, RSA-PSS and RSA signatures a client may prove its certificate with. */
const CLIENT_SIGNATURES = [ECDSA_SHA256, 0x0503, 0x0804, 0x0401];
const ECDSA_SIGN = 64;
const RSA_SIGN = 1;

export type ClientHello = {
  readonly random: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly groups: readonly number[];
  /** In the client's order of preference; empty without use_srtp. */
  readonly srtpProfiles: readonly number[];
  readonly extendedMasterSecret: boolean;
};

function numbers(reader: ByteReader): number[] {
  const out: number[] = [];
  while (reader.remaining >= 2) out.push(reader.u16());
  return out;
}

function extensions(reader: ByteReader): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  if (reader.remaining === 0) return found;
  const list = new ByteReader(reader.take(reader.u16()));
  while (list.remaining > 0) found.set(list.u16(), list.take(list.u16()));
  return found;
}

/** A list behind its 16-bit length; nothing where the extension is missing. */
function listOf(extension: Uint8Array | undefined): number[] {
  if (!extension) return [];
  const reader = new ByteReader(extension);
  return numbers(new ByteReader(reader.take(reader.u16())));
}

/** @throws `malformed` */
export function parseClientHello(body: Uint8Array): ClientHello {
  const reader = new ByteReader(body);
  reader.skip(2); // client_version: 1.3 clients say 1.2 here too
  const random = reader.take(RANDOM_BYTES).slice();
  reader.skip(reader.u8()); // session id
  reader.skip(reader.u8()); // cookie
  const cipherSuites = numbers(new ByteReader(reader.take(reader.u16())));
  reader.skip(reader.u8()); // compression methods
  const found = extensions(reader);
  return {
    random,
    cipherSuites,
    groups: listOf(found.get(EXTENSION.supportedGroups)),
    srtpProfiles: listOf(found.get(EXTENSION.useSrtp)),
    extendedMasterSecret: found.has(EXTENSION.extendedMasterSecret),
  };
}

function extension(type: number, value: readonly number[]): Uint8Array {
  return new ByteWriter().u16(type).u16(value.length).bytes(Uint8Array.from(value)).finish();
}

export function serverHello(
  random: Uint8Array,
  srtpProfile: number,
  extendedMasterSecret: boolean,
): Uint8Array {
  const chosen = Buffer.concat([
    extension(EXTENSION.renegotiation, [0]),
    extension(EXTENSION.pointFormats, [1, 0]),
    extension(EXTENSION.useSrtp, [0, 2, srtpProfile >> 8, srtpProfile & 0xff, 0]),
    ...(extendedMasterSecret ? [extension(EXTENSION.extendedMasterSecret, [])] : []),
  ]);
  const writer = new ByteWriter().u16(DTLS_1_2).bytes(random).u8(0).u16(CIPHER_SUITE).u8(0);
  return writer.u16(chosen.length).bytes(chosen).finish();
}

export function certificateList(certificate: Uint8Array): Uint8Array {
  const { length } = certificate;
  return new ByteWriter()
    .u24(length + 3)
    .u24(length)
    .bytes(certificate)
    .finish();
}

/** The client's own certificate, the first of its list; `null` for an empty list. @throws `malformed` */
export function parseCertificate(body: Uint8Array): Uint8Array | null {
  const outer = new ByteReader(body);
  const list = new ByteReader(outer.take(outer.u24()));
  return list.remaining === 0 ? null : list.take(list.u24()).slice();
}

/** Curve and public point: what the server signs together with both randoms. */
export function ecdhParameters(point: Uint8Array): Uint8Array {
  return new ByteWriter().u8(NAMED_CURVE).u16(SECP256R1).u8(point.length).bytes(point).finish();
}

export function serverKeyExchange(parameters: Uint8Array, signature: Uint8Array): Uint8Array {
  const writer = new ByteWriter().bytes(parameters).u16(ECDSA_SHA256);
  return writer.u16(signature.length).bytes(signature).finish();
}

export function certificateRequest(): Uint8Array {
  const writer = new ByteWriter().u8(2).u8(ECDSA_SIGN).u8(RSA_SIGN);
  writer.u16(CLIENT_SIGNATURES.length * 2);
  for (const scheme of CLIENT_SIGNATURES) writer.u16(scheme);
  return writer.u16(0).finish();
}

/** The client's public point. @throws `malformed` */
export function parseClientKeyExchange(body: Uint8Array): Uint8Array {
  const reader = new ByteReader(body);
  return reader.take(reader.u8()).slice();
}

/** @throws `malformed` */
export function parseCertificateVerify(body: Uint8Array): {
  readonly scheme: number;
  readonly signature: Uint8Array;
} {
  const reader = new ByteReader(body);
  return { scheme: reader.u16(), signature: reader.take(reader.u16()).slice() };
}

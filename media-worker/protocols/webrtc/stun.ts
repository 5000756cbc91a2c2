// STUN as ICE uses it: RFC 8489 (messages, short-term credentials, fingerprint), RFC 8445 §7.1 and §16.1 (attributes).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../../media/byte-writer.ts';
import { u8, u16, u32 } from '../../media/bytes.ts';

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112_a442;
/** RFC 8489 §14.7: tells STUN from other protocols on the same port. */
const FINGERPRINT_XOR = 0x5354_554e;
const INTEGRITY_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const BINDING_ERROR = 0x0111;
const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  errorCode: 0x0009,
  xorMappedAddress: 0x0020,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  controlling: 0x802a,
} as const;

/** One STUN message of which the outer form is right; whether its sender knows the password is another question. */
export type StunMessage = {
  readonly kind: 'request' | 'success' | 'error';
  /** 12 bytes that tie a response to its request. */
  readonly transaction: Uint8Array;
  readonly username: string | null;
  readonly useCandidate: boolean;
  /** Where a response says its request came from. */
  readonly mapped: { readonly address: string; readonly port: number } | null;
  /** Offset of MESSAGE-INTEGRITY, -1 without one. Attributes behind it are not looked at. */
  readonly integrityAt: number;
};

const KINDS: Readonly<Record<number, StunMessage['kind']>> = {
  [BINDING_REQUEST]: 'request',
  [BINDING_SUCCESS]: 'success',
  [BINDING_ERROR]: 'error',
};

type Attribute = { readonly type: number; readonly at: number; readonly value: Uint8Array };

/** `null` when the lengths do not add up. */
function attributes(bytes: Uint8Array): Attribute[] | null {
  const found: Attribute[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const length = u16(bytes, at + 2);
    const end = at + 4 + length;
    if (at + 4 > bytes.length || end > bytes.length) return null;
    found.push({ type: u16(bytes, at), at, value: bytes.subarray(at + 4, end) });
    at = end + (-length & 3);
  }
  return found;
}

/** A binding request or response; `null` for everything else, also for one with a wrong fingerprint. Total. */
export function parseStun(bytes: Uint8Array): StunMessage | null {
  const kind = KINDS[u16(bytes, 0)];
  if (bytes.length < HEADER_BYTES || u32(bytes, 4) !== MAGIC_COOKIE || !kind) return null;
  if (u16(bytes, 2) !== bytes.length - HEADER_BYTES || bytes.length % 4 !== 0) return null;
  const all = attributes(bytes);
  if (!all || !fingerprintHolds(bytes, all.at(-1))) return null;
  const integrity = all.findIndex(({ type }) => type === ATTRIBUTE.integrity);
  const covered = integrity < 0 ? all : all.slice(0, integrity);
  const value = (type: number) => covered.find((one) => one.type === type)?.value ?? null;
  const username = value(ATTRIBUTE.username);
  const transaction = Uint8Array.from(bytes.subarray(8, HEADER_BYTES));
  return {
    kind,
    transaction,
    username: username && Buffer.from(username).toString('utf8'),
    useCandidate: value(ATTRIBUTE.useCandidate) !== null,
    mapped: mappedAddress(value(ATTRIBUTE.xorMappedAddress), transaction),
    integrityAt: all[integrity]?.at ?? -1,
  };
}

function fingerprintHolds(bytes: Uint8Array, last: Attribute | undefined): boolean {
  if (last?.type !== ATTRIBUTE.fingerprint) return true;
  return u32(last.value, 0) === fingerprint(bytes.subarray(0, last.at));
}

function fingerprint(before: Uint8Array): number {
  return (crc32(before) ^ FINGERPRINT_XOR) >>> 0;
}

/** The message was made by somebody who knows the password. Constant time. */
export function isAuthentic(bytes: Uint8Array, message: StunMessage, password: string): boolean {
  const { integrityAt } = message;
  const given = bytes.subarray(integrityAt + 4, integrityAt + 4 + INTEGRITY_BYTES);
  if (integrityAt < 0 || given.length !== INTEGRITY_BYTES) return false;
  return timingSafeEqual(given, integrity(bytes.subarray(0, integrityAt), password));
}

/** What the hash covers pretends that the message ends with it: RFC 8489 §14.5. */
function integrity(before: Uint8Array, password: string): Uint8Array {
  const covered = Buffer.from(before);
  covered.writeUInt16BE(before.length - HEADER_BYTES + 4 + INTEGRITY_BYTES, 2);
  return createHmac('sha1', password).update(covered).digest();
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  const writer = new ByteWriter().u16(type).u16(value.length).bytes(value);
  for (let pad = -value.length & 3; pad > 0; pad--) writer.u8(0);
  return writer.finish();
}

/** Header, attributes, integrity and fingerprint. */
function message(
  type: number,
  transaction: Uint8Array,
  body: readonly Uint8Array[],
  password: string,
): Uint8Array {
  const plain = Buffer.concat(body);
  const head = new ByteWriter().u16(type).u16(plain.length).u32(MAGIC_COOKIE).bytes(transaction);
  const covered = Buffer.concat([head.finish(), plain]);
  const sealed = Buffer.concat([
    covered,
    attribute(ATTRIBUTE.integrity, integrity(covered, password)),
  ]);
  sealed.writeUInt16BE(sealed.length - HEADER_BYTES + 8, 2);
  const check = new ByteWriter().u32(fingerprint(sealed)).finish();
  return Buffer.concat([sealed, attribute(ATTRIBUTE.fingerprint, check)]);
}

export type StunPeer = { readonly address: string; readonly port: number };

/** The answer to a request that came from `peer`. */
export function bindingSuccess(
  transaction: Uint8Array,
  peer: StunPeer,
  password: string,
): Uint8Array {
  const value = attribute(ATTRIBUTE.xorMappedAddress, xorAddress(peer, transaction));
  return message(BINDING_SUCCESS, transaction, [value], password);
}

/** The request of a controlling full agent, as a browser sends it: for our own clients. */
export function bindingRequest(
  transaction: Uint8Array,
  username: string,
  password: string,
): Uint8Array {
  const body = [
    attribute(ATTRIBUTE.username, Buffer.from(username)),
    attribute(ATTRIBUTE.priority, new ByteWriter().u32(0x6e00_01ff).finish()),
    attribute(ATTRIBUTE.controlling, transaction.slice(0, 8)),
    attribute(ATTRIBUTE.useCandidate, new Uint8Array(0)),
  ];
  return message(BINDING_REQUEST, transaction, body, password);
}

/** Cookie and transaction, which an XOR-MAPPED-ADDRESS is mixed with. */
function mask(transaction: Uint8Array): Uint8Array {
  return new ByteWriter().u32(MAGIC_COOKIE).bytes(transaction).finish();
}

function xorAddress({ address, port }: StunPeer, transaction: Uint8Array): Uint8Array {
  const mixed = mask(transaction);
  const plain = addressBytes(address);
  const writer = new ByteWriter().u8(0).u8(plain.length === 4 ? 1 : 2);
  writer.u16(port ^ (MAGIC_COOKIE >>> 16));
  return writer.bytes(plain.map((byte, index) => byte ^ u8(mixed, index))).finish();
}

function mappedAddress(value: Uint8Array | null, transaction: Uint8Array): StunMessage['mapped'] {
  if (!value || (value.length !== 8 && value.length !== 20)) return null;
  const mixed = mask(transaction);
  const plain = value.slice(4).map((byte, index) => byte ^ u8(mixed, index));
  return { address: addressText(plain), port: u16(value, 2) ^ (MAGIC_COOKIE >>> 16) };
}

function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  // The URL parser writes every IPv6 address in hexadecimal groups, IPv4 tails included.
  const text = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  return Uint8Array.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16)]));
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => u16(bytes, index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

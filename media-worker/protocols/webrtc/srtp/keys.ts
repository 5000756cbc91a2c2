// SRTP session keys: RFC 3711 §4.3, with the profiles of RFC 5764 §4.1.2 and RFC 7714 §14.2.
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { u8 } from '../../../media/bytes.ts';

/** A protection profile: its number in use_srtp and the bytes of its salt; all have 128-bit keys. */
export type SrtpProfile = { readonly id: number; readonly saltBytes: number };

/** AEAD_AES_128_GCM: one pass, half the processor time of the other. */
export const AEAD_AES_128_GCM: SrtpProfile = { id: 0x0007, saltBytes: 12 };
/** AES128_CM_HMAC_SHA1_80: what everybody has. */
export const AES128_CM_HMAC_SHA1_80: SrtpProfile = { id: 0x0001, saltBytes: 14 };
export const SRTP_PROFILES: readonly SrtpProfile[] = [AEAD_AES_128_GCM, AES128_CM_HMAC_SHA1_80];

const KEY_BYTES = 16;
const AUTH_KEY_BYTES = 20;
/** 112 bits: a shorter salt is filled up with zeros behind it (RFC 7714 §11). */
const KDF_SALT_BYTES = 14;
/** Where the label is mixed into the salt, the key derivation rate being 0. */
const LABEL_AT = 7;

/** What one direction is encrypted with; `auth` is not used by AEAD. */
export type SessionKeys = {
  readonly key: KeyObject;
  readonly auth: KeyObject;
  readonly salt: Uint8Array;
};
export type DirectionKeys = { readonly rtp: SessionKeys; readonly rtcp: SessionKeys };

/** Bytes that the handshake has to export for both directions. */
export function keyingBytes({ saltBytes }: SrtpProfile): number {
  return 2 * (KEY_BYTES + saltBytes);
}

/** `length` bytes of the AES-CM key derivation function for a label. */
export function deriveSrtp(
  masterKey: Uint8Array,
  masterSalt: Uint8Array,
  label: number,
  length: number,
): Buffer {
  const counter = Buffer.alloc(16);
  counter.set(masterSalt.subarray(0, KDF_SALT_BYTES));
  counter.writeUInt8(u8(counter, LABEL_AT) ^ label, LABEL_AT);
  return createCipheriv('aes-128-ctr', masterKey, counter).update(Buffer.alloc(length));
}

/** Labels 0–2 are RTP's key, authentication key and salt, 3–5 RTCP's. */
function sessionKeys(
  masterKey: Uint8Array,
  masterSalt: Uint8Array,
  firstLabel: number,
): SessionKeys {
  const derive = (label: number, length: number) =>
    deriveSrtp(masterKey, masterSalt, firstLabel + label, length);
  return {
    key: createSecretKey(derive(0, KEY_BYTES)),
    auth: createSecretKey(derive(1, AUTH_KEY_BYTES)),
    salt: derive(2, masterSalt.length),
  };
}

/** The keys of one direction from its master key and salt. */
export function directionKeys(masterKey: Uint8Array, masterSalt: Uint8Array): DirectionKeys {
  return {
    rtp: sessionKeys(masterKey, masterSalt, 0),
    rtcp: sessionKeys(masterKey, masterSalt, 3),
  };
}

/** Cuts exported keying material into both directions: RFC 5764 §4.2. */
export function exportedKeys(
  { saltBytes }: SrtpProfile,
  material: Uint8Array,
): { readonly client: DirectionKeys; readonly server: DirectionKeys } {
  const key = (at: number) => material.subarray(at, at + KEY_BYTES);
  const salt = (index: number) => {
    const at = 2 * KEY_BYTES + index * saltBytes;
    return material.subarray(at, at + saltBytes);
  };
  return {
    client: directionKeys(key(0), salt(0)),
    server: directionKeys(key(KEY_BYTES), salt(1)),
  };
}

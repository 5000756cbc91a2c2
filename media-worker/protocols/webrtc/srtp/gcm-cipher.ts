// AEAD_AES_128_GCM for SRTP: RFC 7714 §8 and §9.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { concatBytes, u8, u32 } from '../../../media/bytes.ts';
import type { DirectionKeys } from './keys.ts';
import { ENCRYPTED_FLAG, RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, type SrtpCipher } from './layout.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals and opens with AES-GCM; the header is authenticated, not encrypted. */
export class GcmCipher implements SrtpCipher {
  readonly tagBytes = TAG_BYTES;
  readonly indexFromEnd = RTCP_INDEX_BYTES;
  readonly #keys: DirectionKeys;
  /** One for all packets of this direction: the cipher copies it. */
  readonly #iv = Buffer.alloc(IV_BYTES);

  constructor(keys: DirectionKeys) {
    this.#keys = keys;
  }

  sealRtp(packet: Buffer, headerBytes: number, index: number): void {
    const { key, salt } = this.#keys.rtp;
    const end = packet.length - TAG_BYTES;
    this.#rtpIv(u32(packet, 8), index, salt);
    const cipher = createCipheriv('aes-128-gcm', key, this.#iv);
    cipher.setAAD(packet.subarray(0, headerBytes));
    packet.set(cipher.update(packet.subarray(headerBytes, end)), headerBytes);
    cipher.final();
    packet.set(cipher.getAuthTag(), end);
  }

  openRtp(packet: Uint8Array, headerBytes: number, index: number): Uint8Array | null {
    const { key, salt } = this.#keys.rtp;
    this.#rtpIv(u32(packet, 8), index, salt);
    const head = packet.subarray(0, headerBytes);
    const plain = this.#open(key, head, packet.subarray(headerBytes));
    return plain && concatBytes([head, plain]);
  }

  sealRtcp(packet: Uint8Array, index: number): Uint8Array {
    const { key, salt } = this.#keys.rtcp;
    const head = packet.subarray(0, RTCP_CLEAR_BYTES);
    const word = Buffer.alloc(RTCP_INDEX_BYTES);
    word.writeUInt32BE((ENCRYPTED_FLAG | index) >>> 0);
    this.#rtcpIv(u32(packet, 4), index, salt);
    const cipher = createCipheriv('aes-128-gcm', key, this.#iv);
    cipher.setAAD(Buffer.concat([head, word]));
    const sealed = cipher.update(packet.subarray(RTCP_CLEAR_BYTES));
    cipher.final();
    return Buffer.concat([head, sealed, cipher.getAuthTag(), word]);
  }

  openRtcp(packet: Uint8Array, index: number): Uint8Array | null {
    const { key, salt } = this.#keys.rtcp;
    const end = packet.length - RTCP_INDEX_BYTES;
    const head = packet.subarray(0, RTCP_CLEAR_BYTES);
    this.#rtcpIv(u32(packet, 4), index, salt);
    const authenticated = concatBytes([head, packet.subarray(end)]);
    const plain = this.#open(key, authenticated, packet.subarray(RTCP_CLEAR_BYTES, end));
    return plain && concatBytes([head, plain]);
  }

  #open(key: KeyObject, authenticated: Uint8Array, sealed: Uint8Array): Uint8Array | null {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return null;
    const decipher = createDecipheriv('aes-128-gcm', key, this.#iv);
    decipher.setAAD(authenticated);
    decipher.setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
      return plain;
    } catch {
      return null; // forged or damaged
    }
  }

  /** Two zero bytes, SSRC, rollover counter, sequence number; mixed with the salt. */
  #rtpIv(ssrc: number, index: number, salt: Uint8Array): void {
    this.#iv.writeUInt16BE(0, 0);
    this.#iv.writeUInt32BE(ssrc, 2);
    this.#iv.writeUIntBE(index, 6, 6);
    this.#mix(salt);
  }

  /** Two zero bytes, SSRC, two zero bytes, index. */
  #rtcpIv(ssrc: number, index: number, salt: Uint8Array): void {
    this.#iv.writeUInt16BE(0, 0);
    this.#iv.writeUInt32BE(ssrc, 2);
    this.#iv.writeUInt16BE(0, 6);
    this.#iv.writeUInt32BE(index, 8);
    this.#mix(salt);
  }

  #mix(salt: Uint8Array): void {
    for (let at = 0; at < IV_BYTES; at++) this.#iv[at] = u8(this.#iv, at) ^ u8(salt, at);
  }
}

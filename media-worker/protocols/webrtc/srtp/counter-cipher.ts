// AES128_CM_HMAC_SHA1_80 for SRTP: RFC 3711 §4.1.1 (counter mode) and §4.2.1 (authentication).
import {
  type Cipheriv,
  createCipheriv,
  createDecipheriv,
  createHmac,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { concatBytes, u8, u32 } from '../../../media/bytes.ts';
import { assert } from '../../../media/errors.ts';
import type { DirectionKeys } from './keys.ts';
import { ENCRYPTED_FLAG, RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, type SrtpCipher } from './layout.ts';

const TAG_BYTES = 10;
const BLOCK_BYTES = 16;
/** Larger than any packet we send. */
const MAX_BLOCKS = 128;

/** Seals and opens with AES in counter mode and a truncated HMAC. */
export class CounterCipher implements SrtpCipher {
  readonly tagBytes = TAG_BYTES;
  readonly indexFromEnd = TAG_BYTES + RTCP_INDEX_BYTES;
  readonly #keys: DirectionKeys;
  /** Encrypting counters block by block is counter mode; so the key schedule is made once, not for every packet. */
  readonly #ecb: Cipheriv;
  readonly #counters = Buffer.alloc(MAX_BLOCKS * BLOCK_BYTES);
  readonly #rollover = Buffer.alloc(4);

  constructor(keys: DirectionKeys) {
    this.#keys = keys;
    this.#ecb = createCipheriv('aes-128-ecb', keys.rtp.key, null).setAutoPadding(false);
  }

  sealRtp(packet: Buffer, headerBytes: number, index: number): void {
    const { salt } = this.#keys.rtp;
    const end = packet.length - TAG_BYTES;
    const stream = this.#keystream(counter(salt, u32(packet, 8), index), end - headerBytes);
    for (let at = headerBytes; at < end; at++)
      packet[at] = u8(packet, at) ^ u8(stream, at - headerBytes);
    packet.set(this.#rtpTag(packet.subarray(0, end), index), end);
  }

  openRtp(packet: Uint8Array, headerBytes: number, index: number): Uint8Array | null {
    const { key, salt } = this.#keys.rtp;
    const end = packet.length - TAG_BYTES;
    if (end < headerBytes) return null;
    const tag = this.#rtpTag(packet.subarray(0, end), index);
    if (!timingSafeEqual(tag, packet.subarray(end))) return null;
    const iv = counter(salt, u32(packet, 8), index);
    const plain = decrypted(key, iv, packet.subarray(headerBytes, end));
    return concatBytes([packet.subarray(0, headerBytes), plain]);
  }

  sealRtcp(packet: Uint8Array, index: number): Uint8Array {
    const { key, salt } = this.#keys.rtcp;
    const iv = counter(salt, u32(packet, 4), index);
    const sealed = createCipheriv('aes-128-ctr', key, iv).update(packet.subarray(RTCP_CLEAR_BYTES));
    const word = Buffer.alloc(RTCP_INDEX_BYTES);
    word.writeUInt32BE((ENCRYPTED_FLAG | index) >>> 0);
    const covered = Buffer.concat([packet.subarray(0, RTCP_CLEAR_BYTES), sealed, word]);
    return Buffer.concat([covered, this.#rtcpTag(covered)]);
  }

  openRtcp(packet: Uint8Array, index: number): Uint8Array | null {
    const { key, salt } = this.#keys.rtcp;
    const tagAt = packet.length - TAG_BYTES;
    const end = tagAt - RTCP_INDEX_BYTES;
    if (end < RTCP_CLEAR_BYTES) return null;
    const tag = this.#rtcpTag(packet.subarray(0, tagAt));
    if (!timingSafeEqual(tag, packet.subarray(tagAt))) return null;
    const iv = counter(salt, u32(packet, 4), index);
    const plain = decrypted(key, iv, packet.subarray(RTCP_CLEAR_BYTES, end));
    return concatBytes([packet.subarray(0, RTCP_CLEAR_BYTES), plain]);
  }

  #keystream(iv: Buffer, length: number): Buffer {
    const blocks = Math.ceil(length / BLOCK_BYTES);
    assert(blocks <= MAX_BLOCKS, 'a packet larger than any of ours');
    for (let block = 0; block < blocks; block++) {
      iv.copy(this.#counters, block * BLOCK_BYTES);
      this.#counters.writeUInt16BE(block, block * BLOCK_BYTES + BLOCK_BYTES - 2);
    }
    return this.#ecb.update(this.#counters.subarray(0, blocks * BLOCK_BYTES));
  }

  /** The rollover counter is authenticated without being sent. */
  #rtpTag(packet: Uint8Array, index: number): Buffer {
    this.#rollover.writeUInt32BE(Math.floor(index / 65_536));
    const hmac = createHmac('sha1', this.#keys.rtp.auth).update(packet).update(this.#rollover);
    return hmac.digest().subarray(0, TAG_BYTES);
  }

  #rtcpTag(covered: Uint8Array): Buffer {
    return createHmac('sha1', this.#keys.rtcp.auth).update(covered).digest().subarray(0, TAG_BYTES);
  }
}

/** The first counter block: salt, SSRC and index each in its place; the last 16 bits count blocks. */
function counter(salt: Uint8Array, ssrc: number, index: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.writeUInt32BE(ssrc, 4);
  block.writeUIntBE(index, 8, 6);
  for (let at = 0; at < salt.length; at++) block[at] = u8(block, at) ^ u8(salt, at);
  return block;
}

function decrypted(key: KeyObject, iv: Buffer, sealed: Uint8Array): Uint8Array {
  return createDecipheriv('aes-128-ctr', key, iv).update(sealed);
}

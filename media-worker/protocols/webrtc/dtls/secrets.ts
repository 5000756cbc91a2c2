// Keys of a DTLS 1.2 connection: RFC 5246 §5, §6.3 and §8.1, RFC 7627 (extended master secret), RFC 5705 (exporter).
import { createHmac, createSecretKey } from 'node:crypto';
import type { RecordKey } from './record.ts';

const MASTER_BYTES = 48;
const VERIFY_BYTES = 12;
const KEY_BYTES = 16;
const SALT_BYTES = 4;

/** P_SHA256 of RFC 5246 §5. */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
  const hmac = (...parts: readonly Uint8Array[]) =>
    createHmac('sha256', secret).update(Buffer.concat(parts)).digest();
  const blocks: Buffer[] = [];
  for (let a = hmac(labelled), have = 0; have < length; a = hmac(a)) {
    const block = hmac(a, labelled);
    blocks.push(block);
    have += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

export type Randoms = { readonly client: Uint8Array; readonly server: Uint8Array };

/** `sessionHash`: of the messages up to ClientKeyExchange, where both sides do extended master secret. */
export function masterSecret(
  preMaster: Uint8Array,
  randoms: Randoms,
  sessionHash: Uint8Array | null,
): Buffer {
  if (sessionHash) return prf(preMaster, 'extended master secret', sessionHash, MASTER_BYTES);
  const seed = Buffer.concat([randoms.client, randoms.server]);
  return prf(preMaster, 'master secret', seed, MASTER_BYTES);
}

/** Record keys of both directions for AES_128_GCM. */
export function recordKeys(
  master: Uint8Array,
  randoms: Randoms,
): { readonly client: RecordKey; readonly server: RecordKey } {
  const seed = Buffer.concat([randoms.server, randoms.client]);
  const block = prf(master, 'key expansion', seed, 2 * (KEY_BYTES + SALT_BYTES));
  const key = (at: number) => createSecretKey(block.subarray(at, at + KEY_BYTES));
  const salt = (at: number) => block.subarray(at, at + SALT_BYTES);
  const saltsAt = 2 * KEY_BYTES;
  return {
    client: { key: key(0), salt: salt(saltsAt) },
    server: { key: key(KEY_BYTES), salt: salt(saltsAt + SALT_BYTES) },
  };
}

/** verify_data of a Finished message. */
export function verifyData(
  master: Uint8Array,
  side: 'client' | 'server',
  transcriptHash: Uint8Array,
): Buffer {
  return prf(master, `${side} finished`, transcriptHash, VERIFY_BYTES);
}

/** Keying material for SRTP: RFC 5764 §4.2. */
export function exportSrtp(master: Uint8Array, randoms: Randoms, length: number): Buffer {
  const seed = Buffer.concat([randoms.client, randoms.server]);
  return prf(master, 'EXTRACTOR-dtls_srtp', seed, length);
}

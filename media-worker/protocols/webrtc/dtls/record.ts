// DTLS 1.2 records: RFC 6347 §4.1; AES-GCM as RFC 5288 §3 uses it.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { u8, u16 } from '../../../media/bytes.ts';

/** ContentType values. */
export const RECORD = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const;

export const DTLS_1_2 = 0xfefd;
const HEADER_BYTES = 13;
const EXPLICIT_NONCE_BYTES = 8;
const TAG_BYTES = 16;

/** One record as it lies in its datagram; `body` is a view. */
export type DtlsRecord = {
  readonly type: number;
  readonly epoch: number;
  /** Epoch and sequence number, 8 bytes: also what the nonce and the authenticated data begin with. */
  readonly sequence: Uint8Array;
  readonly body: Uint8Array;
};

/** The records of a datagram. Total: whatever does not add up ends the list (RFC 6347 §4.1.2.7: discard silently). */
export function parseRecords(datagram: Uint8Array): DtlsRecord[] {
  const records: DtlsRecord[] = [];
  for (let at = 0; at + HEADER_BYTES <= datagram.length; ) {
    const end = at + HEADER_BYTES + u16(datagram, at + 11);
    if (u8(datagram, at + 1) !== 0xfe || end > datagram.length) break;
    records.push({
      type: u8(datagram, at),
      epoch: u16(datagram, at + 3),
      sequence: datagram.subarray(at + 3, at + 11),
      body: datagram.subarray(at + HEADER_BYTES, end),
    });
    at = end;
  }
  return records;
}

/** Keys of one direction: the write key and the 4 fixed bytes of its nonces. */
export type RecordKey = { readonly key: KeyObject; readonly salt: Uint8Array };

function authenticated(sequence: Uint8Array, type: number, length: number): Buffer {
  const tail = Buffer.of(type, DTLS_1_2 >> 8, DTLS_1_2 & 0xff, length >> 8, length & 0xff);
  return Buffer.concat([sequence, tail]);
}

/** The plain body of an encrypted record, `null` when it was not written with this key. */
export function openRecord(record: DtlsRecord, { key, salt }: RecordKey): Uint8Array | null {
  const { body, sequence, type } = record;
  const length = body.length - EXPLICIT_NONCE_BYTES - TAG_BYTES;
  if (length < 0) return null;
  const nonce = Buffer.concat([salt, body.subarray(0, EXPLICIT_NONCE_BYTES)]);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAAD(authenticated(sequence, type, length));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  try {
    const sealed = body.subarray(EXPLICIT_NONCE_BYTES, EXPLICIT_NONCE_BYTES + length);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return null; // the tag does not fit: forged or damaged, to be discarded
  }
}

/** Writes records of one direction and counts them; encrypted once it has a key. */
export class RecordWriter {
  #epoch = 0;
  #count = 0;
  #key: RecordKey | null = null;

  /** What follows is written in the next epoch with this key. */
  encrypt(key: RecordKey): void {
    this.#epoch += 1;
    this.#count = 0;
    this.#key = key;
  }

  write(type: number, body: Uint8Array): Uint8Array {
    const sequence = Buffer.alloc(8);
    sequence.writeUInt16BE(this.#epoch, 0);
    sequence.writeUIntBE(this.#count, 2, 6);
    this.#count += 1;
    const sealed = this.#key ? seal(this.#key, sequence, type, body) : body;
    const head = Buffer.alloc(HEADER_BYTES);
    head.writeUInt8(type, 0);
    head.writeUInt16BE(DTLS_1_2, 1);
    head.set(sequence, 3);
    head.writeUInt16BE(sealed.length, 11);
    return Buffer.concat([head, sealed]);
  }
}

function seal(
  { key, salt }: RecordKey,
  sequence: Uint8Array,
  type: number,
  body: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([salt, sequence]));
  cipher.setAAD(authenticated(sequence, type, body.length));
  const sealed = Buffer.concat([cipher.update(body), cipher.final()]);
  return Buffer.concat([sequence, sealed, cipher.getAuthTag()]);
}

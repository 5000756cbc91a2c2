// Where things lie in SRTP and SRTCP packets: RFC 3711 §3.1 and §3.4.

/** Bytes of an RTCP header that stay in the clear: the first word and the sender's SSRC. */
export const RTCP_CLEAR_BYTES = 8;
/** The word with the encryption flag and the SRTCP index. */
export const RTCP_INDEX_BYTES = 4;
export const ENCRYPTED_FLAG = 0x8000_0000;

/**
 * One direction of one profile. An RTP packet's index is its 48-bit extended sequence number, as a number.
 * Sealing the same packet with the same index gives the same bytes.
 */
export type SrtpCipher = {
  readonly tagBytes: number;
  /** Where the word with the index lies, counted from an SRTCP packet's end. */
  readonly indexFromEnd: number;
  /** Encrypts in place behind the header; `packet` ends with `tagBytes` of room for the tag. */
  sealRtp(packet: Buffer, headerBytes: number, index: number): void;
  /** The plain packet as a copy, `null` when its tag does not fit. */
  openRtp(packet: Uint8Array, headerBytes: number, index: number): Uint8Array | null;
  sealRtcp(packet: Uint8Array, index: number): Uint8Array;
  /** @param index the 31 bits that the packet carries */
  openRtcp(packet: Uint8Array, index: number): Uint8Array | null;
};

// RTP packets on a TCP connection: RFC 4571 (16-bit length), and `$`, channel, length as RTSP interleaves them.
import { concatBytes, u8, u16 } from '../../media/bytes.ts';
import { hexHead, MediaError } from '../../media/errors.ts';
import { RTP_HEADER_BYTES } from './packet.ts';

const DOLLAR = 0x24;
const LENGTH_BYTES = 2;
const DOLLAR_HEADER_BYTES = 4;
/** Enough to tell the framing. */
const SNIFF_BYTES = 5;
/** Hikvision's Ehome devices say 01 00 and 254 bytes more before their first packet. */
const EHOME_PREAMBLE_BYTES = 256;
/** Packets in a row that are not RTP: the lengths are no lengths. */
const MAX_WRONG_PACKETS = 3;

/** Cuts a connection's bytes into packets, whichever framing the peer uses. Holds less than one packet (64 KB). */
export class RtpTcpReader {
  #pending: Uint8Array = new Uint8Array(0);
  #headerBytes = 0;
  #skip = 0;
  #wrong = 0;

  /** Copies `bytes`; packets are views of the copy. @throws `malformed` with `rtp.bad-framing` */
  push(bytes: Uint8Array): Uint8Array[] {
    const all = concatBytes([this.#pending, bytes]);
    const packets: Uint8Array[] = [];
    let at = this.#begin(all);
    while (this.#headerBytes > 0 && at + this.#headerBytes <= all.length) {
      const start = at + this.#headerBytes;
      const end = start + u16(all, start - LENGTH_BYTES);
      if (end > all.length) break;
      this.#check(all, at, start, end);
      if (end - start >= RTP_HEADER_BYTES) packets.push(all.subarray(start, end));
      at = end;
    }
    this.#pending = all.subarray(at);
    return packets;
  }

  /** Finds out the framing at the connection's beginning; gives where the first packet's header is. */
  #begin(all: Uint8Array): number {
    if (this.#headerBytes > 0) return 0;
    if (all.length < SNIFF_BYTES) return 0;
    const isRtpNext = u8(all, LENGTH_BYTES) >> 6 === 2;
    if (this.#skip === 0 && u16(all, 0) === 0x0100 && !isRtpNext) this.#skip = EHOME_PREAMBLE_BYTES;
    if (all.length < this.#skip + SNIFF_BYTES) return 0;
    const at = this.#skip;
    // A length of 0x24.. is followed by an RTP header at once, a dollar is not: lengths of 32 KB and more aside.
    const isDollar = u8(all, at) === DOLLAR && u8(all, at + LENGTH_BYTES) >> 6 !== 2;
    this.#headerBytes = isDollar ? DOLLAR_HEADER_BYTES : LENGTH_BYTES;
    return at;
  }

  #check(all: Uint8Array, at: number, start: number, end: number): void {
    const framed = this.#headerBytes === LENGTH_BYTES || u8(all, at) === DOLLAR;
    const isRtp = end - start < RTP_HEADER_BYTES || u8(all, start) >> 6 === 2;
    this.#wrong = framed && isRtp ? 0 : this.#wrong + 1;
    if (framed && this.#wrong <= MAX_WRONG_PACKETS) return;
    throw new MediaError('malformed', 'the connection carries no RTP packets', {
      code: 'rtp.bad-framing',
      hex: hexHead(all.subarray(at)),
    });
  }
}

// Transport packets read from a stream of bytes: ISO/IEC 13818-1 §2.4.3.2.
import { concatBytes, u8, u16 } from '../../media/bytes.ts';
import { TS_PACKET_BYTES } from './packets.ts';

const SYNC = 0x47;
const HEADER_BYTES = 4;
/** PID of stuffing. */
const NULL_PID = 0x1fff;

/** One transport packet that carries something. */
export type TsPacket = {
  readonly pid: number;
  /** A section or a PES packet begins in it. */
  readonly starts: boolean;
  /** 4-bit continuity counter. */
  readonly counter: number;
  /** The sender says that the counter jumps here. */
  readonly discontinuity: boolean;
  readonly payload: Uint8Array;
};

/** Finds packets in any pieces of bytes and finds them again after nonsense. Holds less than two packets. */
export class TsPacketReader {
  /** Bytes skipped to find a packet's beginning. */
  skippedBytes = 0;
  /** Packets left out because they are encrypted or the receiver marked them damaged. */
  unreadable = 0;
  #pending: Uint8Array = new Uint8Array(0);
  #inSync = false;

  /** Copies `bytes`; payloads are views of the copy. */
  push(bytes: Uint8Array): TsPacket[] {
    return this.#read(concatBytes([this.#pending, bytes]), false);
  }

  /** Nothing follows what was pushed: a last packet needs no other one behind it. */
  flush(): TsPacket[] {
    const packets = this.#read(this.#pending, true);
    this.#pending = new Uint8Array(0);
    this.#inSync = false;
    return packets;
  }

  #read(bytes: Uint8Array, atEnd: boolean): TsPacket[] {
    const packets: TsPacket[] = [];
    let at = 0;
    for (;;) {
      if (at + TS_PACKET_BYTES > bytes.length) break;
      this.#inSync &&= bytes[at] === SYNC;
      if (!this.#inSync) {
        // One 0x47 may be anything; two at a packet's distance are packets.
        if (at + TS_PACKET_BYTES === bytes.length && !atEnd) break;
        this.#inSync = isSync(bytes, at);
        if (!this.#inSync) {
          at += 1;
          this.skippedBytes += 1;
          continue;
        }
      }
      const packet = this.#packet(bytes, at);
      if (packet) packets.push(packet);
      at += TS_PACKET_BYTES;
    }
    this.#pending = bytes.subarray(at);
    return packets;
  }

  #packet(bytes: Uint8Array, at: number): TsPacket | null {
    const flags = u8(bytes, at + 3);
    const pid = u16(bytes, at + 1) & NULL_PID;
    const hasPayload = (flags & 0x10) !== 0;
    if (pid === NULL_PID || !hasPayload) return null;
    if (u8(bytes, at + 1) & 0x80 || flags & 0xc0) {
      this.unreadable += 1;
      return null;
    }
    const hasAdaptation = (flags & 0x20) !== 0;
    const adaptation = hasAdaptation ? 1 + u8(bytes, at + HEADER_BYTES) : 0;
    if (HEADER_BYTES + adaptation > TS_PACKET_BYTES) return null;
    return {
      pid,
      starts: (u8(bytes, at + 1) & 0x40) !== 0,
      counter: flags & 0x0f,
      discontinuity: adaptation > 1 && (u8(bytes, at + HEADER_BYTES + 1) & 0x80) !== 0,
      payload: bytes.subarray(at + HEADER_BYTES + adaptation, at + TS_PACKET_BYTES),
    };
  }
}

function isSync(bytes: Uint8Array, at: number): boolean {
  const next = at + TS_PACKET_BYTES;
  return bytes[at] === SYNC && (next >= bytes.length || bytes[next] === SYNC);
}

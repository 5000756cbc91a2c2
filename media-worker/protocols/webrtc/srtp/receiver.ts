// The receiving side of SRTP: index guessing and replay protection, RFC 3711 §3.3.1, §3.3.2 and §3.4.
import { u8, u16, u32 } from '../../../media/bytes.ts';
import { RTP_HEADER_BYTES } from '../../rtp/packet.ts';
import { RTCP_CLEAR_BYTES, type SrtpCipher } from './layout.ts';

const SEQUENCES = 65_536;
/** How far a packet may come behind the newest one; late ones beyond are of no use. */
const REPLAY_WINDOW = 1_024;
/** Picture and sound, each also after a restart; an endless number of senders is an attack. */
const MAX_SENDERS = 8;

/** The indices of one sender that were taken. */
class ReplayWindow {
  readonly #seen = new Uint8Array(REPLAY_WINDOW);
  #highest = -1;

  get highest(): number {
    return this.#highest;
  }

  isNew(index: number): boolean {
    if (index > this.#highest) return true;
    return index > this.#highest - REPLAY_WINDOW && this.#seen[index % REPLAY_WINDOW] === 0;
  }

  take(index: number): void {
    const from = Math.max(this.#highest + 1, index - REPLAY_WINDOW + 1);
    for (let at = from; at <= index; at++) this.#seen[at % REPLAY_WINDOW] = 0;
    this.#seen[index % REPLAY_WINDOW] = 1;
    this.#highest = Math.max(this.#highest, index);
  }
}

/** Opens what one peer sends. `null` is a packet to be left alone: forged, damaged, repeated or too late. */
export class SrtpReceiver {
  readonly #cipher: SrtpCipher;
  readonly #rtp = new Map<number, ReplayWindow>();
  readonly #rtcp = new Map<number, ReplayWindow>();

  constructor(cipher: SrtpCipher) {
    this.#cipher = cipher;
  }

  openRtp(packet: Uint8Array): Uint8Array | null {
    const headerBytes = rtpHeaderBytes(packet);
    if (headerBytes === null) return null;
    const window = this.#rtp.get(u32(packet, 8)) ?? new ReplayWindow();
    const index = guessIndex(window.highest, u16(packet, 2));
    if (index < 0 || !window.isNew(index)) return null;
    const plain = this.#cipher.openRtp(packet, headerBytes, index);
    return plain && accept(this.#rtp, u32(packet, 8), window, index) ? plain : null;
  }

  openRtcp(packet: Uint8Array): Uint8Array | null {
    const word = indexWord(packet, this.#cipher.indexFromEnd);
    // Never sent in the clear by whom we agreed on encryption with.
    if (word === null || word >>> 31 === 0) return null;
    const index = word & 0x7fff_ffff;
    const window = this.#rtcp.get(u32(packet, 4)) ?? new ReplayWindow();
    if (!window.isNew(index)) return null;
    const plain = this.#cipher.openRtcp(packet, index);
    return plain && accept(this.#rtcp, u32(packet, 4), window, index) ? plain : null;
  }
}

/** Only a packet whose tag fits makes its sender known. */
function accept(
  windows: Map<number, ReplayWindow>,
  ssrc: number,
  window: ReplayWindow,
  index: number,
): boolean {
  if (!windows.has(ssrc)) {
    if (windows.size >= MAX_SENDERS) return false;
    windows.set(ssrc, window);
  }
  window.take(index);
  return true;
}

/** Fixed header, CSRC list and extension; `null` when the packet is shorter than that. */
function rtpHeaderBytes(packet: Uint8Array): number | null {
  const first = u8(packet, 0);
  if (packet.length < RTP_HEADER_BYTES || first >> 6 !== 2) return null;
  const fixed = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  const bytes = first & 0x10 ? fixed + 4 + u16(packet, fixed + 2) * 4 : fixed;
  return bytes <= packet.length ? bytes : null;
}

/** The index nearest to the highest one so far that has this sequence number. */
function guessIndex(highest: number, sequence: number): number {
  if (highest < 0) return sequence;
  const rollover = Math.floor(highest / SEQUENCES);
  const candidates = [rollover - 1, rollover, rollover + 1].map(
    (count) => count * SEQUENCES + sequence,
  );
  return candidates.reduce((best, one) =>
    Math.abs(one - highest) < Math.abs(best - highest) ? one : best,
  );
}

function indexWord(packet: Uint8Array, fromEnd: number): number | null {
  const at = packet.length - fromEnd;
  return at < RTCP_CLEAR_BYTES ? null : u32(packet, at);
}

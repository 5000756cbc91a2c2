// One track on its way to one peer: RFC 3550 §5.1 headers, sealed; what was sent stays askable for a while (RFC 4585).
import { randomInt } from 'node:crypto';
import { assert } from '../../media/errors.ts';
import type { RtpBatch } from '../rtp/batch.ts';
import { RTP_HEADER_BYTES, sequenceDistance, writeRtpHeader } from '../rtp/packet.ts';
import { buildSenderReport } from '../rtp/rtcp.ts';
import { FRAME_BYTES } from './path.ts';
import type { MediaPeer } from './peer.ts';

/** A second of 10 Mbit/s; what is asked for later than that comes too late. Payloads are shared, only references are kept. */
const RING_PACKETS = 1_024;
/** In a batch each payload has room before it for the headers of an interleaved connection. */
const BATCH_HEADROOM = 4 + RTP_HEADER_BYTES;

type Sent = { readonly batch: RtpBatch; readonly packet: number; readonly timestamp: number };

/** Owns SSRC, sequence numbers and the ring of what may be asked for again. */
export class SrtpOutput {
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  readonly #peer: MediaPeer;
  readonly #payloadType: number;
  readonly #ring: (Sent | undefined)[] = [];
  /** Extended sequence number of the next packet. Starts in the lower half: no wrap before the peer knows the first one. */
  #index = randomInt(2 ** 15);
  #packets = 0;
  #octets = 0;

  constructor(peer: MediaPeer, payloadType: number) {
    this.#peer = peer;
    this.#payloadType = payloadType;
  }

  /** Seals and sends packets `from`…`to` of a batch. Synchronous. */
  send(batch: RtpBatch, timestamp: number, from = 0, to = batch.starts.length): void {
    const { cipher } = this.#peer;
    if (!cipher) return;
    const overhead = FRAME_BYTES + RTP_HEADER_BYTES + cipher.tagBytes;
    const bytes = (batch.starts[to] ?? batch.bytes.length) - (batch.starts[from] ?? 0);
    const run = Buffer.allocUnsafe(bytes + (to - from) * (overhead - BATCH_HEADROOM));
    let at = 0;
    for (let packet = from; packet < to; packet++) {
      const sent: Sent = { batch, packet, timestamp };
      this.#ring[this.#index % RING_PACKETS] = sent;
      at += this.#seal(run, at, sent, this.#index);
      this.#index += 1;
    }
    assert(at === run.length, 'packets that are not as long as their batch says');
    this.#packets += to - from;
    this.#octets += bytes - (to - from) * BATCH_HEADROOM;
    this.#peer.sendRun(run);
  }

  /** Sends again what is still there; the same bytes under the same numbers. */
  resend(sequences: readonly number[]): void {
    for (const sequence of sequences) {
      const index = this.#index + sequenceDistance(this.#index & 0xffff, sequence);
      const sent = this.#ring[index % RING_PACKETS];
      if (!sent || index >= this.#index || index < this.#index - RING_PACKETS) continue;
      const length = payloadOf(sent).length + RTP_HEADER_BYTES + (this.#peer.cipher?.tagBytes ?? 0);
      const run = Buffer.allocUnsafe(FRAME_BYTES + length);
      this.#seal(run, 0, sent, index);
      this.#peer.sendRun(run);
    }
  }

  /** A sender report: `timestamp` belongs to `utcMs`. */
  report(timestamp: number, utcMs: number): void {
    this.#peer.sendRtcp(
      buildSenderReport({
        ssrc: this.ssrc,
        utcMs,
        rtpTimestamp: timestamp,
        packets: this.#packets,
        octets: this.#octets,
      }),
    );
  }

  /** Writes one framed packet at `at`; gives its length. */
  #seal(run: Buffer, at: number, sent: Sent, index: number): number {
    const { cipher } = this.#peer;
    if (!cipher) return 0;
    const payload = payloadOf(sent);
    const length = RTP_HEADER_BYTES + payload.length + cipher.tagBytes;
    run.writeUInt16BE(length, at);
    const packet = run.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
    writeRtpHeader(new DataView(packet.buffer, packet.byteOffset, length), 0, {
      marker: sent.batch.markers[sent.packet] ?? false,
      payloadType: this.#payloadType,
      sequence: index,
      timestamp: sent.timestamp,
      ssrc: this.ssrc,
    });
    packet.set(payload, RTP_HEADER_BYTES);
    cipher.sealRtp(packet, RTP_HEADER_BYTES, index);
    return FRAME_BYTES + length;
  }
}

function payloadOf({ batch, packet }: Sent): Uint8Array {
  const start = (batch.starts[packet] ?? 0) + BATCH_HEADROOM;
  return batch.bytes.subarray(start, batch.starts[packet + 1] ?? batch.bytes.length);
}

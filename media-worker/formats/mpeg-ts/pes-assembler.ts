// PES packets put together from transport packets: ISO/IEC 13818-1 §2.4.3.6.
import { MAX_ACCESS_UNIT_BYTES } from '../../codecs/nal-units.ts';
import { concatBytes, u16, u24 } from '../../media/bytes.ts';
import { type PesTimes, parsePes } from '../mpeg-pes/pes.ts';
import type { TsPacket } from './packet-reader.ts';

const START_CODE = 1;
const FIXED_BYTES = 6;

/** One PES packet's content; `times` is `null` where it has none. */
export type Pes = { readonly times: PesTimes | null; readonly payload: Uint8Array };

/** Collects the PES packets of one PID, at most one access unit's worth of bytes. */
export class PesAssembler {
  #chunks: Uint8Array[] | null = null;
  #bytes = 0;
  #declared = 0;

  /** The packet that ended: at the next one's start, or already when all bytes it declared are there. */
  push({ starts, payload }: TsPacket): Pes[] {
    const ended = starts ? this.flush() : [];
    if (starts) this.#begin(payload);
    else if (this.#chunks) this.#chunks.push(payload);
    else return ended;
    this.#bytes += payload.length;
    if (this.#bytes > MAX_ACCESS_UNIT_BYTES) this.drop();
    else if (this.#declared > 0 && this.#bytes >= this.#declared) ended.push(...this.flush());
    return ended;
  }

  /** Ends the packet being collected; nothing when there is none, or none whole. */
  flush(): Pes[] {
    const chunks = this.#chunks;
    this.#chunks = null;
    if (!chunks || this.#bytes < this.#declared) return [];
    const whole = concatBytes(chunks);
    const end = this.#declared > 0 ? this.#declared : whole.length;
    const pes = parsePes(whole.subarray(FIXED_BYTES, end));
    return pes ? [pes] : [];
  }

  /** What was collected is of no use. True when there was something. */
  drop(): boolean {
    const had = this.#chunks !== null;
    this.#chunks = null;
    return had;
  }

  #begin(payload: Uint8Array): void {
    this.#bytes = 0;
    this.#declared = 0;
    if (payload.length < FIXED_BYTES || u24(payload, 0) !== START_CODE) return;
    const length = u16(payload, 4);
    this.#declared = length > 0 ? FIXED_BYTES + length : 0;
    this.#chunks = [payload];
  }
}

import { type Box, boxes, descend } from '../../../_player/mp4-boxes.ts';

/** No box of a live stream is larger: a fragment is a part of a second. */
const MOST_BOX_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 8;

/**
 * Takes a live fragmented MP4 in any pieces and gives it out box by box, timed from its own beginning: a stream has run for
 * days when somebody begins to record it (`tfdt`, ISO/IEC 14496-12 §8.8.12). Bytes are changed in place.
 */
export class LiveMp4 {
  #held = new Uint8Array(0);
  /** Ticks a second of each track. */
  #scales = new Map<number, number>();
  /** Seconds of the first fragment. */
  #origin: number | null = null;
  #begun = false;

  /**
   * @returns whole boxes, and whether the stream announced other tracks: what comes then belongs into another file
   * @throws RangeError for what is no MP4
   */
  push(bytes: Uint8Array): { boxes: Uint8Array<ArrayBuffer>[]; over: boolean } {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const view = new DataView(all.buffer);
    const whole: Uint8Array<ArrayBuffer>[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= all.length) {
      const size = view.getUint32(at);
      if (size < HEADER_BYTES || size > MOST_BOX_BYTES) throw new RangeError('box size');
      if (at + size > all.length) break;
      if (this.#isAnother(view, at)) return { boxes: whole, over: true };
      whole.push(all.slice(at, at + size));
      at += size;
    }
    this.#held = all.slice(at);
    for (const box of whole) this.#retime(box);
    return { boxes: whole, over: false };
  }

  /** A second beginning of a file. */
  #isAnother(view: DataView, at: number): boolean {
    if (view.getUint32(at + 4) !== FTYP) return false;
    const again = this.#begun;
    this.#begun = true;
    return again;
  }

  #retime(bytes: Uint8Array<ArrayBuffer>): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [box] = boxes(view, 0, view.byteLength);
    if (box?.type === 'moov') this.#scales = scalesOf(view, box);
    if (box?.type !== 'moof') return;
    for (const traf of descend(view, box, ['traf'])) this.#fromOrigin(view, traf);
  }

  #fromOrigin(view: DataView, traf: Box): void {
    const [head] = descend(view, traf, ['tfhd']);
    const [time] = descend(view, traf, ['tfdt']);
    if (head === undefined || time === undefined) return;
    const scale = this.#scales.get(view.getUint32(head.start + 4));
    if (scale === undefined || scale === 0) return;
    const long = view.getUint8(time.start) === 1;
    const place = time.start + 4;
    const ticks = long ? Number(view.getBigUint64(place)) : view.getUint32(place);
    this.#origin ??= ticks / scale;
    // What began before the first fragment's own track begins with the file.
    const from = Math.max(0, Math.round(ticks - this.#origin * scale));
    if (long) view.setBigUint64(place, BigInt(from));
    else view.setUint32(place, from);
  }
}

const FTYP = 0x66_74_79_70;

/** Ticks a second by the number of the track: `tkhd` and `mdhd`, §8.3.2 and §8.4.2. */
function scalesOf(view: DataView, moov: Box): Map<number, number> {
  const scales = new Map<number, number>();
  for (const trak of descend(view, moov, ['trak'])) {
    const [track] = descend(view, trak, ['tkhd']);
    const [media] = descend(view, trak, ['mdia', 'mdhd']);
    if (track === undefined || media === undefined) continue;
    // Two times stand before, of 32 or 64 bits each.
    const after = ({ start }: Box) => start + 4 + (view.getUint8(start) === 1 ? 16 : 8);
    scales.set(view.getUint32(after(track)), view.getUint32(after(media)));
  }
  return scales;
}

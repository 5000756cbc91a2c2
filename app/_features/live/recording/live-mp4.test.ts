import { describe, expect, it } from 'vitest';
import { LiveMp4 } from './live-mp4.ts';

function box(type: string, ...content: (Uint8Array | number[])[]): Uint8Array {
  const size = content.reduce((sum, part) => sum + part.length, 8);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, size);
  bytes.set(Buffer.from(type, 'latin1'), 4);
  let at = 8;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
const u32 = (value: number) => [...Buffer.from(value.toString(16).padStart(8, '0'), 'hex')];
const u64 = (value: number) => [...Buffer.from(value.toString(16).padStart(16, '0'), 'hex')];
const zeros = (count: number) => new Array<number>(count).fill(0);

const track = (id: number, scale: number) =>
  box(
    'trak',
    box('tkhd', zeros(4), zeros(8), u32(id)),
    box('mdia', box('mdhd', zeros(4), zeros(8), u32(scale))),
  );
const moov = box('moov', box('mvhd', zeros(4)), track(1, 90_000), track(2, 48_000));
const ftyp = box('ftyp', [...Buffer.from('iso6')]);
const fragment = (id: number, time: number, long = true) =>
  box(
    'moof',
    box(
      'traf',
      box('tfhd', zeros(4), u32(id)),
      long ? box('tfdt', [1, 0, 0, 0], u64(time)) : box('tfdt', zeros(4), u32(time)),
    ),
  );
const media = box('mdat', [1, 2, 3]);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

describe('a live MP4', () => {
  it('begins at zero, both tracks by the same clock, in whatever pieces it comes', () => {
    const days = 400_000; // seconds
    const live = joined(
      ftyp,
      moov,
      fragment(1, days * 90_000),
      media,
      fragment(2, (days + 1) * 48_000),
      media,
      fragment(1, (days + 2) * 90_000),
      media,
    );
    const wanted = joined(
      ftyp,
      moov,
      fragment(1, 0),
      media,
      fragment(2, 48_000),
      media,
      fragment(1, 180_000),
      media,
    );
    for (const size of [1, 7, 50, live.length]) {
      const mp4 = new LiveMp4();
      const out: Uint8Array[] = [];
      for (let at = 0; at < live.length; at += size)
        out.push(...mp4.push(live.slice(at, at + size)).boxes);
      expect(Buffer.compare(joined(...out), wanted)).toBe(0);
    }
  });

  it('reads times of 32 bits, and none before its beginning', () => {
    const mp4 = new LiveMp4();
    const { boxes } = mp4.push(
      joined(ftyp, moov, fragment(1, 900_000, false), fragment(2, 479_000, false)),
    );
    expect(
      Buffer.compare(
        joined(...boxes.slice(2)),
        joined(fragment(1, 0, false), fragment(2, 0, false)),
      ),
    ).toBe(0);
  });

  it('is over where another one begins, and gives no part of that', () => {
    const mp4 = new LiveMp4();
    expect(mp4.push(joined(ftyp, moov, fragment(1, 0), media)).over).toBe(false);
    const { boxes, over } = mp4.push(joined(fragment(1, 3_600), media, ftyp, moov));
    expect(over).toBe(true);
    expect(boxes).toHaveLength(2);
  });

  it('that is none is refused', () => {
    expect(() => new LiveMp4().push(new Uint8Array(64))).toThrow(RangeError);
    expect(() => new LiveMp4().push(new Uint8Array(64).fill(255))).toThrow(RangeError);
  });
});

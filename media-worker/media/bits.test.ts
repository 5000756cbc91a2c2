import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

describe('BitReader', () => {
  it.each([
    { name: 'ue 0', byte: 0b1000_0000, unsigned: 0, signed: 0 },
    { name: 'ue 1', byte: 0b0100_0000, unsigned: 1, signed: 1 },
    { name: 'ue 2', byte: 0b0110_0000, unsigned: 2, signed: -1 },
    { name: 'ue 7', byte: 0b0001_0000, unsigned: 7, signed: 4 },
  ])('$name', ({ byte, unsigned, signed }) => {
    expect(new BitReader(Uint8Array.of(byte)).unsigned()).toBe(unsigned);
    expect(new BitReader(Uint8Array.of(byte)).signed() + 0).toBe(signed);
  });

  it('refuses codes longer than 32 bits, and the end', () => {
    expect(() => new BitReader(new Uint8Array(9)).unsigned()).toThrow('longer than 32 bits');
    expect(() => new BitReader(new Uint8Array(1)).skip(9)).toThrow('end early');
  });
});

it('ByteWriter grows at any byte', () => {
  const writer = new ByteWriter();
  for (let value = 0; value < 1_000; value += 1) writer.u8(value);
  expect(writer.finish()).toEqual(Uint8Array.from({ length: 1_000 }, (_, at) => at));
});

it('ByteReader reads what ByteWriter wrote', () => {
  fc.assert(
    fc.property(
      fc.nat(0xff),
      fc.nat(0xffff),
      fc.nat(0xff_ffff),
      fc.nat(0xffff_ffff),
      fc.double({ noNaN: true }),
      fc.uint8Array({ maxLength: 600 }),
      (a, b, c, d, e, rest) => {
        const bytes = new ByteWriter().u8(a).u16(b).u24(c).u32(d).f64(e).bytes(rest).finish();
        const reader = new ByteReader(bytes);
        const read = [reader.u8(), reader.u16(), reader.u24(), reader.u32(), reader.f64()];
        expect(read).toEqual([a, b, c, d, e]);
        expect(reader.rest()).toEqual(rest);
        expect(() => reader.u8()).toThrow('needs 1 bytes, has 0');
      },
    ),
  );
});

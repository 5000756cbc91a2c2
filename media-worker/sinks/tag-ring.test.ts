import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchMemory } from './batch.ts';
import { TagRing } from './tag-ring.ts';

it('joins everything since an index once for all who ask', () => {
  const ring = new TagRing(new BatchMemory());
  ring.push(Uint8Array.of(1), 0, true);
  ring.push(Uint8Array.of(2), 40, false);
  const batch = ring.from(0);
  expect([...batch.plain]).toEqual([1, 2]);
  expect([...batch.framed]).toEqual([0x82, 2, 1, 2]);
  expect(ring.from(0)).toBe(batch);
  ring.push(Uint8Array.of(3), 80, false);
  expect([...ring.from(0).plain]).toEqual([1, 2, 3]);
  expect([...ring.from(2).plain]).toEqual([3]);
});

it('stays bounded whatever comes, and every index it still has gives the right bytes', () => {
  const tag = fc.record({ ms: fc.nat(500), key: fc.boolean() });
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 400 }), (tags) => {
      const ring = new TagRing(new BatchMemory());
      let now = 0;
      tags.forEach(({ ms, key }, at) => {
        now += ms;
        ring.push(Uint8Array.of(at & 0xff), now, key);
      });
      expect(ring.head).toBe(tags.length);
      expect(ring.head - ring.first).toBeLessThanOrEqual(4_096);
      for (let index = ring.first; index < ring.head; index += 1)
        expect([...ring.from(index).plain]).toEqual(
          tags.slice(index).map((_, at) => (index + at) & 0xff),
        );
      const newestKey = tags.findLastIndex(({ key }) => key);
      expect(ring.keyIndex).toBe(newestKey);
    }),
    { numRuns: 50 },
  );
});

it('a GOP without end is dropped from the front; nobody joins in its middle', () => {
  const ring = new TagRing(new BatchMemory());
  ring.push(Uint8Array.of(1), 0, true);
  for (let count = 0; count < 5_000; count += 1) ring.push(Uint8Array.of(2), count, false);
  expect(ring.head - ring.first).toBeLessThanOrEqual(4_096 + 64);
  expect(ring.keyIndex).toBe(-1);
});

it('uses memory again once every socket took its bytes, and never what a socket holds', () => {
  const memory = new BatchMemory();
  const ring = new TagRing(memory);
  ring.push(Uint8Array.of(1), 0, true);
  const taken = ring.from(0);
  ring.push(Uint8Array.of(2), 40, false);
  const held = ring.from(0);
  expect(held.memory).toBe(taken.memory);
  held.kept = true;
  ring.push(Uint8Array.of(3), 80, false);
  expect(ring.from(0).memory).not.toBe(held.memory);
  expect([...held.plain]).toEqual([1, 2]);
});

it('memory for a GOP that somebody joined is not kept', () => {
  const memory = new BatchMemory();
  const long = memory.join([new Uint8Array(1024 * 1024)]);
  memory.done(long);
  expect(memory.join([new Uint8Array(1024 * 1024)]).memory).not.toBe(long.memory);
});

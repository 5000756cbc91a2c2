import { expect, it } from 'vitest';
import { ByteQueue } from './byte-queue.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

it('gives everything at once when a unit may be whole, and nothing before', () => {
  const queue = new ByteQueue();
  expect(queue.push(bytes(1, 2))).toEqual(bytes(1, 2));
  queue.keep(bytes(2), 4);
  expect(queue.push(bytes(3))).toBeNull();
  expect(queue.push(bytes(4))).toBeNull();
  expect(queue.held).toBe(3);
  expect(queue.push(bytes(5, 6))).toEqual(bytes(2, 3, 4, 5, 6));
  queue.keep(new Uint8Array(0), 0);
  expect([queue.held, queue.push(bytes(7))]).toEqual([0, bytes(7)]);
});

it('keeps a copy: the buffer that was read into is read into again', () => {
  const queue = new ByteQueue();
  const shared = Buffer.from([1, 2]);
  queue.push(shared);
  queue.keep(bytes(1, 2), 3);
  const piece = Buffer.from([3]);
  const all = queue.push(piece);
  piece[0] = 9;
  expect(all).toEqual(bytes(1, 2, 3));
});

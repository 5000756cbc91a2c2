import { describe, expect, it } from 'vitest';
import { AppendQueue } from './append-queue.ts';

function setUp() {
  const buffer = { updating: false, start: 0, end: 0, position: 0, room: true };
  const calls: string[] = [];
  const queue = new AppendQueue({
    get updating() {
      return buffer.updating;
    },
    range: () => (buffer.end === 0 ? null : { start: buffer.start, end: buffer.end }),
    position: () => buffer.position,
    append: (bytes) => {
      if (!buffer.room) throw new DOMException('full', 'QuotaExceededError');
      calls.push(`append ${[...bytes].join('')}`);
      buffer.updating = true;
    },
    remove: (from, to) => {
      calls.push(`remove ${from}–${to}`);
      buffer.start = to;
      buffer.updating = true;
    },
  });
  const free = () => {
    buffer.updating = false;
    queue.advance();
  };
  return { buffer, calls, queue, free };
}

describe('append queue', () => {
  it('joins what came while the buffer was busy', () => {
    const { calls, queue, free } = setUp();
    for (const byte of [1, 2, 3]) queue.push(Uint8Array.of(byte));
    expect(calls).toEqual(['append 1']);
    free();
    free();
    expect(calls).toEqual(['append 1', 'append 23']);
  });

  it('removes the past first once there is much of it', () => {
    const { buffer, calls, queue, free } = setUp();
    Object.assign(buffer, { end: 60, position: 44.9 });
    queue.push(Uint8Array.of(1));
    free();
    buffer.position = 46;
    queue.push(Uint8Array.of(2));
    free();
    expect(calls).toEqual(['append 1', 'remove 0–11', 'append 2']);
  });

  it('makes room when the browser has none, and loses nothing', () => {
    const { buffer, calls, queue, free } = setUp();
    Object.assign(buffer, { end: 30, position: 29, room: false });
    expect(queue.push(Uint8Array.of(1))).toBe(true);
    expect(calls).toEqual(['remove 0–28']);
    queue.push(Uint8Array.of(2));
    buffer.room = true;
    free();
    expect(calls).toEqual(['remove 0–28', 'append 12']);
  });

  it('gives up on a buffer that takes nothing for too long', () => {
    const { buffer, queue } = setUp();
    buffer.updating = true;
    expect(queue.push(new Uint8Array(16 * 1024 * 1024))).toBe(true);
    expect(queue.push(Uint8Array.of(1))).toBe(false);
  });
});

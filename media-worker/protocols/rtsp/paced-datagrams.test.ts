import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PacedDatagrams } from './paced-datagrams.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const packet = (number: number) => Buffer.from([number]);

describe('paced datagrams', () => {
  it('sends few at once, many in bursts, all in order', () => {
    const sent: number[] = [];
    using paced = new PacedDatagrams((bytes) => sent.push(bytes[0] ?? -1));
    for (let number = 0; number < 80; number += 1) paced.push(packet(number));
    expect([sent.length, paced.queuedBytes]).toEqual([32, 48]);
    vi.advanceTimersByTime(5);
    expect([sent.length, paced.queuedBytes]).toEqual([64, 16]);
    paced.push(packet(80)); // behind those that wait
    vi.advanceTimersByTime(5);
    expect(sent).toEqual(Array.from({ length: 81 }, (_, number) => number));
  });

  it('rests when nothing is left, and drops what waits when it is over', () => {
    const sent: number[] = [];
    const paced = new PacedDatagrams((bytes) => sent.push(bytes[0] ?? -1));
    paced.push(packet(1));
    vi.advanceTimersByTime(5);
    expect(vi.getTimerCount()).toBe(0);
    for (let number = 0; number < 40; number += 1) paced.push(packet(number));
    paced[Symbol.dispose]();
    vi.advanceTimersByTime(50);
    expect([sent.length, paced.queuedBytes, vi.getTimerCount()]).toEqual([33, 0, 0]);
  });
});

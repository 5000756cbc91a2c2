import { describe, expect, it } from 'vitest';
import { VoiceQueue } from './voice-queue.ts';

const frame = (n: number) => Uint8Array.of(n);

/** Pushes what comes at each tick and gives what is said at it, `-` for nothing. */
function said(arrivals: readonly (readonly number[])[]): { said: string; dropped: number } {
  const queue = new VoiceQueue();
  const words = arrivals.map((numbers) => {
    for (const n of numbers) queue.push(frame(n));
    return String(queue.take()?.[0] ?? '-');
  });
  return { said: words.join(' '), dropped: queue.dropped };
}

const none: readonly number[] = [];

describe('voice', () => {
  it.each([
    ['waits for three frames', [[1], [2], [3], [4], [5], [6], none, none], '- - 1 2 3 4 5 6'],
    ['waits no longer than three frames would take', [[1], none, none, none, none], '- - - 1 -'],
    ['goes on at once over a gap of 40 ms', [[1, 2, 3], none, none, [4, 5], [6]], '1 2 3 4 5'],
    [
      'collects anew after it ran dry',
      [[1, 2, 3], none, none, none, [4], [5], [6]],
      '1 2 3 - - - 4',
    ],
  ])('%s', (_, arrivals, expected) => {
    expect(said(arrivals)).toEqual({ said: expected, dropped: 0 });
  });

  it('keeps 15 frames, and the oldest go', () => {
    const burst = Array.from({ length: 40 }, (_, n) => n);
    const heard = said([burst, ...Array.from({ length: 15 }, () => none)]);
    expect(heard.said.split(' ')[0]).toBe('25');
    expect(heard.dropped).toBe(25);
  });

  it('comes back from 300 ms behind, a frame a second', () => {
    const queue = new VoiceQueue();
    for (let n = 0; n < 15; n += 1) queue.push(frame(n));
    let behind = 0;
    for (let tick = 0; tick < 50 * 20; tick += 1) {
      const word = queue.take();
      behind = word ? behind + 1 : behind;
      queue.push(frame(0));
    }
    expect(behind).toBe(1_000);
    // 15 frames waited; each second one was left out, until three were left.
    expect(queue.dropped).toBe(12);
  });
});

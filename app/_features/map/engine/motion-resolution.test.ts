import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MotionResolution } from './motion-resolution.ts';

/** A screen whose frames come when the test says so. */
function screen() {
  const drawn: number[] = [];
  let waiting: ((now: number) => void) | null = null;
  let now = 1_000;
  const motion = new MotionResolution({
    draw: (share) => drawn.push(share),
    requestFrame: (run) => {
      waiting = run;
      return 1;
    },
    cancelFrame: () => {
      waiting = null;
    },
  });
  const frames = (count: number, gapMs: number) => {
    for (let at = 0; at < count; at += 1) {
      now += gapMs;
      const run = waiting;
      waiting = null;
      run?.(now);
    }
  };
  return { motion, drawn, frames, isLooking: () => waiting !== null };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('draws a fast computer’s map whole throughout', () => {
  const { motion, drawn, frames } = screen();
  motion.started();
  frames(200, 16.7);
  motion.ended();
  vi.runAllTimers();
  expect(drawn).toEqual([]);
});

it('draws coarser after some slow frames, and whole once the map rests', () => {
  const { motion, drawn, frames } = screen();
  motion.started();
  frames(6, 70);
  expect(drawn).toEqual([]);
  frames(1, 70);
  expect(drawn).toEqual([0.5]);
  motion.ended();
  vi.advanceTimersByTime(199);
  expect(drawn).toEqual([0.5]);
  vi.advanceTimersByTime(1);
  expect(drawn).toEqual([0.5, 1]);
});

it('stays coarse from one turn of the wheel to the next', () => {
  const { motion, drawn, frames, isLooking } = screen();
  motion.started();
  frames(7, 70);
  motion.ended();
  vi.advanceTimersByTime(100);
  motion.started();
  expect(isLooking()).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(drawn).toEqual([0.5]);
  motion.ended();
  vi.runAllTimers();
  expect(drawn).toEqual([0.5, 1]);
});

it('remembers for a minute that the computer is slow, then looks again', () => {
  const { motion, drawn, frames } = screen();
  const move = (count: number, gapMs: number) => {
    motion.started();
    frames(count, gapMs);
    motion.ended();
    vi.runAllTimers();
  };
  move(7, 70);
  expect(drawn).toEqual([0.5, 1]);
  move(1, 16.7);
  expect(drawn).toEqual([0.5, 1, 0.5, 1]);
  frames(1, 60_000);
  move(30, 16.7);
  expect(drawn).toEqual([0.5, 1, 0.5, 1]);
});

it('takes neither one stumble nor a jump for slowness', () => {
  const { motion, drawn, frames, isLooking } = screen();
  motion.started();
  frames(5, 16.7);
  frames(2, 400);
  frames(5, 16.7);
  motion.ended();
  motion.started();
  motion.ended();
  expect(isLooking()).toBe(false);
  vi.runAllTimers();
  expect(drawn).toEqual([]);
});

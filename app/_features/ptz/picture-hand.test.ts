import { expect, it } from 'vitest';
import { PictureHand } from './picture-hand.ts';

function pressed() {
  const done: string[] = [];
  const pointer = new PictureHand({
    steer: ({ x, y }) => done.push(`steer ${x} ${y}`),
    letGo: () => done.push('let go'),
    draw: (box) => done.push(box ? `draw ${box.toX} ${box.toY}` : 'no box'),
    frame: ({ fromX, fromY, toX, toY }) => done.push(`frame ${fromX} ${fromY} ${toX} ${toY}`),
  });
  return { pointer, done };
}

it('steers while it is pressed and lets go once', () => {
  const { pointer, done } = pressed();
  pointer.move({ x: 0, y: 0 });
  pointer.press({ x: 1, y: 0.5 }, false);
  pointer.move({ x: 0.8, y: 0.5 });
  pointer.release();
  pointer.cancel();
  pointer.move({ x: 0, y: 0 });
  expect(done).toEqual(['steer 1 0.5', 'steer 0.8 0.5', 'let go']);
});

it('a box is framed, and the pointer’s going afterwards does not stop the move it began', () => {
  const { pointer, done } = pressed();
  pointer.press({ x: 0.5, y: 0.5 }, true);
  pointer.move({ x: 0.9, y: 0.7 });
  pointer.release();
  pointer.cancel();
  expect(done).toEqual([
    'let go',
    'draw 0.5 0.5',
    'draw 0.9 0.7',
    'no box',
    'frame 0.5 0.5 0.9 0.7',
  ]);
});

it('a box whose pointer is lost is forgotten', () => {
  const { pointer, done } = pressed();
  pointer.press({ x: 0.5, y: 0.5 }, true);
  pointer.cancel();
  pointer.release();
  expect(done).toEqual(['let go', 'draw 0.5 0.5', 'no box']);
});

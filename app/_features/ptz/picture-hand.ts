import type { Box } from './framing.ts';

/** From 0 to 1, y downwards. */
export type Point = { x: number; y: number };

type Acts = {
  steer(towards: Point): void;
  letGo(): void;
  /** The box as it is now; null: none any more. */
  draw(box: Box | null): void;
  frame(box: Box): void;
};

/** A pointer pressed on a picture: it steers or draws a box, and what ends one never ends what the other began. */
export class PictureHand {
  readonly #acts: Acts;
  #steers = false;
  #box: Box | null = null;

  constructor(acts: Acts) {
    this.#acts = acts;
  }

  press(at: Point, boxed: boolean): void {
    this.#steers = !boxed;
    if (boxed) {
      this.#acts.letGo();
      this.#draw({ fromX: at.x, fromY: at.y, toX: at.x, toY: at.y });
    } else this.#acts.steer(at);
  }

  move(at: Point): void {
    if (this.#box) this.#draw({ ...this.#box, toX: at.x, toY: at.y });
    else if (this.#steers) this.#acts.steer(at);
  }

  release(): void {
    const box = this.#box;
    this.cancel();
    if (box) this.#acts.frame(box);
  }

  /** Also after a release, as browsers say once more that the pointer is gone. */
  cancel(): void {
    if (this.#steers) this.#acts.letGo();
    this.#steers = false;
    if (this.#box) this.#draw(null);
  }

  #draw(box: Box | null): void {
    this.#box = box;
    this.#acts.draw(box);
  }
}

import { PanoramaError, type PanoramaFailure } from './failure.ts';
import { followGyroscope, type GyroscopeFailure } from './gyroscope.ts';
import { takeInHand } from './hand.ts';
import { PanoramaRenderer } from './renderer.ts';
import {
  type Direction,
  dragged,
  enlarged,
  type PanoramaView,
  reachOf,
  STRAIGHT,
  turned,
  wrapped,
} from './view.ts';

type Options = {
  /** Over the pictures. */
  readonly canvas: HTMLCanvasElement;
  /** The picture that is shown now; null: none yet. */
  readonly picture: () => HTMLVideoElement | HTMLImageElement | null;
  readonly onView: (view: PanoramaView) => void;
  /** The last thing it says: the picture is flat from now on. */
  readonly onFailure: (reason: PanoramaFailure) => void;
};

/** An all-round picture, seen through a virtual camera that is turned by hand, keys or the device itself. */
export class Panorama implements Disposable {
  readonly #options: Options;
  readonly #renderer: PanoramaRenderer;
  readonly #life = new AbortController();
  #view = STRAIGHT;
  #taken = '';
  #stale = true;
  #drawing = 0;
  #gyroscope: AbortController | null = null;

  /** @throws PanoramaError where the browser cannot */
  constructor(options: Options) {
    const { canvas } = options;
    this.#options = options;
    this.#renderer = new PanoramaRenderer(canvas);
    const { signal } = this.#life;
    takeInHand(
      canvas,
      {
        drag: (from, to) => {
          const reach = reachOf(this.#view.field, canvas.clientWidth, canvas.clientHeight);
          this.#become(dragged(this.#view, reach, from, to));
        },
        enlarge: (factor) => this.enlarge(factor),
      },
      signal,
    );
    canvas.addEventListener('webglcontextlost', () => this.#fail('context-lost'), { signal });
    const resized = new ResizeObserver(() => {
      this.#stale = true;
    });
    resized.observe(canvas);
    signal.addEventListener('abort', () => resized.disconnect());
    this.#next();
  }

  turn(by: Direction): void {
    this.#become(turned(this.#view, by));
  }

  enlarge(factor: number): void {
    this.#become(enlarged(this.#view, factor));
  }

  straighten(): void {
    this.#become({ ...STRAIGHT, roll: this.#view.roll });
  }

  get field(): number {
    return this.#view.field;
  }

  /** Looks where the device looks, from where it looks now. @returns why that is not possible */
  async follow(): Promise<GyroscopeFailure | null> {
    this.unfollow();
    const ending = new AbortController();
    this.#gyroscope = ending;
    let last: Direction | null = null;
    const failure = await followGyroscope(
      (look) => {
        const yaw = last === null ? this.#view.yaw : this.#view.yaw + look.yaw - last.yaw;
        last = look;
        this.#become({ ...this.#view, yaw: wrapped(yaw), pitch: look.pitch, roll: look.roll });
      },
      AbortSignal.any([ending.signal, this.#life.signal]),
    );
    if (failure !== null) this.unfollow();
    return failure;
  }

  unfollow(): void {
    this.#gyroscope?.abort();
    this.#gyroscope = null;
    this.#become({ ...this.#view, roll: 0 });
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    cancelAnimationFrame(this.#drawing);
    this.#renderer[Symbol.dispose]();
  }

  #become(view: PanoramaView): void {
    this.#view = view;
    this.#stale = true;
    this.#options.onView(view);
  }

  #next(): void {
    this.#drawing = requestAnimationFrame(() => {
      try {
        this.#paint();
      } catch (error) {
        if (!(error instanceof PanoramaError)) throw error;
        this.#fail(error.reason);
        return;
      }
      this.#next();
    });
  }

  #paint(): void {
    const picture = this.#options.picture();
    const now = picture === null ? this.#taken : nameOf(picture);
    if (picture !== null && now !== this.#taken) {
      this.#renderer.take(picture);
      this.#taken = now;
      this.#stale = true;
    }
    if (!this.#stale || this.#taken === '') return;
    this.#stale = false;
    this.#renderer.draw(this.#view);
    this.#options.canvas.dataset.drawn = '';
  }

  #fail(reason: PanoramaFailure): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    cancelAnimationFrame(this.#drawing);
    this.#options.onFailure(reason);
  }
}

const numbers = new WeakMap<Element, number>();
let count = 0;

/** Changes with every new picture of an element, and from one element to another. */
function nameOf(picture: HTMLVideoElement | HTMLImageElement): string {
  let number = numbers.get(picture);
  if (number === undefined) {
    count += 1;
    number = count;
    numbers.set(picture, number);
  }
  return picture instanceof HTMLVideoElement
    ? `${number} ${picture.currentSrc} ${picture.getVideoPlaybackQuality().totalVideoFrames}`
    : `${number} ${picture.currentSrc}`;
}

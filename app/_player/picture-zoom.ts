/** What of a picture is seen: enlarged around its middle by `scale`, then moved by parts of its own size. */
export type ZoomView = { readonly scale: number; readonly x: number; readonly y: number };
/** A place in the frame, from −0.5 at the left or top to 0.5. */
type Point = { readonly x: number; readonly y: number };

export const WHOLE: ZoomView = { scale: 1, x: 0, y: 0 };
const MOST = 8;
export const ZOOM_STEP = 1.25;

/** Enlarges so that what is at `at` stays there. */
export function zoomAt(view: ZoomView, at: Point, factor: number): ZoomView {
  const scale = clamp(view.scale * factor, 1, MOST);
  const grown = scale / view.scale;
  return within({
    scale,
    x: at.x - (at.x - view.x) * grown,
    y: at.y - (at.y - view.y) * grown,
  });
}

export function pan(view: ZoomView, by: Point): ZoomView {
  return within({ ...view, x: view.x + by.x, y: view.y + by.y });
}

/** The frame is always full of picture. */
function within({ scale, x, y }: ZoomView): ZoomView {
  const most = (scale - 1) / 2;
  return { scale, x: clamp(x, -most, most), y: clamp(y, -most, most) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most) + 0; // no −0
}

export function transformOf({ scale, x, y }: ZoomView): string {
  return scale === 1 ? '' : `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;
}

/** Electronic zoom of what is in `layer` by wheel, pinch and drag on `frame`. */
export class PictureZoom {
  readonly #frame: HTMLElement;
  readonly #layer: HTMLElement;
  readonly #onChange: (view: ZoomView) => void;
  readonly #life = new AbortController();
  readonly #pointers = new Map<number, Point>();
  #view = WHOLE;

  constructor(frame: HTMLElement, layer: HTMLElement, onChange: (view: ZoomView) => void) {
    this.#frame = frame;
    this.#layer = layer;
    this.#onChange = onChange;
    const { signal } = this.#life;
    frame.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    frame.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    frame.addEventListener('pointermove', (event) => this.#move(event), { signal });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
      frame.addEventListener(end, ({ pointerId }) => this.#pointers.delete(pointerId), { signal });
    // A drag moves an enlarged picture; it drags the whole cell only where nothing is enlarged.
    frame.addEventListener('dragstart', (event) => this.#dragStart(event), { signal });
  }

  get view(): ZoomView {
    return this.#view;
  }

  by(factor: number): void {
    this.#become(zoomAt(this.#view, { x: 0, y: 0 }, factor));
  }

  reset(): void {
    this.#become(WHOLE);
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    this.#layer.style.transform = '';
  }

  #wheel(event: WheelEvent): void {
    if (event.deltaY === 0 || (this.#view.scale === 1 && event.deltaY > 0)) return;
    event.preventDefault();
    const factor = event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP;
    this.#become(zoomAt(this.#view, this.#place(event), factor));
  }

  #down(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest('button, input') !== null) return;
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    this.#pointers.set(event.pointerId, this.#place(event));
    if (this.#view.scale > 1) this.#frame.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const at = this.#place(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, at);
    if (other !== undefined) {
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      const factor = distance(at, other) / Math.max(distance(before, other), 0.01);
      this.#become(zoomAt(this.#view, middle, factor));
    } else if (this.#view.scale > 1)
      this.#become(pan(this.#view, { x: at.x - before.x, y: at.y - before.y }));
  }

  #dragStart(event: Event): void {
    if (this.#view.scale === 1) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #place({ clientX, clientY }: MouseEvent): Point {
    const { height, left, top, width } = this.#frame.getBoundingClientRect();
    return { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 };
  }

  #become(view: ZoomView): void {
    if (view.scale === this.#view.scale && view.x === this.#view.x && view.y === this.#view.y)
      return;
    this.#view = view;
    this.#layer.style.transform = transformOf(view);
    // Two fingers on a picture that is whole scroll the page; on an enlarged one they zoom.
    this.#frame.style.touchAction = view.scale === 1 ? 'pan-x pan-y' : 'none';
    this.#onChange(view);
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

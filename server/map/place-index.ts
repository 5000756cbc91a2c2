import { codeOf, codesOf, type Tile, toUnit, type UnitPoint } from './mercator.ts';

/** Something with a place, WGS-84. */
export type Located = { readonly id: string; readonly lon: number; readonly lat: number };

export type Projection = (lon: number, lat: number) => readonly [lon: number, lat: number];

const LEAST_CAPACITY = 1_024;

/**
 * Places in the order of the Z-order curve: those of a tile are one run of it. Every thing has a
 * slot for as long as it is here; what is sorted are the slots' numbers.
 */
export class PlaceIndex<Placed extends Located> {
  readonly #project: Projection;
  readonly #slots = new Map<string, number>();
  readonly #things: (Placed | undefined)[] = [];
  readonly #free: number[] = [];
  #codes = new Float64Array(LEAST_CAPACITY);
  #xs = new Float64Array(LEAST_CAPACITY);
  #ys = new Float64Array(LEAST_CAPACITY);
  #order = new Uint32Array(LEAST_CAPACITY);
  #size = 0;

  constructor(project: Projection) {
    this.#project = project;
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): Placed | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#things[slot];
  }

  /** In no order. */
  *all(): Generator<Placed> {
    for (const slot of this.#slots.values()) {
      const thing = this.#things[slot];
      if (thing !== undefined) yield thing;
    }
  }

  /** Many at once, into an empty index: sorted once instead of put in their places one by one. */
  fill(things: Iterable<Placed>): void {
    if (this.#size > 0) throw new Error('filled already');
    for (const thing of things) {
      const slot = this.#take(thing);
      this.#order[this.#size] = slot;
      this.#size += 1;
    }
    const codes = this.#codes;
    this.#order.subarray(0, this.#size).sort((a, b) => (codes[a] ?? 0) - (codes[b] ?? 0));
  }

  /** Adds one or puts it in the place of the one with its id. */
  put(thing: Placed): void {
    const known = this.#slots.get(thing.id);
    const at = this.#placeOf(thing);
    if (known !== undefined && this.#codes[known] === codeOf(at)) {
      this.#things[known] = thing;
      this.#xs[known] = at.x;
      this.#ys[known] = at.y;
      return;
    }
    this.remove(thing.id);
    const slot = this.#take(thing);
    const rank = this.#rankOf(this.#codes[slot] ?? 0);
    this.#order.copyWithin(rank + 1, rank, this.#size);
    this.#order[rank] = slot;
    this.#size += 1;
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    let rank = this.#rankOf(this.#codes[slot] ?? 0);
    while (this.#order[rank] !== slot) rank += 1; // others at the very same point
    this.#order.copyWithin(rank, rank + 1, this.#size);
    this.#size -= 1;
    this.#slots.delete(id);
    this.#things[slot] = undefined;
    this.#free.push(slot);
  }

  pointOf(id: string): UnitPoint | null {
    const slot = this.#slots.get(id);
    return slot === undefined ? null : { x: this.#xs[slot] ?? 0, y: this.#ys[slot] ?? 0 };
  }

  /** The things of a tile, in the curve's order. */
  eachIn(tile: Tile, visit: (thing: Placed, x: number, y: number, code: number) => void): void {
    const { from, to } = codesOf(tile);
    const end = this.#rankOf(to);
    for (let rank = this.#rankOf(from); rank < end; rank += 1) {
      const slot = this.#order[rank] ?? 0;
      const thing = this.#things[slot];
      if (thing === undefined) throw new Error('an empty slot in the order');
      visit(thing, this.#xs[slot] ?? 0, this.#ys[slot] ?? 0, this.#codes[slot] ?? 0);
    }
  }

  #placeOf({ lon, lat }: Located): UnitPoint {
    return toUnit(...this.#project(lon, lat));
  }

  #take(thing: Placed): number {
    const slot = this.#free.pop() ?? this.#things.length;
    if (slot >= this.#codes.length) this.#grow();
    const at = this.#placeOf(thing);
    this.#things[slot] = thing;
    this.#codes[slot] = codeOf(at);
    this.#xs[slot] = at.x;
    this.#ys[slot] = at.y;
    this.#slots.set(thing.id, slot);
    return slot;
  }

  /** Place of the first code that is not smaller. */
  #rankOf(code: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#codes[this.#order[middle] ?? 0] ?? 0) < code) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const capacity = this.#codes.length * 2;
    this.#codes = larger(new Float64Array(capacity), this.#codes);
    this.#xs = larger(new Float64Array(capacity), this.#xs);
    this.#ys = larger(new Float64Array(capacity), this.#ys);
    this.#order = larger(new Uint32Array(capacity), this.#order);
  }
}

function larger<Values extends Float64Array | Uint32Array>(values: Values, before: Values): Values {
  values.set(before);
  return values;
}

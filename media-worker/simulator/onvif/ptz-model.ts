/** Where a simulated dome looks and how it moves: a function of time, so nothing runs while nobody asks. */
export type Velocity = { readonly pan: number; readonly tilt: number; readonly zoom: number };
export type Position = Velocity;
type Preset = { readonly name: string; readonly position: Position };

/** From one end to the other at full speed. */
const FULL_TRAVEL_S = 8;
export const MAX_PRESETS = 32;
export const MIN_TIMEOUT_MS = 1_000;
export const MAX_TIMEOUT_MS = 60_000;

const STILL: Velocity = { pan: 0, tilt: 0, zoom: 0 };
const CENTRE: Position = { pan: 0, tilt: 0, zoom: 0 };

export class PtzModel {
  readonly #now: () => number;
  readonly #presets = new Map<string, Preset>();
  #from: Position = CENTRE;
  #home: Position = CENTRE;
  #velocity: Velocity = STILL;
  #since = 0;
  #until = Number.POSITIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  get presets(): ReadonlyMap<string, Preset> {
    return this.#presets;
  }

  get moving(): boolean {
    return this.#velocity !== STILL && this.#now() < this.#until;
  }

  get position(): Position {
    const seconds = Math.max(0, (Math.min(this.#now(), this.#until) - this.#since) / 1000);
    const at = (from: number, speed: number, least: number) =>
      clamp(from + (speed * seconds * 2) / FULL_TRAVEL_S, least, 1);
    const { pan, tilt, zoom } = this.#velocity;
    return {
      pan: at(this.#from.pan, pan, -1),
      tilt: at(this.#from.tilt, tilt, -1),
      zoom: at(this.#from.zoom, zoom, 0),
    };
  }

  move(velocity: Velocity, timeoutMs: number | null): void {
    this.#settle();
    this.#velocity = velocity;
    this.#until = timeoutMs === null ? Number.POSITIVE_INFINITY : this.#since + timeoutMs;
  }

  stop(panTilt: boolean, zoom: boolean): void {
    const { pan, tilt, zoom: zooming } = this.#velocity;
    this.#settle();
    this.#velocity = {
      pan: panTilt ? 0 : pan,
      tilt: panTilt ? 0 : tilt,
      zoom: zoom ? 0 : zooming,
    };
    if (panTilt && zoom) this.#velocity = STILL;
  }

  goTo(position: Partial<Position>): void {
    this.#settle();
    const { pan, tilt, zoom } = { ...this.#from, ...position };
    this.#from = { pan: clamp(pan, -1, 1), tilt: clamp(tilt, -1, 1), zoom: clamp(zoom, 0, 1) };
    this.#velocity = STILL;
  }

  /** The preset's token; null: there is no room for another one. */
  setPreset(token: string | null, name: string): string | null {
    const key = token ?? String(firstFree(this.#presets));
    if (!this.#presets.has(key) && this.#presets.size >= MAX_PRESETS) return null;
    this.#presets.set(key, { name, position: this.position });
    return key;
  }

  gotoPreset(token: string): boolean {
    const preset = this.#presets.get(token);
    if (preset) this.goTo(preset.position);
    return preset !== undefined;
  }

  removePreset(token: string): boolean {
    return this.#presets.delete(token);
  }

  setHome(): void {
    this.#home = this.position;
  }

  goHome(): void {
    this.goTo(this.#home);
  }

  #settle(): void {
    this.#from = this.position;
    this.#since = this.#now();
    this.#until = Number.POSITIVE_INFINITY;
  }
}

function firstFree(presets: ReadonlyMap<string, unknown>): number {
  let number = 1;
  while (presets.has(String(number))) number += 1;
  return number;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

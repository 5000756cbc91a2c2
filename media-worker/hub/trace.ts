export type TraceEntry = { readonly at: number; readonly step: string; readonly detail?: string };

/** Three or four attempts' worth of steps: enough to see why a picture does not come. */
const MAX_ENTRIES = 48;

/** The last steps of a stream's source, oldest first. */
export class Trace {
  readonly #entries: TraceEntry[] = [];

  add(at: number, step: string, detail?: string): void {
    this.#entries.push(detail === undefined ? { at, step } : { at, step, detail });
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  get entries(): readonly TraceEntry[] {
    return [...this.#entries];
  }
}

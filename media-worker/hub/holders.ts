export type Holder = { readonly name: string; readonly since: number };

/** Who keeps a stream's source running, by name (`viewer`, `still`, `keep-warm` …); the same name may hold many times. */
export class Holders {
  readonly #holders = new Set<Holder>();
  readonly #changed: (count: number) => void;

  constructor(changed: (count: number) => void) {
    this.#changed = changed;
  }

  get list(): readonly Holder[] {
    return [...this.#holders];
  }

  get count(): number {
    return this.#holders.size;
  }

  /** Holds until disposed; disposing twice is harmless. */
  add(name: string, since: number): Disposable {
    const holder = { name, since };
    this.#holders.add(holder);
    this.#changed(this.#holders.size);
    return {
      [Symbol.dispose]: () => {
        if (this.#holders.delete(holder)) this.#changed(this.#holders.size);
      },
    };
  }
}

import { MediaError } from '../media/errors.ts';

/** How many of what costs a good part of a core there may be at a time. */
export class VideoSlots {
  readonly #limit: number;
  readonly #refusal: { readonly code: string; readonly message: string };
  #taken = 0;

  constructor(limit: number, refusal: { readonly code: string; readonly message: string }) {
    this.#limit = limit;
    this.#refusal = refusal;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A slot until disposed. @throws `refused` with the code of the refusal */
  take(): Disposable {
    const { code, message } = this.#refusal;
    if (this.#taken >= this.#limit) throw new MediaError('refused', message, { code });
    this.#taken += 1;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#taken -= 1;
        held = false;
      },
    };
  }
}

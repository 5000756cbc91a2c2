import { MediaError } from '../media/errors.ts';

/** How many pictures streams are transcoded at a time: each costs a good part of a core. */
export class VideoSlots {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A slot until disposed. @throws `refused` with `transcode.no-capacity` */
  take(): Disposable {
    if (this.#taken >= this.#limit)
      throw new MediaError('refused', `this worker transcodes ${this.#limit} streams at most`, {
        code: 'transcode.no-capacity',
      });
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

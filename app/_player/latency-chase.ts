/** Beyond this the viewer is not watching live any more: jump. */
const JUMP_BEHIND_S = 4;
const JUMP_LEAVES_S = 0.5;
const HURRY_BEHIND_S = 0.75;
const CALM_BEHIND_S = 0.4;
const HURRY_RATE = 1.15;
/** With less than this ahead of the picture it is about to stand still. */
const DRY_S = 0.05;
/** What a network that let the picture run dry gets more, each time, and how soon some of it is taken back. */
const RESERVE_STEP_S = 0.3;
const MAX_RESERVE_S = 1.5;
const FORGIVEN_AFTER_MS = 60_000;

export type Chase =
  | { kind: 'keep' }
  | { kind: 'rate'; rate: number }
  | { kind: 'jump'; leaveS: number };

/** What to do about the video buffered ahead of the picture: little delay where the network is even, more where it is not. */
export class LatencyChase {
  #reserveS = 0;
  /** Before the first pictures are ahead there is nothing that could run dry. */
  #dry = true;
  #reservedAt = 0;

  /** Between calm and hurry the rate stays as it is. */
  look(nowMs: number, bufferedS: number, rate: number): Chase {
    this.note(nowMs, bufferedS);
    if (bufferedS > JUMP_BEHIND_S) return { kind: 'jump', leaveS: JUMP_LEAVES_S + this.#reserveS };
    const beyondS = bufferedS - this.#reserveS;
    if (beyondS > HURRY_BEHIND_S && rate !== HURRY_RATE) return { kind: 'rate', rate: HURRY_RATE };
    if (beyondS < CALM_BEHIND_S && rate !== 1) return { kind: 'rate', rate: 1 };
    return { kind: 'keep' };
  }

  /** Where no picture came since the last look there is nothing to do, but something to learn. */
  note(nowMs: number, bufferedS: number): void {
    const dry = bufferedS < DRY_S;
    if (dry && !this.#dry) {
      this.#reserveS = Math.min(MAX_RESERVE_S, this.#reserveS + RESERVE_STEP_S);
      this.#reservedAt = nowMs;
    } else if (this.#reserveS > 0 && nowMs - this.#reservedAt > FORGIVEN_AFTER_MS) {
      this.#reserveS = Math.max(0, this.#reserveS - RESERVE_STEP_S);
      this.#reservedAt = nowMs;
    }
    this.#dry = dry;
  }
}

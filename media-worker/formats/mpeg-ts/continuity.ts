import type { TsPacket } from './packet-reader.ts';

/** What a packet's counter says: `repeated` is to be ignored, `gap`: something before it is missing. */
export type Continuity = 'next' | 'repeated' | 'gap';

/** Continuity counter of one PID (§2.4.3.3); 16 lost packets in a row go unseen. */
export class ContinuityCounter {
  #last: number | null = null;

  /** What comes next is not counted on from what came before. */
  restart(): void {
    this.#last = null;
  }

  judge({ counter, discontinuity }: TsPacket): Continuity {
    const last = this.#last;
    this.#last = counter;
    if (last === null || discontinuity || counter === ((last + 1) & 0x0f)) return 'next';
    return counter === last ? 'repeated' : 'gap';
  }
}

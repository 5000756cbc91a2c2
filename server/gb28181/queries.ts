import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { type CatalogItem, catalogOf, type Manscdp } from './manscdp.ts';

/** A device that stops in the middle of its catalogue. */
const NEXT_WITHIN_MS = 12_000;
/** Some say of every message that it is the last. */
const MORE_WITHIN_MS = 1_000;
const MAX_SN = 0x7fff_ffff;

type Waiting = {
  readonly cmdType: string;
  readonly deviceId: string;
  take(answer: Manscdp): void;
};

/** Answers come as messages of their own, known by the number of the question. */
export class Queries {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #sn: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    // Numbers of before a restart are still on their way.
    this.#sn = Math.floor(clock.wallNow() / 1000) % 1_000_000;
  }

  nextSn(): number {
    this.#sn = (this.#sn % MAX_SN) + 1;
    return this.#sn;
  }

  /** True: somebody asked for it. */
  heard(answer: Manscdp): boolean {
    const waiting = this.#waiting.get(answer.sn);
    if (waiting?.cmdType !== answer.cmdType || waiting.deviceId !== answer.deviceId) return false;
    waiting.take(answer);
    return true;
  }

  /** One answer. @throws `gb28181.no-answer` */
  async one(cmdType: string, deviceId: string, ask: (sn: number) => Promise<void>) {
    const answered = Promise.withResolvers<Manscdp>();
    return this.#ask({ cmdType, deviceId, take: answered.resolve }, ask, (signal) =>
      Promise.race([answered.promise, this.#late(signal)]),
    );
  }

  /**
   * A catalogue, which comes in as many messages as the device likes; `whole` is false when it stopped before it had sent as
   * many as it said. Items that come twice count once. @throws `gb28181.no-answer` when nothing came
   */
  async catalog(deviceId: string, ask: (sn: number) => Promise<void>) {
    const items = new Map<string, CatalogItem>();
    let got = 0;
    let complete = false;
    let news = Promise.withResolvers<void>();
    const take = ({ fields }: Manscdp) => {
      const { total, count, items: more } = catalogOf(fields);
      got += count;
      for (const item of more) items.set(item.id, item);
      complete = total !== null && got >= total;
      news.resolve();
    };
    return this.#ask({ cmdType: 'Catalog', deviceId, take }, ask, async (signal) => {
      const more = async (withinMs: number): Promise<boolean> => {
        const late = this.#clock.sleep(withinMs, signal).then(() => false);
        const came = await Promise.race([news.promise.then(() => true), late]);
        news = Promise.withResolvers();
        return came;
      };
      if (!(await more(NEXT_WITHIN_MS))) throw new AppError('gb28181.no-answer');
      while (await more(complete ? MORE_WITHIN_MS : NEXT_WITHIN_MS));
      return { items: [...items.values()], whole: complete };
    });
  }

  async #ask<T>(
    waiting: Waiting,
    ask: (sn: number) => Promise<void>,
    wait: (over: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const sn = this.nextSn();
    const over = new AbortController();
    this.#waiting.set(sn, waiting);
    try {
      await ask(sn);
      return await wait(over.signal);
    } finally {
      this.#waiting.delete(sn);
      over.abort();
    }
  }

  async #late(signal: AbortSignal): Promise<never> {
    await this.#clock.sleep(NEXT_WITHIN_MS, signal);
    throw new AppError('gb28181.no-answer');
  }
}

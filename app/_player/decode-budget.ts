import type { Quality } from '../../server/cameras/schema.ts';
import { allot, type Claim, type Importance, type Level, nextStep, spent } from './allotment.ts';
import type { PlayerClock } from './clock.ts';
import { DropMeter } from './drop-meter.ts';

const TICK_MS = 1_000;
const FIRST_HOLD_MS = 20_000;
const LONGEST_HOLD_MS = 300_000;
/** Trouble so soon after a step up was its fault. */
const SUSPECT_MS = 30_000;
/** A cut always takes something away, since what was spent does not fit any more. */
const CUT = 0.85;
/** A player that begins hurries through what the worker kept for it, and drops some of that. */
const SETTLES_READINGS = 3;
/** Until a stream was seen: 1080p25, and 360p15. */
const GUESS: Readonly<Record<Quality, number>> = {
  main: 1920 * 1080 * 25,
  sub: 640 * 360 * 15,
};
/** Measured rates swing; smaller differences are not worth a new share-out. */
const SAME_WITHIN = 0.25;

/** What a picture has decoded so far, since its player began. */
export type DecodeSample = {
  readonly quality: Quality;
  readonly decoded: number;
  readonly dropped: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
};

export type Grant = {
  readonly level: Level;
  /** null: as it was wanted. `busy`: the computer is; `dropped`: this stream alone dropped frames. */
  readonly because: 'busy' | 'dropped' | null;
};

export type SeatWish = { readonly wanted: Quality; readonly importance: Importance };

export type Seat = {
  want: (wish: SeatWish) => void;
  [Symbol.dispose]: () => void;
};

type Place = {
  readonly id: number;
  readonly read: () => DecodeSample | null;
  readonly onGrant: (grant: Grant) => void;
  readonly meter: DropMeter;
  readonly cost: Record<Quality, number>;
  wish: SeatWish;
  last: DecodeSample | null;
  /** Readings left out until its player has settled. */
  unsettled: number;
  cappedUntil: number;
  capHoldMs: number;
  grant: Grant | null;
};

type Options = {
  readonly clock: Pick<PlayerClock, 'now' | 'every'>;
  /** Pixels a second this computer is thought to decode. */
  readonly capacity: number;
};

/** Gives every picture on a page its share of what this computer can decode, by what it drops. */
export class DecodeBudget {
  readonly #clock: Options['clock'];
  readonly #places: Place[] = [];
  readonly #meter: DropMeter;
  #capacity: number;
  #measured = false;
  #holdMs = FIRST_HOLD_MS;
  #steppedUpAt: number | null = null;
  #visible = true;
  #lastId = 0;
  #endTicking: (() => void) | null = null;

  constructor({ clock, capacity }: Options) {
    this.#clock = clock;
    this.#capacity = capacity;
    this.#meter = new DropMeter(clock.now());
  }

  /** Pixels a second: the first guess, then what was learnt. */
  get capacity(): number {
    return this.#capacity;
  }

  /** A better first guess, unless something was measured meanwhile. */
  guess(capacity: number): void {
    if (this.#measured) return;
    this.#capacity = capacity;
    this.#share();
  }

  /** Nothing is decoded for a page that nobody sees, and what it drops means nothing. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    for (const place of this.#places) place.last = null;
    this.#measureAnew(this.#clock.now());
  }

  join(wish: SeatWish, read: () => DecodeSample | null, onGrant: (grant: Grant) => void): Seat {
    this.#lastId += 1;
    const place: Place = {
      id: this.#lastId,
      read,
      onGrant,
      meter: new DropMeter(this.#clock.now()),
      cost: { ...GUESS },
      wish,
      last: null,
      unsettled: 0,
      cappedUntil: 0,
      capHoldMs: FIRST_HOLD_MS,
      grant: null,
    };
    this.#places.push(place);
    this.#endTicking ??= this.#clock.every(TICK_MS, () => this.#tick());
    this.#share();
    return {
      want: (next) => {
        if (next.wanted === place.wish.wanted && next.importance === place.wish.importance) return;
        place.wish = next;
        this.#share();
      },
      [Symbol.dispose]: () => this.#leave(place),
    };
  }

  #leave(place: Place): void {
    const index = this.#places.indexOf(place);
    if (index === -1) return;
    this.#places.splice(index, 1);
    if (this.#places.length > 0) {
      this.#share();
      return;
    }
    this.#endTicking?.();
    this.#endTicking = null;
  }

  #tick(): void {
    if (!this.#visible) return;
    const now = this.#clock.now();
    const counts = this.#places.map((place) => count(place));
    const sum = (of: 'decoded' | 'dropped') => counts.reduce((all, one) => all + one[of], 0);
    const overloaded = this.#meter.count(now, sum('decoded'), sum('dropped'));
    this.#places.forEach((place, index) => {
      const { decoded, dropped } = counts[index] ?? NOTHING;
      const drops = place.meter.count(now, decoded, dropped);
      if (drops && !overloaded && place.last?.quality === 'main') cap(place, now);
    });
    if (overloaded) this.#cut(now);
    else if (this.#meter.cleanForMs(now) >= this.#holdMs) this.#stepUp(now);
    this.#share();
  }

  #cut(now: number): void {
    const suspicious = this.#steppedUpAt !== null && now - this.#steppedUpAt < SUSPECT_MS;
    this.#holdMs = suspicious ? Math.min(this.#holdMs * 2, LONGEST_HOLD_MS) : FIRST_HOLD_MS;
    const claims = this.#claims();
    this.#capacity = spent(claims, allot(claims, this.#capacity)) * CUT;
    this.#measured = true;
    this.#measureAnew(now);
  }

  #stepUp(now: number): void {
    const claims = this.#claims();
    const levels = allot(claims, this.#capacity);
    const step = nextStep(claims, levels);
    if (step === null) return;
    this.#capacity = Math.max(this.#capacity, spent(claims, levels) + step);
    this.#steppedUpAt = now;
    this.#measureAnew(now);
  }

  #claims(): Claim[] {
    const now = this.#clock.now();
    return this.#places.map(({ cappedUntil, cost, id, wish }) => ({
      ...wish,
      id,
      cost,
      capped: now < cappedUntil,
    }));
  }

  #share(): void {
    const claims = this.#claims();
    const levels = allot(claims, this.#capacity);
    const now = this.#clock.now();
    for (const place of [...this.#places]) {
      const level = levels.get(place.id) ?? 'still';
      const capped = now < place.cappedUntil && place.wish.wanted === 'main' && level === 'sub';
      const because = level === place.wish.wanted ? null : capped ? 'dropped' : 'busy';
      if (place.grant?.level === level && place.grant.because === because) continue;
      place.grant = { level, because };
      place.onGrant(place.grant);
    }
  }

  /** Something changed for all: what was dropped before says nothing about what comes. */
  #measureAnew(now: number): void {
    this.#meter.restart(now);
    for (const place of this.#places) place.meter.restart(now);
  }
}

const NOTHING = { decoded: 0, dropped: 0 };

/** Frames since the reading before; a player that began anew counts from zero again. */
function count(place: Place): { decoded: number; dropped: number } {
  const { last } = place;
  const sample = place.read();
  place.last = sample;
  if (sample === null) return NOTHING;
  learnCost(place.cost, sample);
  const goesOn = last !== null && last.quality === sample.quality;
  if (!goesOn || sample.decoded < last.decoded || sample.dropped < last.dropped) {
    place.unsettled = SETTLES_READINGS;
    return NOTHING;
  }
  if (place.unsettled > 0) {
    place.unsettled -= 1;
    return NOTHING;
  }
  return { decoded: sample.decoded - last.decoded, dropped: sample.dropped - last.dropped };
}

function learnCost(cost: Record<Quality, number>, sample: DecodeSample): void {
  const { fps, height, quality, width } = sample;
  const rate = width * height * fps;
  if (rate === 0 || Math.abs(rate - cost[quality]) <= cost[quality] * SAME_WITHIN) return;
  cost[quality] = rate;
  // A camera whose only stream plays as either of the two.
  cost.main = Math.max(cost.main, cost.sub);
}

function cap(place: Place, now: number): void {
  place.cappedUntil = now + place.capHoldMs;
  place.capHoldMs = Math.min(place.capHoldMs * 2, LONGEST_HOLD_MS);
  place.meter.restart(now);
}

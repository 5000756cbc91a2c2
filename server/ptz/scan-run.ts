import type { Position, PtzHead } from '../drivers/driver.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { apart, type Heading, headingAt } from './scan-way.ts';

/** Between two looks at where it is: at full speed a dome turns some 15° meanwhile. */
const LOOK_EVERY_MS = 150;
/** A move ends by itself after some seconds: while it goes on the device is told again. */
const REFRESH_MS = 2_000;
const ANSWER_WITHIN_MS = 1_500;
/** A device that has not answered for so long is gone; what it was told last ends by itself. */
const LOST_AFTER_MS = 4_000;
/** A head that does not turn for so long, though it is told to, has come to its end. */
const STUCK_AFTER_MS = 10_000;
const STUCK_WITHIN = 0.001;
/** Longer than any dome needs to its first limit. */
const ARRIVE_WITHIN_MS = 15_000;
const ARRIVED_WITHIN = 0.01;

export type ScanWay = {
  readonly left: Position;
  readonly rightPan: number;
  /** From 0 to 1 of what it can. */
  readonly speed: number;
};

/** `ours`: unless somebody else has moved it since; `lost`: once, since nobody answers. */
export type ScanStop = 'ours' | 'always' | 'lost';

type Scanned = {
  readonly head: PtzHead;
  readonly way: ScanWay;
  /** The head goes to its left limit by itself. */
  readonly absolute: boolean;
  /** How long the device moves by itself at most. */
  readonly moveMs: number;
  /** The last look before the camera is moved: somebody may have taken it meanwhile. */
  readonly mayGoOn: () => Promise<boolean>;
  /** Makes it stand still, however often that has to be said. */
  readonly stop: (how: ScanStop) => Promise<void>;
};

/**
 * Turns a camera to and fro between its limits until the signal aborts or it may not go on; then it stands still.
 * @throws what the device said when it stops answering, ptz.scan-stuck, ptz.no-position
 */
export async function runScan(clock: Clock, scanned: Scanned, signal: AbortSignal): Promise<void> {
  await new Scan(clock, scanned, signal).run();
}

class Scan {
  readonly #clock: Clock;
  readonly #scanned: Scanned;
  readonly #signal: AbortSignal;
  #heading: Heading = 'right';
  #refreshAt = Number.NEGATIVE_INFINITY;
  #answeredAt: number;
  #sending: Promise<void> | null = null;
  #turning: { pan: number; at: number } | null = null;

  constructor(clock: Clock, scanned: Scanned, signal: AbortSignal) {
    this.#clock = clock;
    this.#scanned = scanned;
    this.#signal = signal;
    this.#answeredAt = clock.monotonicNow();
  }

  /** A stop waits for nothing, and is said again when a move was still on its way. */
  async run(): Promise<void> {
    const going = this.#go();
    let how: ScanStop = 'ours';
    const ended = going.catch(() => {
      how = 'lost'; // told at the end
    });
    await Promise.race([ended, untilAborted(this.#signal)]);
    const underWay = this.#sending;
    await this.#scanned.stop(how);
    if (underWay) {
      await underWay.catch(() => undefined); // the stop behind it counts
      await this.#scanned.stop('always');
    }
    await going;
  }

  async #go(): Promise<void> {
    const { absolute, way } = this.#scanned;
    if (absolute && !(await this.#arrive(way.left))) return;
    while (!this.#signal.aborted) {
      const goesOn = await this.#try(() => this.#step());
      if (goesOn === false) return;
      await this.#pause();
    }
  }

  /** Tilt and zoom are those of the left limit. False: it may not go on. */
  async #arrive(left: Position): Promise<boolean> {
    const { head, way } = this.#scanned;
    const until = this.#clock.monotonicNow() + ARRIVE_WITHIN_MS;
    let told = false;
    while (!this.#signal.aborted && this.#clock.monotonicNow() < until) {
      const there = await this.#try(async () => {
        if (!told) {
          if (!(await this.#scanned.mayGoOn())) return 'rests';
          if (this.#signal.aborted) return 'rests';
          await this.#send((signal) => head.moveTo(left, way.speed, signal));
          told = true;
        }
        const at = await this.#look();
        const far = Math.max(apart(at.pan, left.pan), Math.abs(at.tilt - left.tilt));
        return far <= ARRIVED_WITHIN ? 'there' : 'under way';
      });
      if (there === 'rests') return false;
      if (there === 'there') return true;
      await this.#pause();
    }
    return !this.#signal.aborted;
  }

  async #step(): Promise<boolean> {
    const { way, head, mayGoOn, moveMs } = this.#scanned;
    const { pan } = await this.#look();
    const now = this.#clock.monotonicNow();
    this.#demandTurning(pan, now);
    const limits = { leftPan: way.left.pan, rightPan: way.rightPan };
    const heading = headingAt(pan, this.#heading, limits);
    if (heading === this.#heading && now < this.#refreshAt) return true;
    if (!(await mayGoOn())) return false;
    if (this.#signal.aborted) return false;
    const motion = { pan: heading === 'right' ? way.speed : -way.speed, ...STILL };
    await this.#send((signal) => head.move(motion, signal));
    this.#heading = heading;
    this.#refreshAt = now + Math.min(REFRESH_MS, moveMs / 2);
    return true;
  }

  async #look(): Promise<Position> {
    const at = await this.#ask((signal) => this.#scanned.head.position(signal));
    if (at === null) throw new AppError('ptz.no-position');
    return at;
  }

  /** Not by the signal of the scan: a move that was cut off may arrive behind the stop that follows. */
  #ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return question(AbortSignal.timeout(ANSWER_WITHIN_MS));
  }

  async #send(command: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const sending = this.#ask(command);
    this.#sending = sending;
    try {
      await sending;
    } finally {
      this.#sending = null;
    }
  }

  #demandTurning(pan: number, now: number): void {
    if (this.#turning === null || apart(pan, this.#turning.pan) > STUCK_WITHIN)
      this.#turning = { pan, at: now };
    if (now - this.#turning.at > STUCK_AFTER_MS) throw new AppError('ptz.scan-stuck');
  }

  /** undefined: the device did not answer this time. */
  async #try<T>(step: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await step();
      this.#answeredAt = this.#clock.monotonicNow();
      return done;
    } catch (error) {
      const over = this.#clock.monotonicNow() - this.#answeredAt > LOST_AFTER_MS;
      if (over || (error instanceof AppError && FINAL.includes(error.code))) throw error;
      return undefined;
    }
  }

  async #pause(): Promise<void> {
    await this.#clock.sleep(LOOK_EVERY_MS, this.#signal).catch(() => undefined); // it rests
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}

const STILL = { tilt: 0, zoom: 0, focus: 0, iris: 0 } as const;
/** Asking again would not help. */
const FINAL: readonly string[] = [
  'ptz.scan-stuck',
  'ptz.no-position',
  'ptz.not-supported',
  'rights.missing',
];

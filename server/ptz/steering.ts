import type { Motion } from '../drivers/driver.ts';
import type { PtzSheet } from '../drivers/schema.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import { readStanding, type Steerer } from './data.ts';
import type { Head } from './heads.ts';
import { Move } from './move.ts';
import { claim, extendClaim } from './mutations.ts';
import { maySteer } from './policy.ts';
import {
  type PtzCommand,
  type PtzReport,
  type PtzStart,
  SOFT_LOCK_MS,
  type StopReason,
} from './schema.ts';

/** A session that was ended, or a right that was taken, is noticed this soon. */
const CHECK_EVERY_MS = 2_000;
/** While a claim is fresh the next press is not written down again. */
const CLAIM_GOOD_MS = SOFT_LOCK_MS - 5_000;

type Platform = Pick<Services, 'db' | 'clock' | 'log' | 'heads'>;
export type Steered = {
  /** Who it is, asked anew; null: signed out, or without the right. */
  readonly whoIs: () => Promise<Steerer | null>;
  readonly report: (report: PtzReport) => void;
};

type Held = { readonly cameraId: string; readonly head: Head; readonly untilMs: number };

/** One browser's hand on a camera. What it says arrives in order; what takes time is checked afterwards. */
export class Steering {
  readonly #platform: Platform;
  readonly #steered: Steered;
  /** The newest start or stop: an older start that was still on its way does nothing any more. */
  #newest = 0;
  #move: Move | null = null;
  #held: Held | null = null;
  #scope: Steerer | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #over = false;

  constructor(platform: Platform, steered: Steered) {
    this.#platform = platform;
    this.#steered = steered;
  }

  hear(command: PtzCommand): void {
    if (this.#over) return;
    if (command.type === 'beat') {
      this.#move?.hear();
      if (this.#isDue()) void this.#check();
      return;
    }
    if (command.sequence <= this.#newest) return;
    this.#newest = command.sequence;
    if (command.type === 'stop') void this.#move?.stop('asked');
    else void this.#start(command);
  }

  /** The connection is gone, or the server stops. */
  async end(reason: StopReason): Promise<void> {
    this.#over = true;
    this.#newest = Number.POSITIVE_INFINITY;
    await this.#move?.stop(reason);
  }

  /** Somebody locked, took over or moved a camera: ours stops when it is not ours any more. */
  async reconsider(cameraId: string | null): Promise<void> {
    const { db, clock, log } = this.#platform;
    const ours = this.#held?.cameraId ?? this.#move?.cameraId;
    if (ours === undefined || !this.#scope || (cameraId !== null && cameraId !== ours)) return;
    try {
      const { standing, led } = await readStanding(db, ours, clock.wallNow());
      // The next press has to be written down: that ends the cruise or scan.
      if (led && this.#held?.cameraId === ours) this.#held = null;
      if (maySteer(this.#scope, standing)) return;
    } catch (error) {
      log.warn({ error, camera: ours }, 'cannot tell whose camera it is');
    }
    if (this.#held?.cameraId === ours) this.#held = null;
    if (this.#move?.cameraId === ours) await this.#move.stop('taken-over');
  }

  async #start(start: PtzStart): Promise<void> {
    const { sequence, cameraId } = start;
    const isStale = () => sequence !== this.#newest;
    try {
      if (this.#move && this.#move.cameraId !== cameraId) await this.#move.stop('other');
      const held = await this.#hold(cameraId, isStale);
      if (!held || isStale()) return;
      const motion = motionOf(start, held.head.sheet);
      if (!motion) throw new AppError('ptz.not-supported', { details: { id: cameraId } });
      await this.#moving(held).steer(motion);
      if (!isStale()) this.#steered.report({ type: 'moved', sequence });
    } catch (error) {
      this.#fail(sequence, error);
      await this.#move?.stop('asked');
    }
  }

  /** null: no longer wanted, or nobody's. */
  async #hold(cameraId: string, isStale: () => boolean): Promise<Held | null> {
    const { db, clock, heads } = this.#platform;
    const now = clock.monotonicNow();
    if (this.#held?.cameraId === cameraId && now < this.#held.untilMs) {
      if (this.#isDue()) void this.#check();
      return this.#held;
    }
    const scope = await this.#check();
    if (!scope || isStale()) return null;
    const head = await heads.head(scope, cameraId);
    if (isStale()) return null;
    // A lens alone would not keep a camera from turning on that was scanning.
    if (await claim(db, scope, clock.wallNow(), { cameraId, what: 'move' })) await head.head.stop();
    this.#held = { cameraId, head, untilMs: clock.monotonicNow() + CLAIM_GOOD_MS };
    return this.#held;
  }

  #moving({ cameraId, head }: Held): Move {
    if (this.#move && !this.#move.ended) return this.#move;
    const move = new Move(this.#platform, {
      cameraId,
      head: head.head,
      refreshes: head.moveTimeoutMs !== null,
      onStopped: (reason) => this.#stopped(move, reason),
    });
    this.#move = move;
    return move;
  }

  #stopped(move: Move, reason: StopReason): void {
    const { db, clock, log } = this.#platform;
    const { cameraId } = move;
    if (this.#move === move) this.#move = null;
    this.#steered.report({ type: 'stopped', cameraId, reason });
    const scope = this.#scope;
    if (!scope || reason === 'taken-over') return;
    extendClaim(db, scope, clock.wallNow(), cameraId).catch((error: unknown) =>
      log.warn({ error, camera: cameraId }, 'end of a move not written down'),
    );
  }

  #isDue(): boolean {
    return this.#platform.clock.monotonicNow() - this.#checkedAt > CHECK_EVERY_MS;
  }

  async #check(): Promise<Steerer | null> {
    this.#checkedAt = this.#platform.clock.monotonicNow();
    try {
      this.#scope = await this.#steered.whoIs();
    } catch (error) {
      this.#platform.log.warn({ error }, 'cannot tell who steers');
      return this.#scope;
    }
    if (!this.#scope) await this.end('signed-out');
    return this.#scope;
  }

  #fail(sequence: number, error: unknown): void {
    if (!(error instanceof AppError)) this.#platform.log.error({ error }, 'a PTZ command failed');
    const { code, details } = error instanceof AppError ? error : new AppError('server.fault');
    this.#steered.report({ type: 'failed', sequence, code, ...(details ? { details } : {}) });
  }
}

/** Directions times speed, without what the head cannot do; null: nothing is left. */
export function motionOf({ motion, speed }: PtzStart, sheet: PtzSheet): Motion | null {
  const share = speed / 100;
  const scaled: Motion = {
    pan: sheet.panTilt ? motion.pan * share : 0,
    tilt: sheet.panTilt ? motion.tilt * share : 0,
    zoom: sheet.zoom ? motion.zoom * share : 0,
    focus: sheet.focus ? motion.focus * share : 0,
    iris: sheet.iris ? motion.iris * share : 0,
  };
  return Object.values(scaled).some((value) => value !== 0) ? scaled : null;
}

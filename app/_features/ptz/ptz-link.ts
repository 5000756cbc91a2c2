import type { PtzCommand, PtzReport, PtzStart } from '../../../server/ptz/schema.ts';

export type Motion = PtzStart['motion'];
export const STILL: Motion = { pan: 0, tilt: 0, zoom: 0, focus: 0, iris: 0 };

/** The server stops a camera after 600 ms without one. */
const BEAT_MS = 200;
export const FULL_SPEED = 100;

type Wanted = { readonly cameraId: string; readonly motion: Motion; readonly speed: number };
type Heard = PtzReport | { type: 'lost' };

/** A connection that may still be opening. */
type Line = { isOpen(): boolean; send(text: string): void; hangUp(): void };
type Events = { opened: () => void; heard: (report: PtzReport) => void; closed: () => void };
export type Connect = (events: Events) => Line;

/** The page's hand on a camera: what it wants now, said to the server with a sign of life every 200 ms. */
export class PtzLink {
  readonly #connect: Connect;
  readonly #listeners = new Set<(report: Heard) => void>();
  #line: Line | null = null;
  #wanted: Wanted | null = null;
  /** Grows with time, so that another page of the same browser never reuses a number. */
  #sequence = 0;
  #beat: ReturnType<typeof setInterval> | undefined;
  #ends: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  listen(listener: (report: Heard) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects beforehand, so that the first press finds an open connection. */
  warmUp(): void {
    if (this.#line) return;
    const line = this.#connect({
      opened: () => {
        if (this.#wanted) this.#start(this.#wanted);
      },
      heard: (report) => this.#hear(report),
      closed: () => this.#lost(line),
    });
    this.#line = line;
  }

  /** Told twice the same it says nothing. */
  steer(cameraId: string, motion: Motion, speed: number): void {
    const same =
      this.#wanted?.cameraId === cameraId &&
      this.#wanted.speed === speed &&
      JSON.stringify(this.#wanted.motion) === JSON.stringify(motion);
    clearTimeout(this.#ends);
    if (same) return;
    this.#wanted = { cameraId, motion, speed };
    this.warmUp();
    if (this.#line?.isOpen()) this.#start(this.#wanted);
  }

  /** Moves for a time; whatever is wanted meanwhile takes its place. */
  steerFor(cameraId: string, motion: Motion, speed: number, ms: number): void {
    this.steer(cameraId, motion, speed);
    this.#ends = setTimeout(() => this.stop(), ms);
  }

  stop(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#ends);
    if (!this.#wanted) return;
    this.#wanted = null;
    this.halt();
  }

  /** Also where nothing is known to move: the emergency key. */
  halt(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#ends);
    this.#wanted = null;
    this.#sequence += 1;
    this.#send({ type: 'stop', sequence: this.#sequence });
  }

  /** Whoever leaves hangs up: the server stops what still moves. */
  close(): void {
    this.stop();
    this.#line?.hangUp();
  }

  #start({ cameraId, motion, speed }: Wanted): void {
    this.#sequence += 1;
    this.#send({ type: 'start', sequence: this.#sequence, cameraId, motion, speed });
    clearInterval(this.#beat);
    this.#beat = setInterval(() => this.#send({ type: 'beat' }), BEAT_MS);
  }

  #send(command: PtzCommand): void {
    if (this.#line?.isOpen()) this.#line.send(JSON.stringify(command));
  }

  #hear(report: PtzReport): void {
    if (report.type === 'failed' || (report.type === 'stopped' && report.reason !== 'asked')) {
      clearInterval(this.#beat);
      this.#wanted = null;
    }
    for (const listener of this.#listeners) listener(report);
  }

  #lost(line: Line): void {
    if (this.#line !== line) return;
    const moved = this.#wanted !== null;
    clearInterval(this.#beat);
    this.#line = null;
    this.#wanted = null;
    this.#sequence = 0;
    if (moved) for (const listener of this.#listeners) listener({ type: 'lost' });
  }
}

/** One for the page: it has one pair of hands. */
export const ptzLink = new PtzLink(({ opened, heard, closed }) => {
  const { protocol, host } = window.location;
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/ptz`);
  socket.addEventListener('open', opened);
  socket.addEventListener('message', ({ data }) => heard(JSON.parse(data)));
  socket.addEventListener('close', closed);
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (text) => socket.send(text),
    hangUp: () => socket.close(),
  };
});

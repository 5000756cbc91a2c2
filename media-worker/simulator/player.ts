import type { RtpBatch } from '../protocols/rtp/batch.ts';
import type { RtpOutput } from '../protocols/rtsp/rtp-output.ts';
import type { Fault, SimulatedCamera } from './camera.ts';
import { AUDIO_FRAME_SAMPLES, AUDIO_RATE } from './encoding/audio.ts';

/** One timer for all players; cameras' pictures fall between its ticks by at most this. */
const TICK_MS = 5;
const VIDEO_CLOCK = 90_000;
const REPORT_MS = 5_000;
/** A client that does not read for this long is behind by a picture group and gets the next one whole. */
const MAX_BACKLOG_BYTES = 2 * 1024 * 1024;
/** After a pause of the machine (or a clock that was set) everyone goes on from now. */
const MAX_LATE_MS = 3_000;
const PACKET_LOSS_SHARE = 0.04;
/** Over UDP the burst at the beginning is spread, or it would not fit the receiver's socket buffer. */
const MAX_PICTURES_PER_TICK = 3;

export type PlayerOptions = {
  readonly camera: () => SimulatedCamera;
  readonly fault: () => Fault;
  readonly video: RtpOutput | null;
  readonly audio: { readonly output: RtpOutput; readonly frames: readonly RtpBatch[] } | null;
  readonly random: () => number;
};

/** Sends one session its pictures when they are due. */
export class Player {
  readonly #options: PlayerOptions;
  #camera: SimulatedCamera;
  #next: number;
  #nextSound: number;
  #frozenAt: number | null = null;
  #waitingForGop = false;
  #reportAt = 0;
  readonly #paced: boolean;

  constructor(options: PlayerOptions, nowMs: number) {
    this.#options = options;
    this.#paced = options.video?.route.protocol === 'udp';
    const camera = options.camera();
    this.#camera = camera;
    this.#next = camera.gopStart(camera.indexAt(nowMs));
    // Sound begins where the burst of pictures begins.
    this.#nextSound = Math.ceil(
      (camera.timeOf(this.#next) * AUDIO_RATE) / 1000 / AUDIO_FRAME_SAMPLES,
    );
  }

  /** Sends what is due at `nowMs` (UTC). */
  tick(nowMs: number): void {
    const camera = this.#camera;
    if (Math.abs(nowMs - camera.timeOf(this.#next)) > MAX_LATE_MS) this.#resume(camera, nowMs);
    // The report goes first: with it the very first picture has its wall time and stands right beside the sound.
    if (nowMs >= this.#reportAt) this.#report(camera, nowMs);
    const last = this.#next + (this.#paced ? MAX_PICTURES_PER_TICK : Number.POSITIVE_INFINITY);
    for (; this.#next < last && camera.timeOf(this.#next) <= nowMs; this.#next++)
      this.#picture(this.#next);
    this.#sound(nowMs);
  }

  #resume(camera: SimulatedCamera, nowMs: number): void {
    this.#next = camera.gopStart(camera.indexAt(nowMs));
    this.#nextSound = Math.ceil((nowMs * AUDIO_RATE) / 1000 / AUDIO_FRAME_SAMPLES);
  }

  #mediaTime(camera: SimulatedCamera, n: number): number {
    return Math.round((n * VIDEO_CLOCK) / camera.fps);
  }

  #picture(n: number): void {
    const { video } = this.#options;
    const fault = this.#options.fault();
    const startsGop = this.#camera.gopStart(n) === n;
    // Another loop (a fault of the picture came or went) can only be shown from a random access point on.
    if (startsGop) this.#camera = this.#options.camera();
    const camera = this.#camera;
    this.#freeze(fault, startsGop ? n : null);
    if (!video || fault === 'signal-loss' || fault === 'offline') {
      this.#waitingForGop = true;
      return;
    }
    if (video.backlogBytes > MAX_BACKLOG_BYTES) this.#waitingForGop = true;
    else if (startsGop) this.#waitingForGop = false;
    if (this.#waitingForGop) return;
    const mediaTime = this.#mediaTime(camera, n);
    const { batches } = camera.picture(n, this.#frozenAt);
    if (fault !== 'packet-loss') video.sendAll(batches, mediaTime);
    else
      for (const batch of batches)
        if (this.#options.random() < PACKET_LOSS_SHARE) video.skip(batch);
        else video.send(batch, mediaTime);
  }

  /** A picture freezes and thaws where a GOP begins: only there is it decodable. */
  #freeze(fault: Fault, gopStart: number | null): void {
    if (gopStart === null) return;
    if (fault !== 'freeze') this.#frozenAt = null;
    else this.#frozenAt ??= gopStart;
  }

  #sound(nowMs: number): void {
    const { audio } = this.#options;
    if (!audio) return;
    const due = Math.floor((nowMs * AUDIO_RATE) / 1000 / AUDIO_FRAME_SAMPLES);
    const silent = this.#options.fault() === 'signal-loss' || this.#waitingForGop;
    for (; this.#nextSound <= due; this.#nextSound++) {
      const batch = audio.frames[this.#nextSound % audio.frames.length];
      if (batch && !silent) audio.output.send(batch, this.#nextSound * AUDIO_FRAME_SAMPLES);
    }
  }

  /** About what is sent next, so that a client never has to count back from the report. */
  #report(camera: SimulatedCamera, nowMs: number): void {
    this.#reportAt = nowMs + REPORT_MS;
    const n = this.#next;
    this.#options.video?.report(this.#mediaTime(camera, n), camera.timeOf(n));
    const sample = this.#nextSound * AUDIO_FRAME_SAMPLES;
    this.#options.audio?.output.report(sample, (sample * 1000) / AUDIO_RATE);
  }
}

/** Drives all players from one timer, which runs only while there are any. */
export class Stage implements Disposable {
  readonly #now: () => number;
  readonly #players = new Set<Player>();
  #timer: NodeJS.Timeout | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  get players(): number {
    return this.#players.size;
  }

  /** Plays at once; the returned function stops it. */
  play(options: PlayerOptions): () => void {
    const player = new Player(options, this.#now());
    this.#players.add(player);
    player.tick(this.#now());
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    return () => {
      this.#players.delete(player);
      if (this.#players.size === 0) this[Symbol.dispose]();
    };
  }

  #tick(): void {
    const now = this.#now();
    for (const player of this.#players) player.tick(now);
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}

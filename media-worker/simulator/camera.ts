import { makeBatch, type RtpBatch } from '../protocols/rtp/batch.ts';
import { packetizeH264 } from '../protocols/rtp/h264-packetizer.ts';
import { hashText } from './drawing/random.ts';
import { StripPainter, type StripText } from './overlay/strip.ts';
import { STRIPS, type StreamName } from './profiles.ts';
import type { Replay } from './replay.ts';
import type { Look, Scene } from './scenes.ts';

/** What can be wrong with a simulated camera: faults of the picture have a loop of their own, the others are played. */
export const FAULTS = [
  'none',
  'offline',
  'signal-loss',
  'freeze',
  'packet-loss',
  'blur',
  'cast',
  'dark',
] as const;
export type Fault = (typeof FAULTS)[number];

export function lookOf(fault: Fault): Look {
  return fault === 'blur' || fault === 'cast' || fault === 'dark' ? fault : 'clean';
}

/** Beijing time, which is the time in all of China, whatever the machine is set to. */
export function clockText(utcMs: number): string {
  const iso = new Date(utcMs + 8 * 3_600_000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 21)}`;
}

/** Pictures of one clock tick are asked for by every viewer of the camera within milliseconds. */
const STRIPS_KEPT = 4;

const painters: Readonly<Record<StreamName, StripPainter>> = {
  main: new StripPainter(STRIPS.main),
  sub: new StripPainter(STRIPS.sub),
};

export type CameraIdentity = {
  readonly code: string;
  readonly label: string;
  readonly scene: Scene;
  readonly stream: StreamName;
  /** Put behind the label from the next key frame on, e.g. where a dome looks. */
  readonly note?: () => string;
};

/** Packets of one picture in sending order. */
export type CameraPicture = { readonly idr: boolean; readonly batches: readonly RtpBatch[] };

/**
 * One stream of one simulated camera. It has no state that runs: picture `n` is a function of `n`, and `n` of the time,
 * so that a thousand cameras nobody looks at cost nothing.
 */
export class SimulatedCamera {
  readonly identity: CameraIdentity;
  readonly #replay: Replay;
  readonly #shift: number;
  readonly #phaseMs: number;
  readonly #strips = new Map<number, RtpBatch>();

  constructor(identity: CameraIdentity, replay: Replay) {
    this.identity = identity;
    this.#replay = replay;
    // Each camera is at another moment of its loop, on a GOP's border, and sends between the others' pictures.
    const hash = hashText(`${identity.code}/${identity.stream}`);
    const gops = replay.pictures.length / replay.gop;
    this.#shift = (hash % gops) * replay.gop;
    this.#phaseMs = (hash >>> 8) % Math.floor(1000 / replay.fps);
  }

  get fps(): number {
    return this.#replay.fps;
  }

  /** When picture `n` is taken, UTC milliseconds. */
  timeOf(n: number): number {
    return (n * 1000) / this.#replay.fps + this.#phaseMs;
  }

  /** The last picture taken at a time. */
  indexAt(utcMs: number): number {
    return Math.floor(((utcMs - this.#phaseMs) * this.#replay.fps) / 1000 + 1e-6);
  }

  /** The first picture of the GOP that `n` is in. */
  gopStart(n: number): number {
    return n - ((n + this.#shift) % this.#replay.gop);
  }

  /** Picture `n`; with `frozenAt` the GOP that begins there stands still. */
  picture(n: number, frozenAt: number | null): CameraPicture {
    const count = this.#replay.pictures.length;
    const inGop = n - this.gopStart(n);
    const shown = frozenAt === null ? n : frozenAt + inGop;
    const picture = this.#replay.pictures[(shown + this.#shift) % count];
    if (!picture) throw new RangeError(`no picture ${n}`);
    const rest = frozenAt === null ? picture.batch() : picture.still();
    return { idr: picture.idr, batches: [this.#strip(n, picture), rest] };
  }

  #text(n: number): StripText {
    const { label, note, stream } = this.identity;
    const behind = note?.() ?? '';
    const room = painters[stream].labelLength - behind.length;
    return { label: label.slice(0, room) + behind, clock: clockText(this.timeOf(n)) };
  }

  #strip(n: number, picture: Replay['pictures'][number]): RtpBatch {
    const known = this.#strips.get(n);
    if (known) return known;
    const painter = painters[this.identity.stream];
    const { sps, pps } = this.#replay.track;
    const slices = picture.idr
      ? [sps, ...pps, painter.whole(picture.strip, this.#text(n))]
      : [painter.update(picture.strip, this.#text(n - 1).clock, this.#text(n).clock)];
    const batch = makeBatch(packetizeH264(slices, { endsAccessUnit: false }));
    this.#strips.set(n, batch);
    const [oldest] = this.#strips.keys();
    if (this.#strips.size > STRIPS_KEPT && oldest !== undefined) this.#strips.delete(oldest);
    return batch;
  }
}

// Cuts a live stream into HLS segments and partial segments: RFC 8216bis §3, §4.4.4.9, §6.2.2.
import { concatBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';
import { Fmp4Packager } from './fmp4-packager.ts';
import type { Packager } from './packager.ts';
import { TsPackager } from './ts-packager.ts';

export type HlsFormat = 'ts' | 'fmp4';

/** A run of frames on its own; `independent` when decoding may start with it. Durations in 90 kHz ticks. */
export type Part = {
  readonly bytes: Uint8Array;
  readonly duration: number;
  readonly independent: boolean;
};

export type Segment = {
  readonly sequence: number;
  readonly parts: readonly Part[];
  readonly duration: number;
  /** UTC milliseconds at which its first frame was received. */
  readonly wallMs: number;
  /** Time or codecs do not go on from the segment before. */
  readonly discontinuity: boolean;
  /** Which initialisation segment it needs (fMP4). */
  readonly initVersion: number;
};

export type SegmenterOptions = {
  readonly format: HlsFormat;
  /** A segment ends at the first random access point at or after this. */
  readonly targetTicks: number;
  /** A part ends before it would outlast this. */
  readonly partTicks: number;
  readonly wallNow: () => number;
};

/** A camera that sends no random access point for this long gets its segment cut by force: 12 × target. */
const MAX_SEGMENT_TARGETS = 12;

type Pending = { readonly frame: Frame; readonly at: number };

/**
 * Frames in, finished segments and growing parts out. Works one video frame behind, because a frame's duration is
 * known only when the next one comes. Audio-only streams are cut on time.
 */
export class Segmenter {
  /** Parts of the segment that is still growing. */
  readonly openParts: Part[] = [];
  init: Uint8Array = new Uint8Array(0);
  initVersion = 0;
  readonly #options: SegmenterOptions;
  readonly #packager: Packager;
  #sequence = 0;
  #leading: 'video' | 'audio' = 'video';
  #pending: Pending | null = null;
  #startAt: number | null = null;
  #partStartAt = 0;
  #partIndependent = false;
  /** Between the newest two frames: how long the next one will probably last. */
  #distance = 0;
  #wallMs = 0;
  #discontinuity = false;

  constructor(options: SegmenterOptions) {
    this.#options = options;
    this.#packager = options.format === 'ts' ? new TsPackager() : new Fmp4Packager();
  }

  get openSequence(): number {
    return this.#sequence;
  }

  /** UTC ms at which the open segment began. */
  get openWallMs(): number {
    return this.#wallMs;
  }

  /** New parameter sets: the open segment ends here and the next one is a discontinuity. */
  tracks(tracks: readonly Track[]): Segment | null {
    const finished =
      this.#startAt === null ? null : this.#finish(this.#pending?.at ?? this.#startAt);
    this.#leading = tracks.some((track) => track.kind === 'video') ? 'video' : 'audio';
    this.init = this.#packager.init(tracks);
    this.#discontinuity = this.initVersion > 0;
    this.initVersion += 1;
    this.#pending = null;
    this.#startAt = null;
    return finished;
  }

  /** @returns the segment that this frame ended, if it did */
  push(frame: Frame): Segment | null {
    if (frame.kind !== this.#leading) {
      if (this.#startAt !== null) this.#packager.add(frame, 0);
      return null;
    }
    const at = frame.kind === 'video' ? frame.dts : frame.pts;
    const starts = frame.kind === 'audio' || frame.randomAccess;
    if (this.#startAt === null && !starts) return null;
    this.#settle(at);
    const finished =
      this.#startAt !== null && this.#isDue(at - this.#startAt, starts) ? this.#finish(at) : null;
    if (this.#startAt === null) this.#begin(at, starts);
    else if (at - this.#partStartAt + this.#distance > this.#options.partTicks)
      this.#closePart(at, starts);
    this.#pending = { frame, at };
    return finished;
  }

  #isDue(length: number, starts: boolean): boolean {
    const { targetTicks } = this.#options;
    return (starts && length >= targetTicks) || length >= targetTicks * MAX_SEGMENT_TARGETS;
  }

  #begin(at: number, independent: boolean): void {
    this.#startAt = at;
    this.#partStartAt = at;
    this.#partIndependent = independent;
    this.#wallMs = this.#options.wallNow();
  }

  /** The frame before is complete now: its duration is known. */
  #settle(at: number): void {
    if (!this.#pending) return;
    this.#distance = Math.max(1, at - this.#pending.at);
    this.#packager.add(this.#pending.frame, this.#distance);
    this.#pending = null;
  }

  #closePart(at: number, nextIndependent: boolean): void {
    const bytes = this.#packager.take();
    if (bytes.length > 0)
      this.openParts.push({
        bytes,
        duration: at - this.#partStartAt,
        independent: this.#partIndependent,
      });
    this.#partStartAt = at;
    this.#partIndependent = nextIndependent;
  }

  #finish(at: number): Segment {
    this.#closePart(at, false);
    const segment = {
      sequence: this.#sequence,
      parts: [...this.openParts],
      duration: at - (this.#startAt ?? at),
      wallMs: this.#wallMs,
      discontinuity: this.#discontinuity,
      initVersion: this.initVersion,
    };
    this.openParts.length = 0;
    this.#sequence += 1;
    this.#startAt = null;
    this.#discontinuity = false;
    return segment;
  }
}

/** All bytes of a segment. */
export function segmentBytes(segment: Segment): Uint8Array {
  return concatBytes(segment.parts.map((part) => part.bytes));
}

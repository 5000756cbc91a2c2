import type { SourceOutput } from '../hub/source.ts';
import type { Frame, StreamEvent } from '../media/frame.ts';
import { msToTicks, type Ticks90k, ticks90k } from '../media/ticks.ts';

/** Container bytes → events, as every demuxer in formats/ does it. */
export type Demuxer = {
  push(bytes: Uint8Array): StreamEvent[];
  /** Nothing more comes of what was begun. */
  flush?(): StreamEvent[];
};

/** Between the last frame of one timeline and the first of the next: about one picture. */
const JOINT_TICKS = msToTicks(40);
/** A longer step is no passing of time: the sender began anew without saying so. */
const MAX_STEP_TICKS = msToTicks(10_000);

/**
 * Leads what one demuxer after the other tells to a source's output: reports the steps, and puts each new timeline
 * behind the one before, so that a looped file or a break in a playlist goes on in time.
 */
export class DemuxedFeed {
  readonly #output: SourceOutput;
  #started = false;
  #offset: number | null = 0;
  #lastPts = 0;
  #lastDts = 0;

  constructor(output: SourceOutput) {
    this.#output = output;
  }

  /** Something came over the wire. */
  received(bytes: number): void {
    if (!this.#started) this.#output.step('first-packet');
    this.#started = true;
    this.#output.received(bytes);
  }

  /** What follows begins a timeline of its own. */
  newTimeline(): void {
    this.#offset = null;
  }

  take(events: readonly StreamEvent[]): void {
    for (const event of events) this.tell(this.place(event));
  }

  /** The event on the feed's own timeline; to be told in this order. */
  place(event: StreamEvent): StreamEvent {
    if (event.type === 'tracks') return event;
    const { frame } = event;
    const at = decodeTime(frame);
    const { pts } = frame;
    if (
      this.#offset !== null &&
      this.#lastDts > 0 &&
      Math.abs(at + this.#offset - this.#lastDts) > MAX_STEP_TICKS
    )
      this.#offset = null;
    // The next picture is shown behind the last one, and decoded behind it too where reordering got deeper.
    this.#offset ??= Math.max(this.#lastPts + JOINT_TICKS - pts, this.#lastDts + 1 - at);
    this.#lastPts = Math.max(this.#lastPts, pts + this.#offset);
    this.#lastDts = Math.max(this.#lastDts, at + this.#offset);
    return this.#offset === 0 ? event : { type: 'frame', frame: shifted(frame, this.#offset) };
  }

  tell(event: StreamEvent): void {
    if (event.type === 'tracks')
      this.#output.step('tracks', event.tracks.map((track) => track.codec).join(' '));
    this.#output.event(event);
  }
}

function shifted(frame: Frame, by: number): Frame {
  const pts = ticks90k(frame.pts + by);
  return frame.kind === 'audio'
    ? { ...frame, pts }
    : { ...frame, pts, dts: ticks90k(frame.dts + by) };
}

/** When a frame is due: its decode time, or for sound its presentation time. */
export function decodeTime(frame: Frame): Ticks90k {
  return frame.kind === 'video' ? frame.dts : frame.pts;
}

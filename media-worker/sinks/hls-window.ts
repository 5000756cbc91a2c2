import {
  initName,
  mediaPlaylist,
  type Naming,
  type PlaylistOptions,
  partName,
  segmentName,
} from '../formats/hls/playlist.ts';
import {
  type HlsFormat,
  type Part,
  type Segment,
  Segmenter,
  segmentBytes,
} from '../formats/hls/segmenter.ts';
import type { StreamEvent } from '../media/frame.ts';

export type HlsOptions = {
  readonly format: HlsFormat;
  /** 1–60 s; a segment also waits for the next random access point. */
  readonly segmentSeconds: number;
  readonly partSeconds: number;
};

/** A playlist shows this much, and three segments at least (RFC 8216bis §6.2.2). */
const LISTED_SECONDS = 20;
const MIN_LISTED_SEGMENTS = 3;
/** Segments that left the playlist stay this much longer: a player may be about to ask for them. */
const LINGERING_SEGMENTS = 3;
/** Long segments of a large stream: beyond this the oldest go early. */
const MAX_BYTES = 256 * 1024 * 1024;

/** What one stream looks like in HLS right now: the newest segments, the growing one, and what fetches them. */
export class HlsWindow {
  readonly #segmenter: Segmenter;
  readonly #options: HlsOptions;
  /** When it began: in the names, so that no cache takes this run's segments for another's. */
  readonly #epoch: string;
  readonly #inits = new Map<number, Uint8Array>();
  #segments: Segment[] = [];
  #discontinuitiesGone = 0;
  #bytes = 0;

  constructor(options: HlsOptions, wallNow: () => number) {
    this.#options = options;
    this.#epoch = Math.floor(wallNow()).toString(36);
    this.#segmenter = new Segmenter({
      format: options.format,
      targetTicks: options.segmentSeconds * 90_000,
      partTicks: options.partSeconds * 90_000,
      wallNow,
    });
  }

  /** A player may start. */
  get hasSegment(): boolean {
    return this.#segments.length > 0;
  }

  /** A player that knows parts may start. */
  get hasPart(): boolean {
    return this.#segmenter.openParts.length > 0;
  }

  /** Media sequence number and part count of the growing segment. */
  get edge(): { readonly sequence: number; readonly parts: number } {
    return { sequence: this.#segmenter.openSequence, parts: this.#segmenter.openParts.length };
  }

  get #naming(): Naming {
    return { epoch: this.#epoch, format: this.#options.format };
  }

  get #listed(): number {
    return Math.max(MIN_LISTED_SEGMENTS, Math.ceil(LISTED_SECONDS / this.#options.segmentSeconds));
  }

  get #isTooMuch(): boolean {
    const { length } = this.#segments;
    if (length > this.#listed + LINGERING_SEGMENTS) return true;
    return length > 1 && this.#bytes > MAX_BYTES;
  }

  /** @returns whether a segment or a part became complete */
  take(event: StreamEvent): boolean {
    const before = this.edge;
    const finished =
      event.type === 'tracks'
        ? this.#segmenter.tracks(event.tracks)
        : this.#segmenter.push(event.frame);
    if (event.type === 'tracks') this.#inits.set(this.#segmenter.initVersion, this.#segmenter.init);
    if (finished) this.#keep(finished);
    return before.sequence !== this.edge.sequence || before.parts !== this.edge.parts;
  }

  /** `lowLatency` lists the parts too, `delta` leaves old segments out. `query` is appended to every address. */
  playlist(wanted: {
    readonly lowLatency: boolean;
    readonly delta: boolean;
    readonly query: string;
  }): string {
    const listed = this.#segments.slice(-this.#listed);
    const open = {
      sequence: this.#segmenter.openSequence,
      parts: this.#segmenter.openParts,
      wallMs: this.#segmenter.openWallMs,
    };
    const options: PlaylistOptions = {
      ...this.#naming,
      targetSeconds: this.#options.segmentSeconds,
      partSeconds: wanted.lowLatency ? this.#options.partSeconds : null,
      delta: wanted.delta,
      query: wanted.query,
    };
    const gone =
      this.#discontinuitiesGone +
      this.#segments.slice(0, -this.#listed).filter((segment) => segment.discontinuity).length;
    return mediaPlaylist(listed, open, gone, options);
  }

  /** The bytes behind a name of the playlist, or `null` when it left the window or never was. */
  file(name: string): Uint8Array | null {
    for (const [version, init] of this.#inits)
      if (initName(version, this.#naming) === name) return init;
    for (const segment of this.#segments) {
      if (segmentName(segment.sequence, this.#naming) === name) return segmentBytes(segment);
      const part = this.#part(segment.sequence, segment.parts, name);
      if (part) return part;
    }
    return this.#part(this.#segmenter.openSequence, this.#segmenter.openParts, name);
  }

  #part(sequence: number, parts: readonly Part[], name: string): Uint8Array | null {
    const index = parts.findIndex((_, at) => partName(sequence, at, this.#naming) === name);
    return parts[index]?.bytes ?? null;
  }

  #keep(segment: Segment): void {
    this.#segments.push(segment);
    this.#bytes += sizeOf(segment);
    while (this.#isTooMuch) {
      const gone = this.#segments.shift();
      if (!gone) break;
      this.#bytes -= sizeOf(gone);
      if (gone.discontinuity) this.#discontinuitiesGone += 1;
    }
    const oldest = this.#segments[0]?.initVersion ?? 0;
    for (const version of this.#inits.keys()) if (version < oldest) this.#inits.delete(version);
  }
}

function sizeOf(segment: Segment): number {
  return segment.parts.reduce((sum, part) => sum + part.bytes.length, 0);
}

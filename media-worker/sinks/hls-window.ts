import {
  initName,
  mediaPlaylist,
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

/** A live playlist shows this many segments. */
const LISTED_SEGMENTS = 6;
/** Segments that left the playlist stay this much longer: a player may be about to ask for them. */
const KEPT_SEGMENTS = LISTED_SEGMENTS + 3;

/** What one stream looks like in HLS right now: the newest segments, the growing one, and what fetches them. */
export class HlsWindow {
  readonly #segmenter: Segmenter;
  readonly #options: HlsOptions;
  readonly #inits = new Map<number, Uint8Array>();
  #segments: Segment[] = [];
  #discontinuitiesGone = 0;

  constructor(options: HlsOptions, wallNow: () => number) {
    this.#options = options;
    this.#segmenter = new Segmenter({
      format: options.format,
      targetTicks: options.segmentSeconds * 90_000,
      partTicks: options.partSeconds * 90_000,
      wallNow,
    });
  }

  /** Whether a player may start: there is a segment or a part. */
  get isReady(): boolean {
    return this.#segments.length > 0 || this.#segmenter.openParts.length > 0;
  }

  /** Media sequence number and part count of the growing segment. */
  get edge(): { readonly sequence: number; readonly parts: number } {
    return { sequence: this.#segmenter.openSequence, parts: this.#segmenter.openParts.length };
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

  /** `lowLatency` lists the parts too. `query` is appended to every address. */
  playlist(lowLatency: boolean, query: string): string {
    const listed = this.#segments.slice(-LISTED_SEGMENTS);
    const open = {
      sequence: this.#segmenter.openSequence,
      parts: this.#segmenter.openParts,
      wallMs: this.#segmenter.openWallMs,
    };
    const options: PlaylistOptions = {
      format: this.#options.format,
      targetSeconds: this.#options.segmentSeconds,
      partSeconds: lowLatency ? this.#options.partSeconds : null,
      query,
    };
    const gone =
      this.#discontinuitiesGone +
      this.#segments.slice(0, -LISTED_SEGMENTS).filter((segment) => segment.discontinuity).length;
    return mediaPlaylist(listed, open, gone, options);
  }

  /** The bytes behind a name of the playlist, or `null` when it left the window or never was. */
  file(name: string): Uint8Array | null {
    for (const [version, init] of this.#inits) if (initName(version) === name) return init;
    for (const segment of this.#segments) {
      if (segmentName(segment.sequence, this.#options.format) === name)
        return segmentBytes(segment);
      const part = this.#part(segment.sequence, segment.parts, name);
      if (part) return part;
    }
    return this.#part(this.#segmenter.openSequence, this.#segmenter.openParts, name);
  }

  #part(sequence: number, parts: readonly Part[], name: string): Uint8Array | null {
    const index = parts.findIndex((_, at) => partName(sequence, at, this.#options.format) === name);
    return parts[index]?.bytes ?? null;
  }

  #keep(segment: Segment): void {
    this.#segments.push(segment);
    for (const gone of this.#segments.splice(0, Math.max(0, this.#segments.length - KEPT_SEGMENTS)))
      if (gone.discontinuity) this.#discontinuitiesGone += 1;
    const oldest = this.#segments[0]?.initVersion ?? 0;
    for (const version of this.#inits.keys()) if (version < oldest) this.#inits.delete(version);
  }
}

// Media playlists: RFC 8216bis §4.
import type { HlsFormat, Part, Segment } from './segmenter.ts';

export type PlaylistOptions = {
  readonly format: HlsFormat;
  readonly targetSeconds: number;
  /** null: no partial segments */
  readonly partSeconds: number | null;
  /** Goes into every name: what another run cut has other names, so that a cache never gives out its bytes. */
  readonly epoch: string;
  /** Leave out what the player has had for long: `_HLS_skip=YES`. */
  readonly delta: boolean;
  /** Appended to every address, e.g. `?ticket=…`; empty for none. */
  readonly query: string;
};

export type OpenSegment = {
  readonly sequence: number;
  readonly parts: readonly Part[];
  readonly wallMs: number;
};

const seconds = (ticks: number) => (ticks / 90_000).toFixed(3);

/** What the names of one run have in common. */
export type Naming = { readonly epoch: string; readonly format: HlsFormat };

/** Name of a segment: immutable, so that any cache may keep it. */
export function segmentName(sequence: number, { epoch, format }: Naming): string {
  return `${epoch}-${sequence}.${format === 'ts' ? 'ts' : 'm4s'}`;
}

export function partName(sequence: number, part: number, { epoch, format }: Naming): string {
  return `${epoch}-${sequence}.${part}.${format === 'ts' ? 'ts' : 'm4s'}`;
}

export function initName(version: number, { epoch }: Naming): string {
  return `${epoch}-init-${version}.mp4`;
}

/** In target durations: what lies further behind the end may be left out of a delta update (§4.4.3.8). */
const SKIP_BOUNDARY_TARGETS = 6;

function targetDuration(segments: readonly Segment[], { targetSeconds }: PlaylistOptions): number {
  return Math.max(
    targetSeconds,
    ...segments.map((segment) => Math.round(segment.duration / 90_000)),
  );
}

/** How many of the oldest segments end before the skip boundary. */
function skippable(
  segments: readonly Segment[],
  open: OpenSegment,
  options: PlaylistOptions,
): number {
  if (!options.delta || options.partSeconds === null) return 0;
  const boundary = targetDuration(segments, options) * SKIP_BOUNDARY_TARGETS * 90_000;
  let behindEnd = open.parts.reduce((sum, part) => sum + part.duration, 0);
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    if (behindEnd >= boundary) return index + 1;
    behindEnd += segments[index]?.duration ?? 0;
  }
  return 0;
}

function header(
  segments: readonly Segment[],
  discontinuitiesGone: number,
  options: PlaylistOptions,
): string[] {
  const longest = targetDuration(segments, options);
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${options.partSeconds === null ? (options.format === 'ts' ? 3 : 7) : 9}`,
  ];
  lines.push(`#EXT-X-TARGETDURATION:${longest}`);
  if (options.partSeconds !== null) {
    const hold = (options.partSeconds * 3).toFixed(3);
    lines.push(
      `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${hold},CAN-SKIP-UNTIL=${longest * SKIP_BOUNDARY_TARGETS}`,
    );
    lines.push(`#EXT-X-PART-INF:PART-TARGET=${options.partSeconds.toFixed(3)}`);
  }
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${segments[0]?.sequence ?? 0}`);
  if (discontinuitiesGone > 0) lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitiesGone}`);
  lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  return lines;
}

function partLines(sequence: number, parts: readonly Part[], options: PlaylistOptions): string[] {
  return parts.map((part, index) => {
    const independent = part.independent ? ',INDEPENDENT=YES' : '';
    return `#EXT-X-PART:DURATION=${seconds(part.duration)},URI="${partName(sequence, index, options)}${options.query}"${independent}`;
  });
}

/** How many of the newest segments list their parts: what lies within three targets of the live edge. */
const SEGMENTS_WITH_PARTS = 3;

/** `open` is the segment still growing; `gone` counts the discontinuities that left the window. */
export function mediaPlaylist(
  segments: readonly Segment[],
  open: OpenSegment,
  gone: number,
  options: PlaylistOptions,
): string {
  const lines = header(segments, gone, options);
  const skipped = skippable(segments, open, options);
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`);
  let initVersion = -1;
  for (const [index, segment] of segments.entries()) {
    if (index < skipped) continue;
    if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    if (options.format === 'fmp4' && segment.initVersion !== initVersion)
      lines.push(`#EXT-X-MAP:URI="${initName(segment.initVersion, options)}${options.query}"`);
    initVersion = segment.initVersion;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.wallMs).toISOString()}`);
    if (options.partSeconds !== null && index >= segments.length - SEGMENTS_WITH_PARTS)
      lines.push(...partLines(segment.sequence, segment.parts, options));
    lines.push(
      `#EXTINF:${seconds(segment.duration)},`,
      `${segmentName(segment.sequence, options)}${options.query}`,
    );
  }
  if (options.partSeconds !== null) {
    lines.push(...partLines(open.sequence, open.parts, options));
    const next = partName(open.sequence, open.parts.length, options);
    lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}${options.query}"`);
  }
  return `${lines.join('\n')}\n`;
}

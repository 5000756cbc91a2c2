// Playlists read: RFC 8216 §4. Total: any text gives a playlist or a coded error.
import { MediaError } from '../../media/errors.ts';

/** A day of two-second segments is 43,200; a live window has below 100. */
const MAX_SEGMENTS = 50_000;
/** An hour; more is nonsense. */
const MAX_DURATION_SECONDS = 3_600;
const IV_BYTES = 16;

export type ByteRange = { readonly offset: number; readonly length: number };
/** AES-128 in CBC over whole segments. */
export type SegmentKey = { readonly uri: string; readonly iv: Uint8Array };
/** Bytes somewhere; addresses are as written, relative to the playlist's. */
export type Resource = { readonly uri: string; readonly range: ByteRange | null };

export type ListedSegment = Resource & {
  /** Media sequence number. */
  readonly sequence: number;
  readonly durationMs: number;
  /** Another timeline or encoding begins here. */
  readonly discontinuity: boolean;
  /** Initialisation section, `null` for MPEG-TS. */
  readonly map: Resource | null;
  readonly key: SegmentKey | null;
};

export type ListedVariant = { readonly uri: string; readonly bandwidth: number };

export type Playlist =
  | { readonly kind: 'master'; readonly variants: readonly ListedVariant[] }
  | {
      readonly kind: 'media';
      readonly targetMs: number;
      readonly segments: readonly ListedSegment[];
      /** Nothing will be added. */
      readonly ended: boolean;
    };

/** @throws `malformed`, `unsupported`, `overflow` with codes `hls.*` */
export function readPlaylist(text: string): Playlist {
  const lines = text.split(/\r?\n/);
  if (!lines[0]?.replace('\uFEFF', '').startsWith('#EXTM3U'))
    throw new MediaError('malformed', 'not an HLS playlist', { code: 'hls.not-a-playlist' });
  const reader = new PlaylistReader();
  for (const line of lines.slice(1)) reader.line(line.trim());
  return reader.finish();
}

class PlaylistReader {
  readonly #variants: ListedVariant[] = [];
  readonly #segments: ListedSegment[] = [];
  #targetMs = 0;
  #ended = false;
  #sequence = 0;
  #bandwidth: number | null = null;
  #durationMs: number | null = null;
  #discontinuity = false;
  #range: ByteRange | null = null;
  #map: Resource | null = null;
  #key: { readonly uri: string; readonly iv: Uint8Array | null } | null = null;

  line(line: string): void {
    if (line === '') return;
    if (!line.startsWith('#')) {
      this.#address(line);
      return;
    }
    const colon = line.indexOf(':');
    const tag = colon < 0 ? line : line.slice(0, colon);
    this.#tag(tag, colon < 0 ? '' : line.slice(colon + 1));
  }

  finish(): Playlist {
    if (this.#variants.length > 0) return { kind: 'master', variants: this.#variants };
    const { length } = this.#segments;
    const longest = this.#segments.reduce((most, { durationMs }) => Math.max(most, durationMs), 0);
    if (length === 0 && this.#targetMs === 0)
      throw new MediaError('malformed', 'the playlist lists nothing', { code: 'hls.empty' });
    const targetMs = this.#targetMs || longest;
    return { kind: 'media', targetMs, segments: this.#segments, ended: this.#ended };
  }

  #tag(tag: string, value: string): void {
    switch (tag) {
      case '#EXT-X-STREAM-INF':
        this.#bandwidth = whole(attributes(value).get('BANDWIDTH') ?? '0') ?? 0;
        return;
      case '#EXT-X-TARGETDURATION':
        this.#targetMs = seconds(value);
        return;
      case '#EXT-X-MEDIA-SEQUENCE':
        this.#sequence = whole(value) ?? 0;
        return;
      case '#EXT-X-ENDLIST':
        this.#ended = true;
        return;
      case '#EXT-X-DISCONTINUITY':
        this.#discontinuity = true;
        return;
      case '#EXTINF':
        this.#durationMs = seconds(value.split(',')[0] ?? '');
        return;
      case '#EXT-X-BYTERANGE':
        this.#range = this.#byteRange(value);
        return;
      case '#EXT-X-MAP':
        this.#map = mapOf(attributes(value));
        return;
      case '#EXT-X-KEY':
        this.#key = keyOf(attributes(value));
        return;
      default: // comments, dates, parts and hints: whole segments are all that is read here
    }
  }

  #address(uri: string): void {
    if (this.#bandwidth !== null) {
      this.#variants.push({ uri, bandwidth: this.#bandwidth });
      this.#bandwidth = null;
      return;
    }
    if (this.#segments.length >= MAX_SEGMENTS)
      throw new MediaError('overflow', 'the playlist lists too many segments', {
        code: 'hls.too-long',
      });
    const sequence = this.#sequence;
    this.#segments.push({
      uri,
      sequence,
      durationMs: this.#durationMs ?? this.#targetMs,
      discontinuity: this.#discontinuity,
      range: this.#range,
      map: this.#map,
      key: this.#key && { uri: this.#key.uri, iv: this.#key.iv ?? sequenceIv(sequence) },
    });
    this.#sequence += 1;
    this.#durationMs = null;
    this.#discontinuity = false;
    this.#range = null;
  }

  /** Without an offset it follows the segment before. */
  #byteRange(value: string): ByteRange {
    const [length = '', offset] = value.split('@');
    const before = this.#segments.at(-1)?.range;
    const start =
      offset === undefined ? (before ? before.offset + before.length : 0) : whole(offset);
    return rangeOf(whole(length), start);
  }
}

function mapOf(named: ReadonlyMap<string, string>): Resource {
  const [length, offset] = named.get('BYTERANGE')?.split('@') ?? [];
  const range = length === undefined ? null : rangeOf(whole(length), whole(offset ?? '0'));
  return { uri: named.get('URI') ?? '', range };
}

function rangeOf(length: number | null, offset: number | null): ByteRange {
  if (length === null || offset === null)
    throw new MediaError('malformed', 'a byte range is no numbers', { code: 'hls.bad-range' });
  return { offset, length };
}

function keyOf(named: ReadonlyMap<string, string>): { uri: string; iv: Uint8Array | null } | null {
  const method = named.get('METHOD') ?? 'NONE';
  if (method === 'NONE') return null;
  const format = named.get('KEYFORMAT') ?? 'identity';
  if (method !== 'AES-128' || format !== 'identity')
    throw new MediaError('unsupported', `segments are encrypted with ${method.slice(0, 32)}`, {
      code: 'hls.unsupported-encryption',
    });
  const iv = /^0x([0-9a-f]{1,32})$/i.exec(named.get('IV') ?? '')?.[1];
  return {
    uri: named.get('URI') ?? '',
    iv: iv === undefined ? null : Buffer.from(iv.padStart(IV_BYTES * 2, '0'), 'hex'),
  };
}

/** §5.2: without an IV it is the sequence number. */
function sequenceIv(sequence: number): Uint8Array {
  const iv = new Uint8Array(IV_BYTES);
  new DataView(iv.buffer).setBigUint64(IV_BYTES - 8, BigInt(sequence));
  return iv;
}

/** An attribute list of §4.2; quotes are taken off. */
function attributes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/([A-Z0-9-]{1,64})=("[^"]*"|[^,]*)/g)) {
    const [, name = '', value = ''] = match;
    if (!found.has(name)) found.set(name, value.replace(/^"|"$/g, ''));
  }
  return found;
}

function whole(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,15}$/.test(trimmed)) return null;
  return Number(trimmed);
}

function seconds(text: string): number {
  const value = Number.parseFloat(text);
  if (!(value >= 0 && value <= MAX_DURATION_SECONDS))
    throw new MediaError('malformed', 'an impossible duration in the playlist', {
      code: 'hls.bad-duration',
    });
  return value * 1000;
}

import { createDecipheriv } from 'node:crypto';
import {
  type ListedSegment,
  type Playlist,
  type Resource,
  readPlaylist,
} from '../formats/hls/playlist-reader.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { fetchBytes, type HttpAddress, type HttpDialOptions } from './http-dial.ts';

/** Ten seconds of 25 Mbit/s. */
const MAX_SEGMENT_BYTES = 32 * 1024 * 1024;
const MAX_PLAYLIST_BYTES = 4 * 1024 * 1024;
const KEY_BYTES = 16;
/** §6.3.3: not nearer to the live edge than three segments. */
const START_BEFORE_EDGE = 3;
/** Farther behind the edge than this the window is about to move on without us. */
const MAX_BEHIND_EDGE = 8;
/** A playlist that says nothing about its rhythm is not asked more often. */
const MIN_RELOAD_MS = 500;

type MediaPlaylist = Extract<Playlist, { kind: 'media' }>;

/** A segment as it came, decrypted. */
export type FetchedSegment = {
  readonly bytes: Uint8Array;
  /** Initialisation section, `null` for MPEG-TS; the same object as long as it stays the same. */
  readonly init: Uint8Array | null;
  /** Does not follow on the one before. */
  readonly discontinuity: boolean;
};

export type HlsOptions = Omit<HttpDialOptions, 'range'> & {
  readonly clock: Clock;
  /** The first playlist was read. */
  described(detail: string): void;
  received(bytes: number): void;
};

/** Reads playlists and fetches what they list, one segment after the other. */
export class HlsSegments {
  readonly #address: HttpAddress;
  readonly #options: HlsOptions;
  #url: URL | null = null;
  #init: { readonly key: string; readonly bytes: Uint8Array } | null = null;
  #key: { readonly url: string; readonly bytes: Uint8Array } | null = null;

  constructor(address: HttpAddress, options: HlsOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Live from near its edge until aborted, recorded from its beginning to its end. @throws coded `hls.*`, `http.*`, `network.*` */
  async *segments(): AsyncGenerator<FetchedSegment> {
    let playlist = await this.#open();
    let next = startOf(playlist);
    let follows = false;
    for (;;) {
      const edge = playlist.segments.at(-1)?.sequence ?? next;
      if (!playlist.ended && edge - next > MAX_BEHIND_EDGE) next = startOf(playlist);
      const segment = playlist.segments.find(({ sequence }) => sequence >= next);
      if (segment) {
        const fetched = await this.#fetch(segment);
        yield {
          ...fetched,
          discontinuity: segment.discontinuity || !follows || segment.sequence !== next,
        };
        next = segment.sequence + 1;
        follows = true;
      } else if (playlist.ended) return;
      else if (edge < next - START_BEFORE_EDGE - 1)
        next = startOf(playlist); // numbered anew: the sender restarted
      else
        await this.#options.clock.sleep(
          Math.max(MIN_RELOAD_MS, playlist.targetMs / 2),
          this.#options.signal,
        );
      if (!playlist.ended) playlist = await this.#reload();
    }
  }

  async #open(): Promise<MediaPlaylist> {
    const first = await this.#load(this.#address.url);
    const playlist = first.kind === 'master' ? await this.#load(best(first)) : first;
    if (playlist.kind === 'master') throw tooDeep();
    this.#options.described(playlist.ended ? 'recorded' : 'live');
    return playlist;
  }

  async #reload(): Promise<MediaPlaylist> {
    const playlist = await this.#load(this.#url?.href ?? this.#address.url);
    if (playlist.kind === 'master') throw tooDeep();
    return playlist;
  }

  async #load(uri: string): Promise<Playlist> {
    const { bytes, url } = await this.#bytes({ uri, range: null }, MAX_PLAYLIST_BYTES);
    this.#url = url;
    return readPlaylist(new TextDecoder().decode(bytes));
  }

  async #fetch(segment: ListedSegment): Promise<Omit<FetchedSegment, 'discontinuity'>> {
    const { bytes } = await this.#bytes(segment, MAX_SEGMENT_BYTES);
    const init = segment.map && (await this.#initOf(segment.map));
    return { bytes: segment.key ? await this.#decrypted(bytes, segment.key) : bytes, init };
  }

  async #initOf(map: Resource): Promise<Uint8Array> {
    const key = JSON.stringify([this.#absolute(map.uri), map.range]);
    if (this.#init?.key !== key)
      this.#init = { key, bytes: (await this.#bytes(map, MAX_SEGMENT_BYTES)).bytes };
    return this.#init.bytes;
  }

  async #decrypted(bytes: Uint8Array, key: NonNullable<ListedSegment['key']>): Promise<Uint8Array> {
    const url = this.#absolute(key.uri);
    if (this.#key?.url !== url)
      this.#key = {
        url,
        bytes: (await this.#bytes({ uri: key.uri, range: null }, KEY_BYTES)).bytes,
      };
    try {
      const decipher = createDecipheriv('aes-128-cbc', this.#key.bytes, key.iv);
      return Buffer.concat([decipher.update(bytes), decipher.final()]);
    } catch (cause) {
      throw new MediaError('malformed', 'a segment cannot be decrypted', {
        code: 'hls.wrong-key',
        cause,
      });
    }
  }

  async #bytes(
    { uri, range }: Resource,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; url: URL }> {
    const { networks, signal, received, resolved } = this.#options;
    const { username, password } = this.#address;
    const asked = range
      ? { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }
      : {};
    const address = {
      url: this.#absolute(uri),
      ...(this.#isOwn(uri) ? { username, password } : {}),
    };
    const { bytes, url, partial } = await fetchBytes(address, {
      networks,
      signal,
      received,
      ...(resolved && this.#url === null ? { resolved } : {}),
      maxBytes,
      ...asked,
    });
    const whole =
      range && !partial ? bytes.subarray(range.offset, range.offset + range.length) : bytes;
    return { bytes: whole, url };
  }

  #absolute(uri: string): string {
    const base = this.#url?.href;
    if (!URL.canParse(uri, base))
      throw new MediaError('malformed', 'the playlist names no address', {
        code: 'hls.bad-address',
      });
    return new URL(uri, base).href;
  }

  /** Credentials go where the playlist came from and nowhere else. */
  #isOwn(uri: string): boolean {
    return new URL(this.#absolute(uri)).host === new URL(this.#address.url).host;
  }
}

function startOf({ segments, ended }: MediaPlaylist): number {
  const start = ended ? segments[0] : (segments.at(-START_BEFORE_EDGE) ?? segments[0]);
  return start?.sequence ?? 0;
}

/** The richest one: who wants less asks for it by its own address. */
function best({ variants }: Extract<Playlist, { kind: 'master' }>): string {
  return variants.toSorted((a, b) => b.bandwidth - a.bandwidth)[0]?.uri ?? '';
}

function tooDeep(): MediaError {
  return new MediaError('malformed', 'a playlist of playlists of playlists', {
    code: 'hls.bad-playlist',
  });
}

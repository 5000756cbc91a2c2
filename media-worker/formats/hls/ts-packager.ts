import { concatBytes } from '../../media/bytes.ts';
import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';
import { TsMuxer } from '../mpeg-ts/muxer.ts';
import type { Packager } from './packager.ts';

/** MPEG-TS segments: the muxer repeats the tables before every random access point, so each segment stands alone. */
export class TsPackager implements Packager {
  readonly #muxer = new TsMuxer();
  #chunks: Uint8Array[] = [];

  init(tracks: readonly Track[]): Uint8Array {
    this.#chunks = [];
    return this.#muxer.init(tracks);
  }

  add(frame: Frame): void {
    this.#chunks.push(this.#muxer.write(frame));
  }

  take(): Uint8Array {
    const bytes = concatBytes(this.#chunks);
    this.#chunks = [];
    return bytes;
  }
}

import { MediaError } from '../media/errors.ts';
import type { StreamId } from '../media/stream-id.ts';
import { Stream, type StreamOptions, type StreamSurroundings } from './stream.ts';

/** One process feeds some hundreds of cameras; more is a loop in whoever calls. */
const MAX_STREAMS = 20_000;

/** Options and a text that is equal where the options are meant to be. */
export type StreamPut = StreamOptions & {
  readonly fingerprint: string;
  readonly keepWarm: boolean;
};

type Entry = { readonly stream: Stream; fingerprint: string; keepWarm: Disposable | null };

/** The streams of this process by id. */
export class StreamRegistry implements Disposable {
  readonly #entries = new Map<StreamId, Entry>();
  readonly #surroundings: StreamSurroundings;

  constructor(surroundings: StreamSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Creates or changes a stream; putting the same fingerprint again changes nothing. @throws `overflow` */
  put(put: StreamPut): Stream {
    const known = this.#entries.get(put.id);
    if (known && known.fingerprint === put.fingerprint) return known.stream;
    const entry = known ?? this.#add(put);
    if (known) entry.stream.configure(put);
    entry.fingerprint = put.fingerprint;
    if (put.keepWarm) entry.keepWarm ??= entry.stream.hold('keep-warm');
    else {
      entry.keepWarm?.[Symbol.dispose]();
      entry.keepWarm = null;
    }
    return entry.stream;
  }

  get(id: StreamId): Stream | null {
    return this.#entries.get(id)?.stream ?? null;
  }

  /** Ends the stream and forgets it; unknown ids are fine. */
  remove(id: StreamId): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.stream.remove();
    entry?.keepWarm?.[Symbol.dispose]();
  }

  get streams(): readonly Stream[] {
    return Array.from(this.#entries.values(), (entry) => entry.stream);
  }

  get size(): number {
    return this.#entries.size;
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#entries.keys()]) this.remove(id);
  }

  #add(put: StreamPut): Entry {
    if (this.#entries.size >= MAX_STREAMS)
      throw new MediaError('overflow', `more than ${MAX_STREAMS} streams`, {
        code: 'stream.too-many',
      });
    const entry = { stream: new Stream(put, this.#surroundings), fingerprint: '', keepWarm: null };
    this.#entries.set(put.id, entry);
    return entry;
  }
}

import { MediaError } from '../media/errors.ts';
import { derivedStreamId, originStreamId, type StreamId } from '../media/stream-id.ts';
import type { Puller } from './source.ts';
import { Stream, type StreamOptions, type StreamSurroundings } from './stream.ts';

/** One process feeds some hundreds of cameras; more is a loop in whoever calls. */
const MAX_STREAMS = 20_000;

/** Long enough for a page to be reloaded, short because what is derived costs more than bytes. */
const DERIVED_STOP_AFTER_MS = 5_000;

/** Options and a text that is equal where the options are meant to be. */
export type StreamPut = StreamOptions & {
  readonly fingerprint: string;
  readonly keepWarm: boolean;
};

type Entry = { readonly stream: Stream; fingerprint: string; keepWarm: Disposable | null };

/** The streams of this process by id. */
export class StreamRegistry implements Disposable {
  readonly #entries = new Map<StreamId, Entry>();
  readonly #derived = new Map<StreamId, Stream>();
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

  /** The stream made from `from` under that name: pulled while somebody holds it, the same for all, gone with its origin. */
  derive(from: Stream, name: string, make: () => Puller): Stream {
    const id = derivedStreamId(from.id, name);
    const known = this.#derived.get(id);
    if (known) return known;
    if (!this.#entries.has(originStreamId(id)))
      throw new MediaError('unreachable', 'the stream was removed', { code: 'stream.removed' });
    const source = { kind: 'pull', puller: make() } as const;
    const stream = new Stream(
      { id, source, stopAfterMs: DERIVED_STOP_AFTER_MS },
      this.#surroundings,
    );
    this.#derived.set(id, stream);
    return stream;
  }

  /** What was made from a stream and not forgotten since, running or not. */
  derivedFrom(origin: StreamId): readonly Stream[] {
    return [...this.#derived.values()].filter((one) => originStreamId(one.id) === origin);
  }

  /** Ends the stream and forgets it; unknown ids are fine. */
  remove(id: StreamId): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    for (const derived of this.derivedFrom(id)) {
      this.#derived.delete(derived.id);
      derived.remove();
    }
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

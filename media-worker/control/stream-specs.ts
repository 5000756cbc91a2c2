import { createHash, timingSafeEqual } from 'node:crypto';
import type { StreamRegistry } from '../hub/registry.ts';
import type { Puller } from '../hub/source.ts';
import type { Stream, StreamSource } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import { type StreamId, streamId } from '../media/stream-id.ts';
import type { StreamSpec } from './contract.ts';

/** The application name of publish and play addresses: `rtmp://host/live/<stream>`. */
const APP = 'live';
/** In a worker run alone anybody may make up names: streams that ended are forgotten beyond this many. */
const MAX_ADHOC_STREAMS = 1_000;
const ADHOC_STOP_AFTER_MS = 30_000;

export type PublishClaim = {
  readonly app: string;
  readonly name: string;
  readonly key: string | null;
};

type PulledSource = Exclude<StreamSpec['source'], { kind: 'publish' }>;

export type StreamSpecsOptions = {
  readonly registry: StreamRegistry;
  /** How a pulled spec is dialled. */
  readonly pullerFor: (source: PulledSource, id: StreamId) => Puller;
  /** True in a worker run alone: names nobody put may be published. */
  readonly adhoc: boolean;
};

/** The streams the server wants, in its own words; turns them into streams of the hub. */
export class StreamSpecs {
  readonly #options: StreamSpecsOptions;
  readonly #specs = new Map<StreamId, StreamSpec>();

  constructor(options: StreamSpecsOptions) {
    this.#options = options;
  }

  /** Puts each spec into effect; the same spec twice changes nothing. */
  put(specs: readonly StreamSpec[]): void {
    for (const spec of specs) this.#put(spec);
  }

  remove(ids: readonly string[]): void {
    for (const text of ids) {
      const id = streamId(text);
      this.#specs.delete(id);
      this.#options.registry.remove(id);
    }
  }

  spec(id: StreamId): StreamSpec | null {
    return this.#specs.get(id) ?? null;
  }

  /** The stream a publisher may feed. @throws `refused` with `publish.unknown-stream`, `publish.wrong-key` or `publish.wrong-app` */
  admit(claim: PublishClaim): Stream {
    if (claim.app !== APP) throw refused('publish.wrong-app', 'publish to /live/<stream>');
    const id = publishedId(claim.name);
    const spec = this.#specs.get(id) ?? this.#adhocSpec(id);
    if (spec.source.kind !== 'publish')
      throw refused('publish.not-expected', 'this stream is pulled, nobody may publish it');
    if (!keyMatches(spec.source.keySha256, claim.key))
      throw refused('publish.wrong-key', 'the stream key is wrong');
    const stream = this.#options.registry.get(id);
    if (!stream) throw new MediaError('bug', 'a spec without its stream');
    return stream;
  }

  #put(spec: StreamSpec): void {
    const id = streamId(spec.id);
    const known = this.#options.registry.get(id);
    const fingerprint = JSON.stringify(spec);
    const sourceSame =
      JSON.stringify(this.#specs.get(id)?.source) === JSON.stringify(spec.source) && known;
    this.#options.registry.put({
      id,
      fingerprint,
      source: sourceSame ? known.source : this.#source(spec.source, id),
      keepWarm: spec.keepWarm,
      stopAfterMs: spec.stopAfterMs,
    });
    this.#specs.set(id, spec);
  }

  #source(source: StreamSpec['source'], id: StreamId): StreamSource {
    if (source.kind === 'publish') return { kind: 'publish' };
    return { kind: 'pull', puller: this.#options.pullerFor(source, id) };
  }

  #adhocSpec(id: StreamId): StreamSpec {
    if (!this.#options.adhoc) throw refused('publish.unknown-stream', 'no such stream');
    if (this.#specs.size >= MAX_ADHOC_STREAMS) this.#forgetEnded();
    const spec: StreamSpec = {
      id,
      source: { kind: 'publish' },
      keepWarm: false,
      stopAfterMs: ADHOC_STOP_AFTER_MS,
    };
    this.#put(spec);
    return spec;
  }

  #forgetEnded(): void {
    for (const stream of this.#options.registry.streams)
      if (stream.state === 'retrying' && stream.holders.length === 0) this.remove([stream.id]);
  }
}

function publishedId(name: string): StreamId {
  try {
    return streamId(name);
  } catch (cause) {
    throw new MediaError('refused', 'the stream name is not one', {
      code: 'publish.unknown-stream',
      cause,
    });
  }
}

/** Constant time in the key. No key in the spec: anybody may publish. */
function keyMatches(expectedSha256: string | undefined, key: string | null): boolean {
  if (expectedSha256 === undefined) return true;
  const given = createHash('sha256')
    .update(key ?? '')
    .digest();
  return timingSafeEqual(given, Buffer.from(expectedSha256, 'hex'));
}

function refused(code: string, message: string): MediaError {
  return new MediaError('refused', message, { code });
}

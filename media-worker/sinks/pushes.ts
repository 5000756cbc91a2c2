import { asMediaError } from '../hub/failure.ts';
import type { StreamRegistry } from '../hub/registry.ts';
import type { Stream } from '../hub/stream.ts';
import { retry } from '../hub/supervisor.ts';
import { Trace, type TraceEntry } from '../hub/trace.ts';
import { MediaError, type MediaErrorKind } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';

/** waiting: for the stream's tracks · connecting · sending · retrying: waiting for the next attempt. */
export type PushStateName = 'waiting' | 'connecting' | 'sending' | 'retrying';

/** What is told of one push. */
export type PushState = {
  readonly id: string;
  readonly streamId: string;
  /** Where to, without credentials and keys. */
  readonly target: string;
  readonly state: PushStateName;
  /** UTC ms */
  readonly since: number;
  /** Of all attempts. */
  readonly bytes: number;
  readonly framesDropped: number;
  readonly failure: {
    readonly kind: MediaErrorKind;
    readonly code: string;
    readonly message: string;
    readonly at: number;
  } | null;
  readonly nextAttemptAt: number | null;
  readonly trace: readonly TraceEntry[];
};

export type PushCounters = { readonly bytes: number; readonly framesDropped: number };

/** What an attempt tells on its way. */
export type PushProgress = {
  /** `detail` is a short phrase without credentials. */
  step(step: 'connect' | 'setup', detail: string): void;
  /** Media flow from now on; the counters are read whenever somebody asks. */
  sending(counters: () => PushCounters): void;
};

/** Sends a stream somewhere until that ends. Retry is not its business. */
export type Push = {
  readonly target: string;
  runOnce(stream: Stream, progress: PushProgress, signal: AbortSignal): Promise<void>;
};

export type PushesOptions<Spec> = {
  readonly registry: StreamRegistry;
  readonly clock: Clock;
  /** 0 ≤ x < 1 */
  readonly random: () => number;
  /** What streams are held as. */
  readonly holder: string;
  pushOf(spec: Spec): Push;
  changed(state: PushState): void;
};

/** A platform of a thousand cameras, each passed on once. */
const MAX_PUSHES = 1_000;
const NOTHING: PushCounters = { bytes: 0, framesDropped: 0 };

/** Streams that are sent to others by order, each tried again and again until it is removed. */
export class Pushes<Spec extends { readonly id: string; readonly streamId: string }>
  implements Disposable
{
  readonly #options: PushesOptions<Spec>;
  readonly #runs = new Map<string, { readonly fingerprint: string; readonly run: PushRun }>();

  constructor(options: PushesOptions<Spec>) {
    this.#options = options;
  }

  get list(): readonly PushState[] {
    return [...this.#runs.values()].map(({ run }) => run.state);
  }

  /** Puts each into effect; the same spec twice changes nothing. @throws `overflow`, or what `pushOf` throws */
  put(specs: readonly Spec[]): void {
    for (const spec of specs) {
      const fingerprint = JSON.stringify(spec);
      const known = this.#runs.get(spec.id);
      if (known?.fingerprint === fingerprint) continue;
      if (!known && this.#runs.size >= MAX_PUSHES)
        throw new MediaError('overflow', 'too many streams are sent on', { code: 'push.too-many' });
      const push = this.#options.pushOf(spec);
      known?.run[Symbol.dispose]();
      this.#runs.set(spec.id, { fingerprint, run: new PushRun(spec, push, this.#options) });
    }
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#runs.get(id)?.run[Symbol.dispose]();
      this.#runs.delete(id);
    }
  }

  [Symbol.dispose](): void {
    this.remove([...this.#runs.keys()]);
  }
}

type Surroundings = Omit<PushesOptions<never>, 'pushOf'>;

class PushRun implements Disposable {
  readonly #spec: { readonly id: string; readonly streamId: string };
  readonly #push: Push;
  readonly #around: Surroundings;
  readonly #trace = new Trace();
  readonly #stop = new AbortController();
  #state: PushStateName = 'waiting';
  #since: number;
  #failure: PushState['failure'] = null;
  #nextAttemptAt: number | null = null;
  #before = NOTHING;
  #counters: () => PushCounters = () => NOTHING;

  constructor(
    spec: { readonly id: string; readonly streamId: string },
    push: Push,
    around: Surroundings,
  ) {
    this.#spec = spec;
    this.#push = push;
    this.#around = around;
    const { clock, random } = around;
    this.#since = clock.wallNow();
    void retry({
      clock,
      random,
      signal: this.#stop.signal,
      attempt: () => this.#attempt(),
      failed: (error, delayMs) => this.#failed(error, delayMs),
    });
  }

  get state(): PushState {
    const now = this.#counters();
    return {
      id: this.#spec.id,
      streamId: this.#spec.streamId,
      target: this.#push.target,
      state: this.#state,
      since: this.#since,
      bytes: this.#before.bytes + now.bytes,
      framesDropped: this.#before.framesDropped + now.framesDropped,
      failure: this.#failure,
      nextAttemptAt: this.#nextAttemptAt,
      trace: this.#trace.entries,
    };
  }

  [Symbol.dispose](): void {
    this.#stop.abort(new MediaError('unreachable', 'no longer wanted', { code: 'push.stopped' }));
  }

  async #attempt(): Promise<{ error: MediaError; wentLive: boolean }> {
    let wentLive = false;
    this.#trace.add(this.#now, 'attempt');
    this.#enter('waiting');
    // What the attempt leaves behind ends with it.
    const over = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, over.signal]);
    try {
      const stream = this.#around.registry.get(streamId(this.#spec.streamId));
      if (!stream)
        throw new MediaError('unreachable', 'no such stream', { code: 'stream.unknown' });
      using _hold = stream.hold(this.#around.holder);
      await this.#push.runOnce(
        stream,
        this.#progress(() => {
          wentLive = true;
        }),
        signal,
      );
      return { error: ended(), wentLive };
    } catch (thrown) {
      return { error: asMediaError(thrown), wentLive };
    } finally {
      over.abort(ended());
      const { bytes, framesDropped } = this.state;
      this.#before = { bytes, framesDropped };
      this.#counters = () => NOTHING;
    }
  }

  #progress(live: () => void): PushProgress {
    return {
      step: (step, detail) => {
        this.#trace.add(this.#now, step, detail);
        if (step === 'connect') this.#enter('connecting');
      },
      sending: (counters) => {
        live();
        this.#counters = counters;
        this.#failure = null;
        this.#trace.add(this.#now, 'sending');
        this.#enter('sending');
      },
    };
  }

  #failed(error: MediaError, delayMs: number): void {
    const at = this.#now;
    const code = error.context.code ?? `push.${error.kind}`;
    this.#failure = { kind: error.kind, code, message: error.message, at };
    this.#trace.add(at, 'failed', `${code}: ${error.message}`);
    this.#enter('retrying', at + delayMs);
  }

  get #now(): number {
    return this.#around.clock.wallNow();
  }

  #enter(state: PushStateName, nextAttemptAt: number | null = null): void {
    this.#nextAttemptAt = nextAttemptAt;
    if (state === this.#state && state !== 'retrying') return;
    this.#state = state;
    this.#since = this.#now;
    if (!this.#stop.signal.aborted) this.#around.changed(this.state);
  }
}

function ended(): MediaError {
  return new MediaError('unreachable', 'the receiver ended the stream', { code: 'push.ended' });
}

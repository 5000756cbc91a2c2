import type { CheckResult, ProbeStep } from '../control/contract.ts';
import type { ProbedSource } from '../control/services.ts';
import { type TrackState, trackState } from '../control/track-state.ts';
import { asMediaError, type StreamFailure, streamFailure } from '../hub/failure.ts';
import type { Puller, SourceOutput, SourceStep } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import { ticksToMs } from '../media/ticks.ts';
import type { Track } from '../media/track.ts';
import type { StillDecoder } from '../pictures/still.ts';
import type { Clock } from '../platform/clock.ts';
import { dialAndDescribe } from './rtsp-dial.ts';
import { rtspPuller } from './rtsp-pull.ts';
import { reachSrt, srtPuller } from './srt.ts';
import { StepLadder } from './step-ladder.ts';

export type ProbeOptions = {
  readonly clock: Clock;
  readonly networks: readonly string[];
  readonly stills: StillDecoder;
};

/** A camera with a 10 s GOP still gets its first key frame in; more is reported as missing. */
const KEY_FRAME_WAIT_MS = 15_000;
/** How long frames are counted for the measured rate. */
const MEASURE_MS = 1_500;
const PICTURE_WIDTH = 960;

function failureOf(cause: unknown, clock: Clock): StreamFailure {
  return streamFailure(asMediaError(cause), null, clock.wallNow());
}

/** The rate that was measured stands for the one promised. */
function measured(track: Track, fps: number): TrackState {
  return track.kind === 'video' ? { ...trackState(track), fps } : trackState(track);
}

/** What a probe learns from the stream; waits are on `changed`. */
class ProbeListener implements SourceOutput {
  readonly steps: { step: SourceStep; detail: string | undefined; afterMs: number }[] = [];
  tracks: readonly Track[] = [];
  keyFrame: VideoFrame | null = null;
  readonly #frameTimes: number[] = [];
  readonly #elapsed: () => number;
  #wake: () => void = () => {};

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** Resolves at the next news. */
  changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  wake(): void {
    this.#wake();
  }

  /** Pictures a second by the camera's own timestamps; 0 until there are enough of them. */
  get fps(): number {
    const sorted = this.#frameTimes.toSorted((a, b) => a - b);
    const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    if (sorted.length < 3 || last <= first) return 0;
    return Math.round(((sorted.length - 1) * 100_000) / (last - first)) / 100;
  }

  step: SourceOutput['step'] = (step, detail) => {
    this.steps.push({ step, detail, afterMs: this.#elapsed() });
    this.wake();
  };

  event: SourceOutput['event'] = (event) => {
    if (event.type === 'tracks') this.tracks = event.tracks;
    else if (event.frame.kind === 'video') {
      if (event.frame.randomAccess && !this.keyFrame) this.#foundKeyFrame(event.frame);
      this.#frameTimes.push(ticksToMs(event.frame.pts));
    }
  };

  #foundKeyFrame(frame: VideoFrame): void {
    this.keyFrame = frame;
    // Sources that demux a container leave this step to the stream they feed.
    if (!this.steps.some(({ step }) => step === 'first-key-frame')) this.step('first-key-frame');
  }

  lost: SourceOutput['lost'] = () => {};
  cameraTime: SourceOutput['cameraTime'] = () => {};
  readonly watched = true;
  received: SourceOutput['received'] = () => {};
}

/** Tries a source step by step, up to the first picture. The last step has `done: true`; a failed one tells why. */
export async function* runProbe(
  source: ProbedSource,
  options: ProbeOptions,
  signal: AbortSignal,
): AsyncGenerator<ProbeStep> {
  const { clock, networks } = options;
  const startedAt = clock.monotonicNow();
  const elapsed = () => Math.round(clock.monotonicNow() - startedAt);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const listener = new ProbeListener(elapsed);
  let ended: { cause: unknown } | null = null;
  const pulling = pullerOf(source, { clock, networks })
    .runOnce(listener, both)
    .then(
      () =>
        new MediaError('unreachable', 'the device ended the stream', { code: 'network.closed' }),
      (cause: unknown) => cause,
    )
    .then((cause) => {
      ended = { cause };
      listener.wake();
    });
  const limit = setTimeout(() => stop.abort(keyFrameMissing()), KEY_FRAME_WAIT_MS);
  try {
    let told = 0;
    while (!listener.keyFrame && !ended) {
      const news = listener.changed();
      if (told === listener.steps.length) await news;
      for (const one of listener.steps.slice(told)) yield ladderStep(one, listener);
      told = listener.steps.length;
    }
    clearTimeout(limit);
    const failure: { cause: unknown } | null = ended;
    signal.throwIfAborted();
    if (failure) yield failedStep(failure, { clock, elapsed });
    else yield await pictureStep(listener, { ...options, elapsed, signal: both });
  } finally {
    clearTimeout(limit);
    stop.abort(new MediaError('unreachable', 'the probe is over'));
    await pulling;
  }
}

function pullerOf(source: ProbedSource, options: Omit<ProbeOptions, 'stills'>): Puller {
  return source.kind === 'rtsp' ? rtspPuller(source, options) : srtPuller(source, options);
}

function keyFrameMissing(): MediaError {
  return new MediaError('timeout', 'no key frame came', {
    code: 'source.no-key-frame',
    step: 'first-key-frame',
  });
}

function ladderStep(
  { step, detail, afterMs }: ProbeListener['steps'][number],
  listener: ProbeListener,
): ProbeStep {
  const base = { step, ok: true, afterMs, done: false };
  const withDetail = detail === undefined ? base : { ...base, detail };
  if (step !== 'first-key-frame') return withDetail;
  return { ...withDetail, tracks: listener.tracks.map((track) => trackState(track)) };
}

type Timing = { readonly clock: Clock; readonly elapsed: () => number };

function failedStep({ cause }: { cause: unknown }, { clock, elapsed }: Timing): ProbeStep {
  const failure = failureOf(cause, clock);
  return { step: failure.step ?? 'connect', ok: false, afterMs: elapsed(), failure, done: true };
}

async function pictureStep(
  listener: ProbeListener,
  options: ProbeOptions & Timing & { readonly signal: AbortSignal },
): Promise<ProbeStep> {
  const { clock, stills, elapsed, signal } = options;
  const video = listener.tracks.find((track) => track.kind === 'video');
  try {
    if (!video || !listener.keyFrame) throw keyFrameMissing();
    const still = await stills.decode(video, listener.keyFrame.nalus, {
      maxWidth: PICTURE_WIDTH,
      signal,
    });
    const afterMs = elapsed();
    await clock.sleep(MEASURE_MS, signal);
    return {
      step: 'picture',
      ok: true,
      afterMs,
      detail: `${video.codec} ${video.width}x${video.height} ${listener.fps} fps`,
      tracks: listener.tracks.map((track) => measured(track, listener.fps)),
      jpegBase64: still.jpeg.toString('base64'),
      done: true,
    };
  } catch (cause) {
    const failure = failureOf(cause, clock);
    return { step: 'picture', ok: false, afterMs: elapsed(), failure, done: true };
  }
}

/** Does the camera answer? OPTIONS and DESCRIBE, or the handshake of SRT; no media; one attempt. */
export async function checkSource(
  source: ProbedSource,
  options: Omit<ProbeOptions, 'stills'>,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { clock, networks } = options;
  const startedAt = clock.monotonicNow();
  const roundTripMs = () => Math.round((clock.monotonicNow() - startedAt) * 10) / 10;
  const listener = new ProbeListener(roundTripMs);
  try {
    await reach(source, listener, { networks, signal });
    return { ok: true, roundTripMs: roundTripMs(), failure: null };
  } catch (cause) {
    signal.throwIfAborted();
    return { ok: false, roundTripMs: roundTripMs(), failure: failureOf(cause, clock) };
  }
}

type Reach = { readonly networks: readonly string[]; readonly signal: AbortSignal };

async function reach(source: ProbedSource, output: SourceOutput, options: Reach): Promise<void> {
  if (source.kind === 'srt') return reachSrt(source, output, options);
  const described = await dialAndDescribe(source, new StepLadder(output), options);
  described.connection.close();
}

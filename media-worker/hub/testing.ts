// What hub tests are written with: frames by number, scripted pullers, a listener that keeps what it hears.
import type { MediaError } from '../media/errors.ts';
import type { AudioFrame, StreamEvent, VideoFrame } from '../media/frame.ts';
import { streamId } from '../media/stream-id.ts';
import { msToTicks } from '../media/ticks.ts';
import { type H264Track, nalu, type SimpleAudioTrack, type Track } from '../media/track.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import type { StreamFailure } from './failure.ts';
import type { Puller, SourceOutput } from './source.ts';
import { Stream, type StreamListener, type StreamSource } from './stream.ts';

export const videoTrack: H264Track = {
  kind: 'video',
  codec: 'h264',
  sps: nalu(Uint8Array.of(0x67)),
  pps: [nalu(Uint8Array.of(0x68))],
  width: 640,
  height: 360,
  fps: 25,
  codecString: 'avc1.64001e',
};

export const audioTrack: SimpleAudioTrack = {
  kind: 'audio',
  codec: 'g711a',
  sampleRate: 8_000,
  channels: 1,
  codecString: 'alaw',
};

export const tracksEvent: StreamEvent = { type: 'tracks', tracks: [videoTrack, audioTrack] };

/** A picture at `ms`; `key` ones are random access points. */
export function video(ms: number, options: { key?: boolean; bytes?: number } = {}): VideoFrame {
  const at = msToTicks(ms);
  const data = nalu(new Uint8Array(options.bytes ?? 10));
  return { kind: 'video', nalus: [data], randomAccess: options.key ?? false, pts: at, dts: at };
}

export function audio(ms: number): AudioFrame {
  return { kind: 'audio', data: new Uint8Array(8), pts: msToTicks(ms) };
}

export function frameEvent(frame: VideoFrame | AudioFrame): StreamEvent {
  return { type: 'frame', frame };
}

/** Events as short words: `tracks`, `K40` (key frame at 40 ms), `V80`, `A80`. */
export function words(events: readonly StreamEvent[]): string {
  return events.map(word).join(' ');
}

function word(event: StreamEvent): string {
  if (event.type === 'tracks') return 'tracks';
  const { frame } = event;
  if (frame.kind === 'audio') return `A${frame.pts / 90}`;
  return `${frame.randomAccess ? 'K' : 'V'}${frame.dts / 90}`;
}

/** Keeps what it hears. */
export class Ear implements StreamListener {
  readonly events: StreamEvent[] = [];
  readonly failures: StreamFailure[] = [];
  endedWith: MediaError | null = null;

  get heard(): string {
    return words(this.events);
  }
  event(event: StreamEvent): void {
    this.events.push(event);
  }
  failed(failure: StreamFailure): void {
    this.failures.push(failure);
  }
  ended(error: MediaError): void {
    this.endedWith = error;
  }
}

/** A puller whose attempts the test ends; `output` feeds the newest one. */
export class ScriptedPuller implements Puller {
  readonly protocol = 'scripted';
  attempts = 0;
  aborted = 0;
  #attempt: { output: SourceOutput; end: () => void; fail: (error: unknown) => void } | null = null;

  get output(): SourceOutput {
    if (!this.#attempt) throw new Error('no attempt yet');
    return this.#attempt.output;
  }

  runOnce(output: SourceOutput, signal: AbortSignal): Promise<void> {
    this.attempts += 1;
    return new Promise((resolve, reject) => {
      this.#attempt = { output, end: resolve, fail: reject };
      signal.addEventListener('abort', () => {
        this.aborted += 1;
        reject(signal.reason);
      });
    });
  }

  end(): void {
    this.#attempt?.end();
  }

  fail(error: unknown): void {
    this.#attempt?.fail(error);
  }

  feed(...frames: (VideoFrame | AudioFrame)[]): void {
    for (const frame of frames) this.output.event(frameEvent(frame));
  }
}

/** A stream on a simulated clock, with the names of its states as they changed. */
export function testStream(source: StreamSource, stopAfterMs = 30_000) {
  const clock = new SimulatedClock();
  const states: string[] = [];
  const stream = new Stream(
    { id: streamId('s1'), source, stopAfterMs },
    { clock, random: () => 0.5, stateChanged: (changed) => void states.push(changed.state) },
  );
  return { clock, states, stream };
}

export function pulledStream(stopAfterMs?: number) {
  const puller = new ScriptedPuller();
  return { puller, ...testStream({ kind: 'pull', puller }, stopAfterMs) };
}

export function tracksOf(...tracks: Track[]): StreamEvent {
  return { type: 'tracks', tracks };
}

import {
  AudioFifo,
  type CodecContext,
  FFmpegError,
  Frame,
  Packet,
  SoftwareResampleContext,
} from 'node-av/lib';
import { asMediaError } from '../hub/failure.ts';
import { MediaError } from '../media/errors.ts';
import type { AudioFrame } from '../media/frame.ts';
import type { AudioTrack } from '../media/track.ts';
import { type AudioTarget, openAudioDecoder, openAudioEncoder } from './audio-codec.ts';
import { SampleClock } from './sample-clock.ts';

/** A cached GOP's sound, and some seconds more; native threads need a millisecond for each. */
const MAX_QUEUED = 2_048;
/** Frames in a row that cannot be decoded before the attempt ends. */
const MAX_BROKEN = 50;
const FIFO_SAMPLES = 8_192;

export type AudioTranscoderOptions = {
  readonly from: AudioTrack;
  readonly to: AudioTarget;
  tell(frame: AudioFrame): void;
  failed(error: MediaError): void;
  dropped(frames: number): void;
};

/** Decodes, resamples and encodes sound at its own pace, in native threads. */
export class AudioTranscoder {
  readonly #options: AudioTranscoderOptions;
  readonly #queue: AudioFrame[] = [];
  readonly #clock: SampleClock;
  #wake: (() => void) | null = null;
  #open = true;
  #broken = 0;

  constructor(options: AudioTranscoderOptions) {
    this.#options = options;
    this.#clock = new SampleClock(options.to.track.sampleRate);
    this.#run().catch((thrown: unknown) => {
      if (this.#open) options.failed(coded(thrown));
    });
  }

  push(frame: AudioFrame): void {
    this.#queue.push(frame);
    if (this.#queue.length > MAX_QUEUED) {
      this.#queue.shift();
      this.#options.dropped(1);
    }
    this.#wake?.();
  }

  close(): void {
    this.#open = false;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { from, to } = this.#options;
    using decoder = await openAudioDecoder(from);
    using encoder = await openAudioEncoder(to);
    using samples = new Samples(decoder, encoder, to);
    using packet = new Packet();
    packet.alloc();
    while (this.#open) {
      const frame = this.#queue.shift();
      if (!frame) await this.#more();
      else await this.#convert(frame, decoder, samples, packet);
    }
  }

  async #more(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    this.#wake = null;
  }

  async #convert(
    frame: AudioFrame,
    decoder: CodecContext,
    samples: Samples,
    packet: Packet,
  ): Promise<void> {
    packet.data = Buffer.from(frame.data);
    packet.pts = BigInt(frame.pts);
    const sent = await decoder.sendPacket(packet);
    packet.unref();
    if (sent < 0) {
      this.#broken += 1;
      if (this.#broken >= MAX_BROKEN) FFmpegError.throwIfError(sent, 'decode sound');
      return;
    }
    using decoded = new Frame();
    decoded.alloc();
    while ((await decoder.receiveFrame(decoded)) >= 0) {
      this.#broken = 0;
      const { held } = samples;
      this.#clock.wrote(frame.pts, await samples.write(decoded), held);
    }
    for await (const { data, sample } of samples.encoded(packet)) this.#tell(data, sample);
  }

  #tell(data: Uint8Array, sample: number): void {
    const pts = this.#clock.at(sample);
    // The encoder's run-in lies before the first sample there is.
    if (this.#open && sample >= 0) this.#options.tell({ kind: 'audio', data, pts });
  }
}

/** Samples of any format on their way into frames of the encoder's own length. */
class Samples implements Disposable {
  readonly #decoder: CodecContext;
  readonly #encoder: CodecContext;
  readonly #target: AudioTarget;
  readonly #fifo = new AudioFifo();
  #resampler: SoftwareResampleContext | null = null;
  #sent = 0;

  constructor(decoder: CodecContext, encoder: CodecContext, target: AudioTarget) {
    this.#decoder = decoder;
    this.#encoder = encoder;
    this.#target = target;
    this.#fifo.alloc(target.sampleFormat, target.track.channels, FIFO_SAMPLES);
  }

  /** Samples that went in and have not come out. */
  get held(): number {
    return Number(this.#resampler?.getDelay(BigInt(this.#target.track.sampleRate)) ?? 0n);
  }

  /** @returns how many samples it became */
  async write(decoded: Frame): Promise<number> {
    using resampled = new Frame();
    resampled.alloc();
    this.#like(resampled);
    const resampler = this.#resamplerFor(decoded);
    FFmpegError.throwIfError(resampler.convertFrame(resampled, decoded), 'resample');
    const { data, nbSamples } = resampled;
    if (!data || nbSamples === 0) return 0;
    FFmpegError.throwIfError(await this.#fifo.write(data, nbSamples), 'keep samples');
    return nbSamples;
  }

  /** Encoded frames, each with the number of its first sample. */
  async *encoded(packet: Packet): AsyncGenerator<{ data: Uint8Array; sample: number }> {
    const { frameSize } = this.#encoder;
    while (this.#fifo.size >= frameSize) {
      using whole = new Frame();
      whole.alloc();
      this.#like(whole);
      whole.nbSamples = frameSize;
      FFmpegError.throwIfError(whole.allocBuffer(), 'allocate samples');
      FFmpegError.throwIfError(await this.#fifo.read(whole.data ?? [], frameSize), 'read samples');
      whole.pts = BigInt(this.#sent);
      this.#sent += frameSize;
      FFmpegError.throwIfError(await this.#encoder.sendFrame(whole), 'encode sound');
      while ((await this.#encoder.receivePacket(packet)) >= 0) {
        // Copied: the packet's memory is FFmpeg's and is used again.
        if (packet.data) yield { data: new Uint8Array(packet.data), sample: Number(packet.pts) };
        packet.unref();
      }
    }
  }

  [Symbol.dispose](): void {
    this.#fifo.free();
    this.#resampler?.free();
  }

  #like(frame: Frame): void {
    frame.format = this.#target.sampleFormat;
    frame.sampleRate = this.#target.track.sampleRate;
    frame.channelLayout = this.#encoder.channelLayout;
  }

  /** Made for the first frame: only the decoder knows what comes out of it. */
  #resamplerFor(decoded: Frame): SoftwareResampleContext {
    if (this.#resampler) return this.#resampler;
    const resampler = new SoftwareResampleContext();
    const made = resampler.allocSetOpts2(
      this.#encoder.channelLayout,
      this.#target.sampleFormat,
      this.#target.track.sampleRate,
      decoded.channelLayout,
      this.#decoder.sampleFormat,
      decoded.sampleRate,
    );
    FFmpegError.throwIfError(made, 'make a resampler');
    FFmpegError.throwIfError(resampler.init(), 'open the resampler');
    this.#resampler = resampler;
    return resampler;
  }
}

function coded(thrown: unknown): MediaError {
  if (!(thrown instanceof FFmpegError)) return asMediaError(thrown);
  return new MediaError('malformed', `the sound cannot be transcoded: ${thrown.message}`, {
    code: 'transcode.failed',
    cause: thrown,
  });
}

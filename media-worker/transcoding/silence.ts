import { FFmpegError, Frame, Packet } from 'node-av/lib';
import { AAC_FRAME_SAMPLES } from '../codecs/aac.ts';
import { g711Track } from '../codecs/g711.ts';
import { MediaError } from '../media/errors.ts';
import type { AudioFrame } from '../media/frame.ts';
import { TICKS_PER_SECOND, ticks90k } from '../media/ticks.ts';
import type { AacTrack } from '../media/track.ts';
import { audioTarget, openAudioEncoder } from './audio-codec.ts';

/** A step of the picture longer than this is a gap, not a slow rate: silence goes on behind it. */
const MAX_STEP_TICKS = TICKS_PER_SECOND * 2;
/** The encoder's first frames hold its run-in; the third is silence and nothing else. */
const RUN_IN_FRAMES = 3;

/** One frame of silence, which may be repeated for ever. */
export type Silence = { readonly track: AacTrack; readonly frame: Uint8Array };

let made: Promise<Silence> | null = null;

/** Silent AAC, mono at 16 kHz; encoded once. */
export function silence(): Promise<Silence> {
  made ??= encodeSilence();
  return made;
}

async function encodeSilence(): Promise<Silence> {
  const target = audioTarget(g711Track('a'), 'aac');
  const { track } = target;
  using encoder = await openAudioEncoder(target);
  using packet = new Packet();
  packet.alloc();
  let frame: Uint8Array | null = null;
  for (let count = 0; count <= RUN_IN_FRAMES; count += 1) {
    using samples = new Frame();
    samples.alloc();
    samples.format = target.sampleFormat;
    samples.sampleRate = track.sampleRate;
    samples.channelLayout = encoder.channelLayout;
    samples.nbSamples = AAC_FRAME_SAMPLES;
    FFmpegError.throwIfError(samples.allocBuffer(), 'allocate samples');
    for (const plane of samples.data ?? []) plane.fill(0);
    samples.pts = BigInt(count * AAC_FRAME_SAMPLES);
    FFmpegError.throwIfError(await encoder.sendFrame(samples), 'encode silence');
    while ((await encoder.receivePacket(packet)) >= 0) {
      if (packet.data) frame = new Uint8Array(packet.data);
      packet.unref();
    }
  }
  if (!frame || track.codec !== 'aac') throw new MediaError('bug', 'the encoder gave no silence');
  return { track, frame };
}

/** Silence beside a picture, frame by frame as the picture goes on. */
export class SilentTrack {
  readonly #silence: Silence;
  readonly #frameTicks: number;
  #next: number | null = null;

  constructor(silent: Silence) {
    this.#silence = silent;
    this.#frameTicks = (AAC_FRAME_SAMPLES * TICKS_PER_SECOND) / silent.track.sampleRate;
  }

  /** The frames up to a picture's time. */
  upTo(at: number): AudioFrame[] {
    if (this.#next === null || Math.abs(at - this.#next) > MAX_STEP_TICKS) this.#next = at;
    const frames: AudioFrame[] = [];
    for (; this.#next <= at; this.#next += this.#frameTicks)
      frames.push({ kind: 'audio', data: this.#silence.frame, pts: ticks90k(this.#next) });
    return frames;
  }
}

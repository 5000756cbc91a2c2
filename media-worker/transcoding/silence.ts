import { FFmpegError, Frame, Packet } from 'node-av/lib';
import { AAC_FRAME_SAMPLES } from '../codecs/aac.ts';
import { g711Track } from '../codecs/g711.ts';
import { MediaError } from '../media/errors.ts';
import type { AudioFrame } from '../media/frame.ts';
import { TICKS_PER_SECOND, ticks90k } from '../media/ticks.ts';
import type { AudioTrack } from '../media/track.ts';
import { type AudioTarget, audioTarget, openAudioEncoder } from './audio-codec.ts';

/** A step of the picture longer than this is a gap, not a slow rate: silence goes on behind it. */
const MAX_STEP_TICKS = TICKS_PER_SECOND * 2;
/** The encoder's first frames hold its run-in; the third is silence and nothing else. */
const RUN_IN_FRAMES = 3;

/** One frame of silence, which may be repeated for ever. */
export type Silence = {
  readonly track: AudioTrack;
  readonly frame: Uint8Array;
  readonly frameTicks: number;
};

/** By rate and channels: as many as AAC has. */
const made = new Map<string, Promise<Silence>>();
const LOW_COMPLEXITY = 2;
const QUIET = { g711a: 0xd5, g711u: 0xff } as const;
const G711_FRAMES_PER_SECOND = 50;
/** 20 ms of nothing: a TOC byte of CELT at full band, then an empty frame (RFC 6716 §3.1). */
const QUIET_OPUS = Uint8Array.of(0xf8, 0xff, 0xfe);

/** Silent AAC, mono at 16 kHz; encoded once. */
export function silence(): Promise<Silence> {
  return silentAac(audioTarget(g711Track('a'), 'aac'));
}

/** Silence in the place of a track: the same track where its decoder takes our frames, else AAC. */
export async function silenceInPlaceOf(track: AudioTrack): Promise<Silence> {
  if (track.codec === 'opus')
    return { track, frame: QUIET_OPUS, frameTicks: TICKS_PER_SECOND / G711_FRAMES_PER_SECOND };
  if (track.codec === 'g711a' || track.codec === 'g711u') {
    const frame = new Uint8Array(
      Math.round(track.sampleRate / G711_FRAMES_PER_SECOND) * track.channels,
    );
    frame.fill(QUIET[track.codec]);
    return { track, frame, frameTicks: TICKS_PER_SECOND / G711_FRAMES_PER_SECOND };
  }
  const aac = await silentAac(audioTarget(track, 'aac'));
  return isDecodedAlike(track, aac.track) ? { ...aac, track } : aac;
}

/** A decoder set up for `track` plays frames that were made for `other`. */
function isDecodedAlike(track: AudioTrack, other: AudioTrack): boolean {
  if (track.codec !== 'aac') return false;
  const objectType = (track.config[0] ?? 0) >> 3;
  const { sampleRate, channels } = track;
  const same = sampleRate === other.sampleRate && channels === other.channels;
  return same && objectType === LOW_COMPLEXITY;
}

function silentAac(target: AudioTarget): Promise<Silence> {
  const key = `${target.track.sampleRate} ${target.track.channels}`;
  const known = made.get(key);
  if (known) return known;
  const encoding = encodeSilence(target);
  made.set(key, encoding);
  return encoding;
}

async function encodeSilence(target: AudioTarget): Promise<Silence> {
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
  if (!frame) throw new MediaError('bug', 'the encoder gave no silence');
  return { track, frame, frameTicks: (AAC_FRAME_SAMPLES * TICKS_PER_SECOND) / track.sampleRate };
}

/** Silence beside a picture, frame by frame as the picture goes on. */
export class SilentTrack {
  readonly #silence: Silence;
  #next: number | null = null;

  constructor(silent: Silence) {
    this.#silence = silent;
  }

  /** The frames up to a picture's time. */
  upTo(at: number): AudioFrame[] {
    if (this.#next === null || Math.abs(at - this.#next) > MAX_STEP_TICKS) this.#next = at;
    const frames: AudioFrame[] = [];
    for (; this.#next <= at; this.#next += this.#silence.frameTicks)
      frames.push({ kind: 'audio', data: this.#silence.frame, pts: ticks90k(this.#next) });
    return frames;
  }
}

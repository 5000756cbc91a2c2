import { AV_CHANNEL_LAYOUT_MONO, AV_CODEC_ID_AAC, AV_SAMPLE_FMT_FLTP } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet, Rational } from 'node-av/lib';
import { aacConfig, aacTrack } from '../../codecs/aac.ts';
import type { AacTrack } from '../../media/track.ts';
import { seeded } from '../drawing/random.ts';

/** 375 frames of 32 ms are 12 s exactly, so that sound and picture loops stay together. */
export const AUDIO_RATE = 32_000;
export const AUDIO_FRAME_SAMPLES = 1024;
const LOOP_SECONDS = 12;
const BITS_PER_SECOND = 32_000;

export type AudioLoop = { readonly track: AacTrack; readonly frames: readonly Uint8Array[] };

/** Wind and tyres: filtered noise with a vehicle going by now and then. */
function ambience(): Float32Array {
  const samples = new Float32Array(AUDIO_RATE * LOOP_SECONDS);
  const random = seeded(7);
  const passes = [1.2, 3.1, 4, 6.4, 7.9, 10.3];
  let [slow, fast] = [0, 0];
  for (let at = 0; at < samples.length; at++) {
    const noise = random() * 2 - 1;
    slow += (noise - slow) * 0.02;
    fast += (noise - fast) * 0.16;
    const seconds = at / AUDIO_RATE;
    const loud = passes.reduce((sum, pass) => sum + Math.exp(-(((seconds - pass) / 0.45) ** 2)), 0);
    samples[at] = slow * 0.9 + fast * 0.28 * loud;
  }
  return samples;
}

/** The ambient sound all cameras with a microphone share, as AAC frames. Takes a few hundred milliseconds. */
export async function encodeAmbience(): Promise<AudioLoop> {
  const codec = Codec.findEncoder(AV_CODEC_ID_AAC);
  using context = new CodecContext();
  context.allocContext3(codec);
  context.sampleFormat = AV_SAMPLE_FMT_FLTP;
  context.sampleRate = AUDIO_RATE;
  context.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  context.bitRate = BigInt(BITS_PER_SECOND);
  context.timeBase = new Rational(1, AUDIO_RATE);
  FFmpegError.throwIfError(await context.open2(codec), 'open the AAC encoder');
  const samples = ambience();
  const frames: Uint8Array[] = [];
  using packet = new Packet();
  packet.alloc();
  for (let at = 0; at < samples.length; at += AUDIO_FRAME_SAMPLES) {
    const piece = samples.subarray(at, at + AUDIO_FRAME_SAMPLES);
    using frame = Frame.fromAudioBuffer(
      Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength),
      {
        nbSamples: piece.length,
        format: AV_SAMPLE_FMT_FLTP,
        sampleRate: AUDIO_RATE,
        channelLayout: AV_CHANNEL_LAYOUT_MONO,
        timeBase: { num: 1, den: AUDIO_RATE },
      },
    );
    frame.pts = BigInt(at);
    FFmpegError.throwIfError(await context.sendFrame(frame), 'encode sound');
    while ((await context.receivePacket(packet)) >= 0) {
      if (packet.data) frames.push(new Uint8Array(packet.data));
      packet.unref();
    }
  }
  const whole = (AUDIO_RATE * LOOP_SECONDS) / AUDIO_FRAME_SAMPLES;
  // The encoder holds one frame back: the loop is filled up from its beginning.
  while (frames.length < whole)
    frames.push(frames[frames.length - whole + 1] ?? frames[0] ?? new Uint8Array());
  return { track: aacTrack(aacConfig(2, AUDIO_RATE, 1)), frames: frames.slice(0, whole) };
}

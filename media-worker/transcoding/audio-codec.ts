import {
  AV_CHANNEL_LAYOUT_MONO,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_MP3,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_PCM_ALAW,
  AV_CODEC_ID_PCM_MULAW,
  AV_LOG_FATAL,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  type AVSampleFormat,
  FF_ENCODER_AAC,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, Log, Rational } from 'node-av/lib';
import { aacConfig, aacTrack } from '../codecs/aac.ts';
import { MediaError } from '../media/errors.ts';
import { TICKS_PER_SECOND } from '../media/ticks.ts';
import type { AudioTrack } from '../media/track.ts';

Log.setLevel(AV_LOG_FATAL);

/** What sound is transcoded to. */
export type AudioTarget = {
  readonly track: AudioTrack;
  readonly sampleFormat: AVSampleFormat;
  readonly bitsPerSecond: number;
};

const LOW_COMPLEXITY = 2;
const OPUS_RATE = 48_000;
const BITS_PER_CHANNEL = { aac: 48_000, opus: 32_000 } as const;
/** Speech at 8 kHz: frames of 1,024 samples would be an eighth of a second. Twice the rate halves that. */
const LOW_RATE = 16_000;

const DECODERS = {
  aac: AV_CODEC_ID_AAC,
  mp3: AV_CODEC_ID_MP3,
  opus: AV_CODEC_ID_OPUS,
  g711a: AV_CODEC_ID_PCM_ALAW,
  g711u: AV_CODEC_ID_PCM_MULAW,
} as const satisfies Record<AudioTrack['codec'], unknown>;

/** What `track` becomes as AAC or Opus: at most two channels, at the source's rate where the codec has it. */
export function audioTarget(track: AudioTrack, codec: 'aac' | 'opus'): AudioTarget {
  const channels = Math.min(2, Math.max(1, track.channels));
  const bitsPerSecond = BITS_PER_CHANNEL[codec] * channels;
  if (codec === 'opus') {
    const opus = {
      kind: 'audio',
      codec,
      sampleRate: OPUS_RATE,
      channels,
      codecString: codec,
    } as const;
    return { track: opus, sampleFormat: AV_SAMPLE_FMT_FLT, bitsPerSecond };
  }
  const rate = Math.max(LOW_RATE, track.sampleRate);
  return {
    track: aacTrack(aacConfig(LOW_COMPLEXITY, rate, channels)),
    sampleFormat: AV_SAMPLE_FMT_FLTP,
    bitsPerSecond,
  };
}

/** @throws FFmpegError */
export async function openAudioDecoder(track: AudioTrack): Promise<CodecContext> {
  const codec = Codec.findDecoder(DECODERS[track.codec]);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = track.sampleRate;
  context.channelLayout = layoutOf(track.channels);
  context.pktTimebase = new Rational(1, TICKS_PER_SECOND);
  if (track.codec === 'aac') context.extraData = Buffer.from(track.config);
  FFmpegError.throwIfError(await context.open2(codec), 'open the sound decoder');
  return context;
}

/** @throws FFmpegError, or MediaError where FFmpeg was built without */
export async function openAudioEncoder(target: AudioTarget): Promise<CodecContext> {
  const { track, sampleFormat, bitsPerSecond } = target;
  const name = track.codec === 'opus' ? FF_ENCODER_LIBOPUS : FF_ENCODER_AAC;
  const codec = Codec.findEncoderByName(name);
  if (!codec)
    throw new MediaError('unsupported', `FFmpeg was built without ${name}`, {
      code: 'transcode.no-encoder',
    });
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleFormat = sampleFormat;
  context.sampleRate = track.sampleRate;
  context.channelLayout = layoutOf(track.channels);
  context.bitRate = BigInt(bitsPerSecond);
  context.timeBase = new Rational(1, track.sampleRate);
  const options = track.codec === 'opus' ? { application: 'lowdelay', frame_duration: 20 } : {};
  const opened = await context.open2(codec, Dictionary.fromObject(options));
  FFmpegError.throwIfError(opened, 'open the sound encoder');
  return context;
}

function layoutOf(channels: number): typeof AV_CHANNEL_LAYOUT_MONO {
  return channels === 1 ? AV_CHANNEL_LAYOUT_MONO : AV_CHANNEL_LAYOUT_STEREO;
}

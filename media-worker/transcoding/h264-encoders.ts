import {
  AV_HWDEVICE_TYPE_VAAPI,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_VAAPI,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_H264_NVENC,
  FF_ENCODER_H264_QSV,
  FF_ENCODER_H264_VAAPI,
  FF_ENCODER_H264_VIDEOTOOLBOX,
  FF_ENCODER_LIBOPENH264,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, FFmpegError, Frame } from 'node-av/lib';
import { MediaError } from '../media/errors.ts';
import { type EncodedSize, type EncoderKind, VideoEncoder } from './video-encoder.ts';

/** Above 720p one thread does not keep up with 25 pictures a second on a slow core. */
const ONE_THREAD_PIXELS = 1280 * 720;
const hardware = {
  encodes: 'h264',
  hardware: true,
  device: null,
  constantQuality: null,
  threads: () => 1,
} as const;
const software = {
  encodes: 'h264',
  hardware: false,
  device: null,
  pixelFormat: AV_PIX_FMT_YUV420P,
  threads: ({ width, height }: EncodedSize) => (width * height > ONE_THREAD_PIXELS ? 2 : 1),
} as const;

/** Best first: what the machine has beside its cores, then the cores. */
const ENCODERS: readonly EncoderKind[] = [
  {
    ...hardware,
    name: FF_ENCODER_H264_NVENC,
    codec: () => Codec.findEncoderByName(FF_ENCODER_H264_NVENC),
    pixelFormat: AV_PIX_FMT_YUV420P,
    options: { preset: 'p3', tune: 'ull', zerolatency: 1, delay: 0, 'forced-idr': 1 },
  },
  {
    ...hardware,
    name: FF_ENCODER_H264_VAAPI,
    codec: () => Codec.findEncoderByName(FF_ENCODER_H264_VAAPI),
    pixelFormat: AV_PIX_FMT_NV12,
    device: { type: AV_HWDEVICE_TYPE_VAAPI, pixelFormat: AV_PIX_FMT_VAAPI },
    options: { async_depth: 1 },
  },
  {
    ...hardware,
    name: FF_ENCODER_H264_QSV,
    codec: () => Codec.findEncoderByName(FF_ENCODER_H264_QSV),
    pixelFormat: AV_PIX_FMT_NV12,
    options: { preset: 'veryfast', async_depth: 1, forced_idr: 1 },
  },
  {
    ...hardware,
    name: FF_ENCODER_H264_VIDEOTOOLBOX,
    codec: () => Codec.findEncoderByName(FF_ENCODER_H264_VIDEOTOOLBOX),
    pixelFormat: AV_PIX_FMT_NV12,
    options: { realtime: 1 },
  },
  {
    ...software,
    name: FF_ENCODER_LIBX264,
    codec: () => Codec.findEncoderByName(FF_ENCODER_LIBX264),
    options: { preset: 'veryfast', tune: 'zerolatency', profile: 'high', 'forced-idr': 1 },
    constantQuality: 23,
  },
  {
    ...software,
    name: FF_ENCODER_LIBOPENH264,
    codec: () => Codec.findEncoderByName(FF_ENCODER_LIBOPENH264),
    options: { allow_skip_frames: 0 },
    constantQuality: null,
  },
];

const PROOF: EncodedSize = { width: 640, height: 360 };

let chosen: Promise<EncoderKind> | null = null;

/** The best encoder that encoded a picture on this machine; found out once. @throws `unsupported` with `transcode.no-encoder` */
export function chosenEncoder(): Promise<EncoderKind> {
  chosen ??= firstThatWorks(ENCODERS);
  return chosen;
}

/** Opens the chosen encoder; one on a card that is busy gives way to the cores. */
export async function openEncoder(size: EncodedSize, fps: number): Promise<VideoEncoder> {
  const best = await chosenEncoder();
  try {
    return await VideoEncoder.open(best, size, fps);
  } catch (thrown) {
    if (!best.hardware) throw thrown;
    const onCores = await firstThatWorks(ENCODERS.filter((kind) => !kind.hardware));
    return VideoEncoder.open(onCores, size, fps);
  }
}

async function firstThatWorks(kinds: readonly EncoderKind[]): Promise<EncoderKind> {
  for (const kind of kinds) if (await proven(kind)) return kind;
  throw new MediaError('unsupported', 'no H.264 encoder works on this machine', {
    code: 'transcode.no-encoder',
  });
}

/** Drivers promise much: only a picture that came out proves an encoder. */
async function proven(kind: EncoderKind): Promise<boolean> {
  if (!kind.codec()) return false;
  try {
    using encoder = await VideoEncoder.open(kind, PROOF, 25);
    using picture = new Frame();
    picture.alloc();
    picture.format = AV_PIX_FMT_YUV420P;
    picture.width = PROOF.width;
    picture.height = PROOF.height;
    FFmpegError.throwIfError(picture.allocBuffer(), 'allocate a picture');
    const encoded = await encoder.encode(picture, 0, true);
    if (encoded.length === 0) encoded.push(...(await encoder.finish()));
    return encoded[0]?.frame.randomAccess === true && encoded[0].track !== null;
  } catch {
    return false; // no driver, no card, or one that lies: the next kind is tried
  }
}

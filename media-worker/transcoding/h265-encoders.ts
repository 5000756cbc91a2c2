import { AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX265 } from 'node-av/constants';
import { Codec } from 'node-av/lib';
import { type EncodedSize, type EncoderKind, VideoEncoder } from './video-encoder.ts';

/** On the cores: what is encoded to H.265 is a slate, small and slow. */
const X265: EncoderKind = {
  name: FF_ENCODER_LIBX265,
  encodes: 'h265',
  hardware: false,
  device: null,
  codec: () => Codec.findEncoderByName(FF_ENCODER_LIBX265),
  pixelFormat: AV_PIX_FMT_YUV420P,
  options: {
    preset: 'ultrafast',
    tune: 'zerolatency',
    'forced-idr': 1,
    'x265-params': 'log-level=none:pools=none:frame-threads=1',
  },
  constantQuality: 26,
  threads: () => 1,
};

/** @throws FFmpegError or MediaError where FFmpeg was built without */
export function openH265Encoder(size: EncodedSize, fps: number): Promise<VideoEncoder> {
  return VideoEncoder.open(X265, size, fps);
}

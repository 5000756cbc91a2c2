import { AV_PIX_FMT_YUV420P, SWS_BILINEAR } from 'node-av/constants';
import { FFmpegError, type Frame, SoftwareScaleContext } from 'node-av/lib';
import { MediaError } from '../../media/errors.ts';
import type { EncodedSize } from '../../transcoding/video-encoder.ts';
import type { YuvPlanes } from './yuv-canvas.ts';

/** FFmpeg writes whole vectors, also behind the end of a row. */
const ALIGNMENT = 64;

type Path = {
  readonly key: string;
  readonly context: SoftwareScaleContext;
  readonly to: YuvPlanes;
};

/** Scales one stream's pictures, bilinear, in native threads. Dispose it when no call is running. */
export class PictureScaler implements Disposable {
  #path: Path | null = null;

  /** The planes are overwritten by the next call. @throws FFmpegError */
  async scale(picture: Frame, size: EncodedSize): Promise<YuvPlanes> {
    const { context, to } = this.#pathFor(picture, size);
    const { data, linesize, height } = picture;
    if (!data) throw new MediaError('unsupported', 'the decoder gave no picture in memory');
    const target = [...to.data];
    const rows = await context.scale(data, linesize, 0, height, target, [...to.strides]);
    FFmpegError.throwIfError(rows, 'scale a picture');
    return to;
  }

  [Symbol.dispose](): void {
    this.#path?.context.freeContext();
    this.#path = null;
  }

  #pathFor({ width, height, format }: Frame, size: EncodedSize): Path {
    const key = [width, height, format, size.width, size.height].join();
    if (this.#path?.key === key) return this.#path;
    this[Symbol.dispose]();
    const context = new SoftwareScaleContext();
    const yuv = AV_PIX_FMT_YUV420P;
    // A picture in memory has a pixel format, whatever its type allows.
    const from = format as typeof yuv;
    context.getContext(width, height, from, size.width, size.height, yuv, SWS_BILINEAR);
    this.#path = { key, context, to: emptyPlanes(size) };
    return this.#path;
  }
}

function emptyPlanes({ width, height }: EncodedSize): YuvPlanes {
  const planes = [1, 2, 2].map((share) => {
    const stride = Math.ceil(width / share / ALIGNMENT) * ALIGNMENT;
    return { stride, bytes: Buffer.alloc((stride * height) / share + ALIGNMENT) };
  });
  return { data: planes.map(({ bytes }) => bytes), strides: planes.map(({ stride }) => stride) };
}

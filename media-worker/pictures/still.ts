import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_LOG_FATAL,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_JPEG,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { MediaError } from '../media/errors.ts';
import type { Nalu, VideoTrack } from '../media/track.ts';

export type StillPicture = {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
};

export type StillOptions = {
  /** The picture is scaled down to this width, never up. */
  readonly maxWidth: number;
  readonly signal?: AbortSignal;
};

/** Decoding uses native threads: more than this at once would starve the media path on a small machine. */
const CONCURRENCY = 2;
/** Requests waiting beyond this are refused: each holds its key frame. */
const MAX_WAITING = 200;
/** FFmpeg's q scale; 4 is about quality 85. */
const JPEG_QSCALE = 4;
const FF_QP2LAMBDA = 118;
// A broken picture is an error value here; FFmpeg's own lines on stderr would be noise.
Log.setLevel(AV_LOG_FATAL);

const START_CODE = Uint8Array.of(0, 0, 0, 1);

/** Decodes single key frames to JPEG, off the media path, in native threads. */
export class StillDecoder {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * @param nalus one access unit at which decoding may start
   * @throws `unsupported` when the picture cannot be decoded, `overflow` when too many wait
   */
  async decode(
    track: VideoTrack,
    nalus: readonly Nalu[],
    options: StillOptions,
  ): Promise<StillPicture> {
    await this.#turn();
    try {
      options.signal?.throwIfAborted();
      return await decodeStill(track, nalus, options.maxWidth);
    } catch (cause) {
      if (cause instanceof FFmpegError)
        throw new MediaError('unsupported', `the picture cannot be decoded: ${cause.message}`, {
          code: 'picture.undecodable',
          cause,
        });
      throw cause;
    } finally {
      // The place goes straight to the next in line, or it would be given twice.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < CONCURRENCY) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING)
      throw new MediaError('overflow', 'too many pictures wait to be decoded', {
        code: 'picture.busy',
      });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    await promise;
  }
}

function annexB(track: VideoTrack, nalus: readonly Nalu[]): Buffer {
  const sets =
    track.codec === 'h264' ? [track.sps, ...track.pps] : [track.vps, track.sps, ...track.pps];
  return Buffer.concat([...sets, ...nalus].flatMap((unit) => [START_CODE, unit]));
}

async function decodeStill(
  track: VideoTrack,
  nalus: readonly Nalu[],
  maxWidth: number,
): Promise<StillPicture> {
  using picture = new Frame();
  picture.alloc();
  await decodePicture(track, annexB(track, nalus), picture);
  const { width, height } = scaledSize(picture, maxWidth);
  using scaled = new Frame();
  scaled.alloc();
  await scalePicture(picture, scaled, { width, height });
  return { jpeg: await encodeJpeg(scaled), width, height };
}

async function decodePicture(track: VideoTrack, bytes: Buffer, picture: Frame): Promise<void> {
  const codec = Codec.findDecoder(track.codec === 'h264' ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC);
  using context = new CodecContext();
  context.allocContext3(codec);
  context.threadCount = 1;
  FFmpegError.throwIfError(await context.open2(codec), 'open decoder');
  using packet = new Packet();
  packet.alloc();
  packet.data = bytes;
  FFmpegError.throwIfError(await context.sendPacket(packet), 'decode');
  // The end of the stream makes the decoder give out the picture without waiting for reordering.
  FFmpegError.throwIfError(await context.sendPacket(null), 'drain decoder');
  FFmpegError.throwIfError(await context.receiveFrame(picture), 'receive picture');
}

/** Even sizes, since the chroma planes are half as large. */
function scaledSize(picture: Frame, maxWidth: number): { width: number; height: number } {
  const share = Math.min(1, maxWidth / picture.width);
  const even = (value: number) => Math.max(2, Math.round((value * share) / 2) * 2);
  return { width: even(picture.width), height: even(picture.height) };
}

async function scalePicture(
  from: Frame,
  to: Frame,
  { width, height }: { width: number; height: number },
): Promise<void> {
  using scaler = new SoftwareScaleContext();
  scaler.allocContext();
  to.format = AV_PIX_FMT_YUV420P;
  to.width = width;
  to.height = height;
  to.colorRange = AVCOL_RANGE_JPEG;
  FFmpegError.throwIfError(to.allocBuffer(), 'allocate picture');
  FFmpegError.throwIfError(await scaler.scaleFrame(to, from), 'scale');
}

async function encodeJpeg(picture: Frame): Promise<Buffer> {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  using context = new CodecContext();
  context.allocContext3(codec);
  context.width = picture.width;
  context.height = picture.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.colorRange = AVCOL_RANGE_JPEG;
  context.timeBase = new Rational(1, 25);
  context.threadCount = 1;
  context.globalQuality = JPEG_QSCALE * FF_QP2LAMBDA;
  context.setFlags(AV_CODEC_FLAG_QSCALE);
  FFmpegError.throwIfError(await context.open2(codec), 'open JPEG encoder');
  picture.pts = 0n;
  picture.quality = JPEG_QSCALE * FF_QP2LAMBDA;
  FFmpegError.throwIfError(await context.sendFrame(picture), 'encode JPEG');
  using packet = new Packet();
  packet.alloc();
  FFmpegError.throwIfError(await context.receivePacket(packet), 'receive JPEG');
  if (!packet.data) throw new MediaError('bug', 'the JPEG encoder gave nothing');
  // Copied: the packet's memory is FFmpeg's and is freed with it.
  return Buffer.from(packet.data);
}

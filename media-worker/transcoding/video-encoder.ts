import {
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  type AVHWDeviceType,
  type AVPixelFormat,
} from 'node-av/constants';
import {
  type Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Frame,
  HardwareDeviceContext,
  HardwareFramesContext,
  Packet,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { splitAnnexB } from '../codecs/nal-units.ts';
import { ParameterSets } from '../codecs/parameter-sets.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import { TICKS_PER_SECOND, ticks90k } from '../media/ticks.ts';
import type { VideoTrack } from '../media/track.ts';

export type EncodedSize = { readonly width: number; readonly height: number };

/** One of FFmpeg's encoders, and how it is told not to hold pictures back. */
export type EncoderKind = {
  readonly name: string;
  readonly encodes: VideoTrack['codec'];
  readonly hardware: boolean;
  codec(): Codec | null;
  readonly pixelFormat: AVPixelFormat;
  /** Where pictures must be before they can be encoded; `null`: in memory. */
  readonly device: { readonly type: AVHWDeviceType; readonly pixelFormat: AVPixelFormat } | null;
  readonly options: Readonly<Record<string, string | number>>;
  /** Quality at which a still scene costs next to nothing, below the rate; `null` where only a rate is taken. */
  readonly constantQuality: number | null;
  threads(size: EncodedSize): number;
};

/** One encoded picture, and the track when it is a new one. */
export type Encoded = { readonly track: VideoTrack | null; readonly frame: VideoFrame };

/** A viewer that joins waits this long at the most, and no rate can be held without knowing a rate. */
export const GOP_SECONDS = 2;
const USUAL_FPS = 25;
/** Bits a pixel: what roads with moving vehicles need to look clean at 25 pictures a second. */
const BITS_PER_PIXEL = 0.07;
const MIN_BITS_PER_SECOND = 400_000;

/** Bits a second for a size; half as much again for short moments. */
export function bitsPerSecond({ width, height }: EncodedSize, fps: number): number {
  return Math.max(MIN_BITS_PER_SECOND, Math.round(width * height * fps * BITS_PER_PIXEL));
}

/** Encodes pictures of any format and size to one size without delay. Dispose it when no call is running. */
export class VideoEncoder implements Disposable {
  readonly size: EncodedSize;
  readonly kind: EncoderKind;
  readonly #context: CodecContext;
  readonly #upload: HardwareFramesContext | null;
  readonly #packet = new Packet();
  readonly #scaler = new SoftwareScaleContext();
  readonly #sets: ParameterSets;

  private constructor(
    kind: EncoderKind,
    size: EncodedSize,
    context: CodecContext,
    upload: HardwareFramesContext | null,
  ) {
    this.kind = kind;
    this.#sets = new ParameterSets(kind.encodes);
    this.size = size;
    this.#context = context;
    this.#upload = upload;
    this.#packet.alloc();
    this.#scaler.allocContext();
  }

  /** @throws FFmpegError or MediaError where this machine cannot */
  static async open(kind: EncoderKind, size: EncodedSize, fps: number): Promise<VideoEncoder> {
    const codec = kind.codec();
    if (!codec) throw new MediaError('unsupported', `FFmpeg was built without ${kind.name}`);
    const rate = fps > 0 ? fps : USUAL_FPS;
    const bits = bitsPerSecond(size, rate);
    const context = new CodecContext();
    try {
      context.allocContext3(codec);
      context.width = size.width;
      context.height = size.height;
      context.timeBase = new Rational(1, TICKS_PER_SECOND);
      context.framerate = new Rational(Math.round(rate * 1000), 1000);
      context.maxBFrames = 0;
      context.gopSize = Math.ceil(rate * GOP_SECONDS);
      context.threadCount = kind.threads(size);
      if (kind.constantQuality === null) context.bitRate = BigInt(bits);
      context.rcMaxRate = BigInt(Math.round(bits * 1.5));
      context.rcBufferSize = bits;
      const upload = kind.device === null ? null : uploadFrames(kind.device, kind, size);
      context.pixelFormat = upload ? upload.format : kind.pixelFormat;
      if (upload) context.hwFramesCtx = upload;
      const quality = kind.constantQuality === null ? {} : { crf: kind.constantQuality };
      const options = Dictionary.fromObject({ ...kind.options, ...quality });
      FFmpegError.throwIfError(await context.open2(codec, options), `open ${kind.name}`);
      return new VideoEncoder(kind, size, context, upload);
    } catch (thrown) {
      context.freeContext();
      throw thrown;
    }
  }

  /** @param key starts a GOP with this picture. Times in 90 kHz ticks */
  async encode(picture: Frame, pts: number, key: boolean): Promise<Encoded[]> {
    using converted = new Frame();
    converted.alloc();
    const software = await this.#fitting(picture, converted);
    using uploaded = new Frame();
    uploaded.alloc();
    const ready = await this.#onDevice(software, uploaded);
    ready.pts = BigInt(pts);
    // What the decoder wrote here is no wish: an encoder would take it as one.
    ready.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    FFmpegError.throwIfError(await this.#context.sendFrame(ready), 'encode a picture');
    return this.#receive();
  }

  /** What the encoder still held back. */
  async finish(): Promise<Encoded[]> {
    FFmpegError.throwIfError(await this.#context.sendFrame(null), 'finish encoding');
    return this.#receive();
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#scaler.freeContext();
    this.#context.freeContext();
    this.#upload?.free();
  }

  async #fitting(picture: Frame, target: Frame): Promise<Frame> {
    const { width, height } = this.size;
    const { pixelFormat } = this.kind;
    if (picture.format === pixelFormat && picture.width === width && picture.height === height)
      return picture;
    target.format = pixelFormat;
    target.width = width;
    target.height = height;
    FFmpegError.throwIfError(target.allocBuffer(), 'allocate a picture');
    FFmpegError.throwIfError(await this.#scaler.scaleFrame(target, picture), 'scale a picture');
    return target;
  }

  async #onDevice(picture: Frame, target: Frame): Promise<Frame> {
    if (!this.#upload) return picture;
    FFmpegError.throwIfError(this.#upload.getBuffer(target), 'allocate a picture on the device');
    FFmpegError.throwIfError(await this.#upload.transferData(target, picture), 'upload a picture');
    return target;
  }

  async #receive(): Promise<Encoded[]> {
    const out: Encoded[] = [];
    for (;;) {
      if (this.#context.receivePacketSync(this.#packet) < 0) return out;
      const { data, pts, dts, isKeyframe } = this.#packet;
      // Copied: the packet's memory is FFmpeg's and is used again.
      if (data) out.push(this.#unit(new Uint8Array(data), Number(pts), Number(dts), isKeyframe));
      this.#packet.unref();
    }
  }

  #unit(bytes: Uint8Array, pts: number, dts: number, randomAccess: boolean): Encoded {
    const { picture, changed } = this.#sets.take(splitAnnexB(bytes));
    return {
      track: changed ? this.#sets.track : null,
      frame: {
        kind: 'video',
        nalus: picture,
        randomAccess,
        pts: ticks90k(pts),
        dts: ticks90k(Math.min(dts, pts)),
      },
    };
  }
}

/** Pictures on the graphics card, where an encoder takes no others. */
function uploadFrames(
  device: NonNullable<EncoderKind['device']>,
  kind: EncoderKind,
  size: EncodedSize,
): HardwareFramesContext {
  const card = new HardwareDeviceContext();
  FFmpegError.throwIfError(card.create(device.type), `open the device of ${kind.name}`);
  const frames = new HardwareFramesContext();
  frames.alloc(card);
  frames.format = device.pixelFormat;
  frames.swFormat = kind.pixelFormat;
  frames.width = size.width;
  frames.height = size.height;
  frames.initialPoolSize = 8;
  FFmpegError.throwIfError(frames.init(), `allocate pictures of ${kind.name}`);
  return frames;
}

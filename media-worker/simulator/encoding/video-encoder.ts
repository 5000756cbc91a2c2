import {
  AV_CODEC_ID_H264,
  AV_LOG_FATAL,
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Frame,
  Log,
  Packet,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { h264NalType, h264Track } from '../../codecs/h264.ts';
import { splitAnnexB } from '../../codecs/nal-units.ts';
import { assert, MediaError } from '../../media/errors.ts';
import type { H264Track, Nalu } from '../../media/track.ts';

/** What one stream of a simulated camera looks like on the wire. */
export type VideoProfile = {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly gop: number;
  readonly kilobits: number;
  /** Macroblock rows of the overlay's strip, which must be slices of their own. */
  readonly stripRows: number;
};

/** One picture: its slices in order; the first ones are the strip's. */
export type EncodedPicture = { readonly idr: boolean; readonly slices: readonly Nalu[] };

function x264Parameters(profile: VideoProfile): string {
  const rowMacroblocks = Math.ceil(profile.width / 16);
  return Object.entries({
    // What the live overlay needs: CAVLC, one reference, no filtering across slices, the strip as one slice.
    cabac: 0,
    'no-deblock': 1,
    ref: 1,
    bframes: 0,
    weightp: 0,
    '8x8dct': 0,
    'slice-max-mbs': rowMacroblocks * profile.stripRows,
    keyint: profile.gop,
    'min-keyint': profile.gop,
    scenecut: 0,
    'open-gop': 0,
    'vbv-maxrate': profile.kilobits,
    'vbv-bufsize': profile.kilobits * 2,
    'rc-lookahead': 10,
    'sync-lookahead': 0,
    'force-cfr': 1,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join(':');
}

// x264 prints a page of statistics for every stream.
Log.setLevel(AV_LOG_FATAL);

/** Encodes drawn pictures (RGBA) with x264. Dispose it. */
export class VideoEncoder implements Disposable {
  readonly #profile: VideoProfile;
  readonly #context: CodecContext;
  readonly #packet = new Packet();
  readonly #scaler = new SoftwareScaleContext();
  #pictures = 0n;

  constructor(profile: VideoProfile, context: CodecContext) {
    this.#profile = profile;
    this.#context = context;
    this.#packet.alloc();
    this.#scaler.allocContext();
  }

  static async open(profile: VideoProfile): Promise<VideoEncoder> {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBX264);
    if (!codec) throw new MediaError('unsupported', 'this build of FFmpeg has no libx264');
    const context = new CodecContext();
    context.allocContext3(codec);
    context.codecId = AV_CODEC_ID_H264;
    context.width = profile.width;
    context.height = profile.height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, profile.fps);
    context.framerate = new Rational(profile.fps, 1);
    context.threadCount = 1;
    const options = Dictionary.fromObject({
      preset: 'veryfast',
      profile: 'main',
      crf: 23,
      'x264-params': x264Parameters(profile),
    });
    FFmpegError.throwIfError(await context.open2(codec, options), 'open the encoder');
    return new VideoEncoder(profile, context);
  }

  /** The finished pictures so far; encoding runs some pictures behind. `rgba` is width × height × 4 bytes. */
  async push(rgba: Buffer): Promise<Buffer[]> {
    const { width, height } = this.#profile;
    using drawn = Frame.fromVideoBuffer(rgba, {
      width,
      height,
      format: AV_PIX_FMT_RGBA,
      timeBase: { num: 1, den: this.#profile.fps },
    });
    using picture = new Frame();
    picture.alloc();
    picture.format = AV_PIX_FMT_YUV420P;
    picture.width = width;
    picture.height = height;
    FFmpegError.throwIfError(picture.allocBuffer(), 'allocate a picture');
    FFmpegError.throwIfError(await this.#scaler.scaleFrame(picture, drawn), 'convert a picture');
    picture.pts = this.#pictures;
    this.#pictures += 1n;
    FFmpegError.throwIfError(await this.#context.sendFrame(picture), 'encode a picture');
    return this.#receive();
  }

  async finish(): Promise<Buffer[]> {
    FFmpegError.throwIfError(await this.#context.sendFrame(null), 'finish encoding');
    return this.#receive();
  }

  async #receive(): Promise<Buffer[]> {
    const out: Buffer[] = [];
    for (;;) {
      const result = await this.#context.receivePacket(this.#packet);
      if (result < 0) return out;
      if (this.#packet.data) out.push(Buffer.from(this.#packet.data));
      this.#packet.unref();
    }
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#scaler.freeContext();
    this.#context.freeContext();
  }
}

/** Sorts encoded access units (Annex B) into parameter sets and slices. */
export function sortPictures(units: readonly Buffer[]): {
  track: H264Track;
  pictures: EncodedPicture[];
} {
  let sps: Nalu | null = null;
  const pps: Nalu[] = [];
  const pictures: EncodedPicture[] = [];
  for (const unit of units) {
    const slices: Nalu[] = [];
    for (const one of splitAnnexB(unit)) {
      const type = h264NalType(one);
      if (type === 7) sps ??= one;
      else if (type === 8 && pps.length === 0) pps.push(one);
      else if (type === 1 || type === 5) slices.push(one);
    }
    const [first] = slices;
    if (first) pictures.push({ idr: h264NalType(first) === 5, slices });
  }
  assert(sps !== null, 'the encoder gave no parameter sets');
  return { track: h264Track(sps, pps), pictures };
}

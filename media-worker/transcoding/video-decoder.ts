import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_LOG_FATAL,
  FF_THREAD_SLICE,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Log, Packet } from 'node-av/lib';
import type { VideoFrame } from '../media/frame.ts';
import type { VideoTrack } from '../media/track.ts';

/** Threads that share one picture; threads that share several would each hold one back. */
const THREADS = 2;
const START_CODE = Uint8Array.of(0, 0, 0, 1);
// A broken picture is an error value here; FFmpeg's own lines on stderr would be noise.
Log.setLevel(AV_LOG_FATAL);

/** Decodes one track's pictures in native threads. Dispose it when no call is running. */
export class VideoDecoder implements Disposable {
  readonly track: VideoTrack;
  readonly #context: CodecContext;
  readonly #packet = new Packet();

  private constructor(track: VideoTrack, context: CodecContext) {
    this.track = track;
    this.#context = context;
    this.#packet.alloc();
  }

  static async open(track: VideoTrack, threads = THREADS): Promise<VideoDecoder> {
    const codec = Codec.findDecoder(track.codec === 'h264' ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC);
    const context = new CodecContext();
    context.allocContext3(codec);
    context.threadCount = threads;
    context.threadType = FF_THREAD_SLICE;
    FFmpegError.throwIfError(await context.open2(codec), 'open the decoder');
    return new VideoDecoder(track, context);
  }

  /** The pictures that came out, in the order they are shown, their `pts` in ticks; the caller frees them. @throws FFmpegError */
  async decode(frame: VideoFrame): Promise<Frame[]> {
    const packet = this.#packet;
    packet.data = this.#annexB(frame);
    packet.pts = BigInt(frame.pts);
    packet.dts = BigInt(frame.dts);
    const sent = await this.#context.sendPacket(packet);
    packet.unref();
    FFmpegError.throwIfError(sent, 'decode a picture');
    const pictures: Frame[] = [];
    for (;;) {
      const picture = new Frame();
      picture.alloc();
      // Decoded when it was sent, in a thread: handing it over costs this one nothing.
      if (this.#context.receiveFrameSync(picture) < 0) {
        picture.free();
        return pictures;
      }
      pictures.push(picture);
    }
  }

  /** After this the next picture must be a random access point. */
  reset(): void {
    this.#context.flushBuffers();
  }

  [Symbol.dispose](): void {
    this.#packet.free();
    this.#context.freeContext();
  }

  #annexB(frame: VideoFrame): Buffer {
    const { track } = this;
    const sets =
      track.codec === 'h264' ? [track.sps, ...track.pps] : [track.vps, track.sps, ...track.pps];
    const units = frame.randomAccess ? [...sets, ...frame.nalus] : frame.nalus;
    return Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));
  }
}

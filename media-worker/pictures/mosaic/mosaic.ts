import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import type { MosaicSource, MosaicState } from '../../control/contract.ts';
import { Rate } from '../../hub/statistics.ts';
import { msToTicks, TICKS_PER_SECOND } from '../../media/ticks.ts';
import { openEncoder } from '../../transcoding/h264-encoders.ts';
import { timeOfDay } from '../../transcoding/time-of-day.ts';
import { type Encoded, GOP_SECONDS, type VideoEncoder } from '../../transcoding/video-encoder.ts';
import { type CellAround, MosaicCell } from './cell.ts';
import { decodePlan } from './decode-plan.ts';
import { type Drawing, drawPlate } from './drawing.ts';
import { cellRects, mosaicSize } from './geometry.ts';
import { YuvCanvas } from './yuv-canvas.ts';

/** Share of the picture's height that the clock takes. */
const CLOCK_SHARE = 0.033;

export type MosaicAround = Pick<CellAround, 'clock' | 'find'> & {
  /** Pixels a second that may be decoded. */
  readonly decodeBudget: number;
};

/** One picture of many cells. Dispose it when no call is running. */
export class Mosaic implements Disposable {
  readonly #around: MosaicAround;
  readonly #encoder: VideoEncoder;
  readonly #timeZone: string | undefined;
  readonly #cells: readonly MosaicCell[];
  /** Cells as they were last painted; plates are put onto a copy. */
  readonly #painted: YuvCanvas;
  readonly #shown: YuvCanvas;
  readonly #startedAt: number;
  readonly #pictures = new Rate();
  readonly #pixels = new Rate();
  #clockPlate: { readonly text: string; readonly drawing: Drawing } | null = null;
  #nextKeyAt = 0;

  private constructor(source: MosaicSource, around: MosaicAround, encoder: VideoEncoder) {
    const { clock, find } = around;
    const { timeZone } = source;
    this.#around = around;
    this.#encoder = encoder;
    this.#timeZone = timeZone;
    this.#painted = new YuvCanvas(encoder.size);
    this.#shown = new YuvCanvas(encoder.size);
    this.#startedAt = clock.monotonicNow();
    const decoded = (pixels: number) => {
      this.#pictures.add(1, clock.monotonicNow());
      this.#pixels.add(pixels, clock.monotonicNow());
    };
    const rects = cellRects(source);
    this.#cells = source.cells.flatMap((spec, index) => {
      const rect = rects[index];
      return rect ? [new MosaicCell(spec, rect, { clock, timeZone, find, decoded })] : [];
    });
  }

  /** @throws MediaError where nothing encodes */
  static async open(source: MosaicSource, around: MosaicAround): Promise<Mosaic> {
    const encoder = await openEncoder(mosaicSize(source), source.fps);
    return new Mosaic(source, around, encoder);
  }

  get state(): MosaicState {
    const now = this.#around.clock.monotonicNow();
    return {
      cells: this.#cells.map((cell) => cell.state),
      picturesPerSecond: this.#pictures.at(now),
      pixelsPerSecond: this.#pixels.at(now),
      framesDropped: this.#cells.reduce((sum, cell) => sum + cell.framesDropped, 0),
    };
  }

  /** The picture of now. @param key asks for a random access point @throws FFmpegError */
  async next(key: boolean): Promise<Encoded[]> {
    this.#plan();
    await Promise.all(this.#cells.map((cell) => cell.paint(this.#painted)));
    this.#shown.copyFrom(this.#painted);
    for (const { plate } of this.#cells)
      if (plate) this.#shown.draw(plate.drawing.planes, plate.rect);
    this.#drawClock();
    const pts = msToTicks(this.#around.clock.monotonicNow() - this.#startedAt);
    const isKey = key || pts >= this.#nextKeyAt;
    if (isKey) this.#nextKeyAt = pts + (GOP_SECONDS - 0.1) * TICKS_PER_SECOND;
    using picture = Frame.fromVideoBuffer(this.#shown.bytes, {
      ...this.#shown.size,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: TICKS_PER_SECOND },
    });
    const encoded = await this.#encoder.encode(picture, pts, isKey);
    return encoded; // not the promise: the picture is freed here
  }

  [Symbol.dispose](): void {
    for (const cell of this.#cells) cell[Symbol.dispose]();
    this.#encoder[Symbol.dispose]();
  }

  #plan(): void {
    const plan = decodePlan(
      this.#cells.map((cell) => cell.cost),
      this.#around.decodeBudget,
    );
    this.#cells.forEach((cell, index) => {
      cell.decoding = plan[index] ?? 'all';
    });
  }

  #drawClock(): void {
    const { width, height } = this.#shown.size;
    const text = timeOfDay(this.#around.clock.wallNow(), this.#timeZone);
    if (this.#clockPlate?.text !== text)
      this.#clockPlate = { text, drawing: drawPlate(text, height * CLOCK_SHARE, width) };
    const { drawing } = this.#clockPlate;
    const rect = { x: width - drawing.width, y: 0, width: drawing.width, height: drawing.height };
    this.#shown.draw(drawing.planes, rect);
  }
}

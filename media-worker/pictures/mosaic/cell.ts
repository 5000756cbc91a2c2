import type { Frame } from 'node-av/lib';
import type { MosaicSource, MosaicState } from '../../control/contract.ts';
import { asMediaError, type StreamFailure } from '../../hub/failure.ts';
import type { Stream } from '../../hub/stream.ts';
import type { MediaError } from '../../media/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import { silentReason } from '../../transcoding/slate.ts';
import { asTranscodeError } from '../../transcoding/transcode-error.ts';
import { CellFeed } from './cell-feed.ts';
import type { DecodeCost, Decoding } from './decode-plan.ts';
import { type Drawing, drawCard, drawPlate } from './drawing.ts';
import { fittedRect, type Rect } from './geometry.ts';
import { PictureScaler } from './picture-scaler.ts';
import type { YuvCanvas } from './yuv-canvas.ts';

/** A stream that is gone, or whose pictures cannot be decoded, is tried again. */
const JOIN_AGAIN_MS = 3_000;
/** Pictures a second that are expected of a stream before they were counted. */
const USUAL_FPS = 15;
/** Share of a cell's height that its title takes, within what can be read and what looks right. */
const TITLE = { share: 0.085, least: 13, most: 26 } as const;

export type CellAround = {
  readonly clock: Clock;
  readonly timeZone: string | undefined;
  /** @throws MediaError where it cannot be shown */
  find(streamId: string): Stream;
  decoded(pixels: number): void;
};

type Trouble = Pick<StreamFailure, 'code' | 'kind'>;

/** One cell: joins its stream, again and again where that fails, and paints its picture or says why there is none. */
export class MosaicCell implements Disposable {
  readonly #spec: MosaicSource['cells'][number];
  readonly #rect: Rect;
  readonly #around: CellAround;
  readonly #scaler = new PictureScaler();
  #feed: CellFeed | null = null;
  #notJoined: MediaError | null = null;
  #joinAt = Number.NEGATIVE_INFINITY;
  #trouble: (Trouble & { readonly since: number }) | null = null;
  #hasPicture = false;
  #painted = '';
  #plate: { readonly text: string; readonly drawing: Drawing } | null = null;
  #dropped = 0;

  constructor(spec: MosaicSource['cells'][number], rect: Rect, around: CellAround) {
    this.#spec = spec;
    this.#rect = rect;
    this.#around = around;
  }

  get state(): MosaicState['cells'][number] {
    const { streamId } = this.#spec;
    const { code = null, since = null } = this.#trouble ?? {};
    const isDecoding = this.#feed !== null && this.#trouble === null;
    return { streamId, code, since, decoding: isDecoding ? this.decoding : 'none' };
  }

  get framesDropped(): number {
    return this.#dropped + (this.#feed?.framesDropped ?? 0);
  }

  get decoding(): Decoding {
    return this.#feed?.decoding ?? 'all';
  }
  set decoding(decoding: Decoding) {
    if (this.#feed) this.#feed.decoding = decoding;
  }

  get cost(): DecodeCost {
    const shownPixels = this.#rect.width * this.#rect.height;
    return { pixelsPerSecond: this.#pixelsPerSecond(), shownPixels, decoding: this.decoding };
  }

  /** What is written over the picture, and where. */
  get plate(): { readonly drawing: Drawing; readonly rect: Rect } | null {
    if (!this.#hasPicture || this.#spec.title === '') return null;
    const { x, y, width, height } = this.#rect;
    const drawing = this.#drawnPlate();
    const at = { x, y: y + height - drawing.height, width: drawing.width, height: drawing.height };
    return { drawing, rect: { ...at, width: Math.min(at.width, width) } };
  }

  /** Brings the canvas up to date with what came since the last call. Never rejects. */
  async paint(canvas: YuvCanvas): Promise<void> {
    if (this.#spec.streamId === null) return;
    this.#join(this.#spec.streamId);
    const picture = this.#feed?.takePicture() ?? null;
    try {
      const reason = this.#reason(picture !== null);
      if (reason) this.#paintCard(canvas, reason);
      else if (picture) await this.#paintPicture(canvas, picture);
    } catch (thrown) {
      if (this.#feed) this.#feed.over ??= asTranscodeError(thrown); // the other cells go on
    } finally {
      picture?.free();
    }
  }

  [Symbol.dispose](): void {
    this.#leave();
    this.#scaler[Symbol.dispose]();
  }

  #join(streamId: string): void {
    const now = this.#around.clock.monotonicNow();
    if (this.#feed?.over) {
      this.#notJoined = this.#feed.over;
      this.#leave();
      this.#joinAt = now + JOIN_AGAIN_MS;
    }
    if (this.#feed || now < this.#joinAt) return;
    this.#joinAt = now + JOIN_AGAIN_MS;
    try {
      const { find, clock, decoded } = this.#around;
      this.#feed = new CellFeed(find(streamId), clock, decoded);
    } catch (thrown) {
      this.#notJoined = asMediaError(thrown);
    }
  }

  #leave(): void {
    this.#dropped += this.#feed?.framesDropped ?? 0;
    this.#feed?.[Symbol.dispose]();
    this.#feed = null;
  }

  /** Why there is nothing to show; `null`: there is, now or still. */
  #reason(comes: boolean): Trouble | null {
    if (!this.#feed) return reasonOf(this.#notJoined);
    const { stream, isQuiet } = this.#feed;
    if (stream.state === 'retrying' && stream.failure) return stream.failure;
    if (isQuiet) return stream.failure ?? silentReason(stream);
    if (comes || this.#hasPicture) return null;
    return this.#trouble ?? { kind: 'timeout', code: 'stream.no-picture' };
  }

  #paintCard(canvas: YuvCanvas, { kind, code }: Trouble): void {
    const { clock, timeZone } = this.#around;
    const since = this.#trouble?.since ?? this.#feed?.stream.lastVideoAt ?? clock.wallNow();
    this.#hasPicture = false;
    this.#trouble = { kind, code, since };
    const painted = `${code} ${since}`;
    if (painted === this.#painted) return;
    this.#painted = painted;
    const card = drawCard(this.#rect, {
      title: this.#spec.title,
      reason: { kind, code },
      since,
      retryInSeconds: null,
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    canvas.draw(card.planes, this.#rect);
  }

  async #paintPicture(canvas: YuvCanvas, picture: Frame): Promise<void> {
    const rect = fittedRect(this.#rect, aspectOf(picture));
    const planes = await this.#scaler.scale(picture, rect);
    const painted = `${rect.width}x${rect.height}`;
    if (painted !== this.#painted) canvas.clear(this.#rect);
    this.#painted = painted;
    canvas.draw(planes, rect);
    this.#hasPicture = true;
    this.#trouble = null;
  }

  #pixelsPerSecond(): number {
    const stream = this.#feed?.stream;
    const track = stream?.tracks.find((one) => one.kind === 'video');
    if (stream?.state !== 'live' || !track) return 0;
    const fps = stream.statistics.fps(this.#around.clock.monotonicNow()) || track.fps || USUAL_FPS;
    return track.width * track.height * fps;
  }

  #drawnPlate(): Drawing {
    const { title } = this.#spec;
    const text = this.decoding === 'all' ? title : `${title} · 关键帧`;
    if (this.#plate?.text === text) return this.#plate.drawing;
    const { width, height } = this.#rect;
    const pixels = Math.min(TITLE.most, Math.max(TITLE.least, height * TITLE.share));
    const drawing = drawPlate(text, pixels, width);
    this.#plate = { text, drawing };
    return drawing;
  }
}

/** Of the picture as it is meant to be seen: old recorders have pixels that are not square. */
function aspectOf({ width, height, sampleAspectRatio: { num, den } }: Frame): number {
  const isSaid = num > 0 && den > 0;
  return ((isSaid ? num / den : 1) * width) / height;
}

function reasonOf(error: MediaError | null): Trouble {
  const kind = error?.kind ?? 'timeout';
  return { kind, code: error?.context.code ?? 'stream.no-picture' };
}

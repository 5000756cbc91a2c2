import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { StreamFailure } from '../hub/failure.ts';
import { reasonWords } from './slate-words.ts';
import { timeOfDay } from './time-of-day.ts';

/** What stands on a slate. */
export type SlateText = {
  readonly title: string;
  readonly reason: Pick<StreamFailure, 'code' | 'kind'>;
  /** UTC ms of the last picture. */
  readonly since: number;
  /** Seconds until the source is tried again; `null` where the source comes by itself. */
  readonly retryInSeconds: number | null;
  /** IANA name; the worker's own unless said. */
  readonly timeZone?: string;
};

/** The system's own where there are; Skia looks for glyphs elsewhere if not. */
export const FONTS =
  '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';
const COLOURS = { ground: '#11161c', title: '#f2f5f8', reason: '#f0b429', detail: '#93a1b0' };

/** Title, reason in both languages, code, since when and the countdown, from the middle outwards. */
export function drawSlate(canvas: Canvas, text: SlateText): void {
  const context = canvas.getContext('2d');
  const { width, height } = canvas;
  const unit = height / 20;
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const { zh, en } = reasonWords(text.reason);
  const line = (words: string, row: number, rows: number, colour: string) =>
    writeLine(context, words, { y: row * unit, size: rows * unit, colour });
  line(text.title, 6, 2.2, COLOURS.title);
  line(zh, 9.2, 1.5, COLOURS.reason);
  line(en, 11.2, 1.2, COLOURS.reason);
  line(`自 Since ${timeOfDay(text.since, text.timeZone)}`, 14, 1, COLOURS.detail);
  if (text.retryInSeconds !== null)
    line(
      `${text.retryInSeconds} 秒后重试 · Next try in ${text.retryInSeconds} s`,
      15.7,
      1,
      COLOURS.detail,
    );
  line(text.reason.code, 17.4, 0.8, COLOURS.detail);
}

function writeLine(
  context: SKRSContext2D,
  words: string,
  { y, size, colour }: { readonly y: number; readonly size: number; readonly colour: string },
): void {
  const { width } = context.canvas;
  context.fillStyle = colour;
  context.font = `${Math.round(size)}px ${FONTS}`;
  context.fillText(words, width / 2, y, width * 0.92);
}

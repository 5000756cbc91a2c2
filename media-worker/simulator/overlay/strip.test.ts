import { execFileSync } from 'node:child_process';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { hasFfmpeg } from '../../testkit/ffmpeg.ts';
import { sortPictures, VideoEncoder } from '../encoding/video-encoder.ts';
import { PROFILES, STRIPS, type StreamName } from '../profiles.ts';
import { GLYPH_COLUMNS, GLYPH_ROWS, isLit } from './font.ts';
import { readSliceHeader, sliceLayout } from './slice-header.ts';
import { StripPainter, type StripText } from './strip.ts';

const START = Buffer.of(0, 0, 0, 1);
const PICTURES = 40;
const GOP = 20;

/** A moving scene, encoded; the strip of each picture then replaced. */
async function streamWithStrip(
  stream: StreamName,
  textOf: (n: number) => StripText,
): Promise<Buffer> {
  const profile = { ...PROFILES[stream], gop: GOP };
  using encoder = await VideoEncoder.open(profile);
  const canvas = createCanvas(profile.width, profile.height);
  const context = canvas.getContext('2d');
  const units: Buffer[] = [];
  for (let n = 0; n < PICTURES; n++) {
    context.fillStyle = '#305070';
    context.fillRect(0, 0, profile.width, profile.height);
    context.fillStyle = '#c0a040';
    context.fillRect(n * 9, profile.stripRows * 16, 200, 90);
    context.fillStyle = '#000000';
    context.fillRect(0, 0, profile.width, profile.stripRows * 16);
    units.push(...(await encoder.push(canvas.data())));
  }
  units.push(...(await encoder.finish()));
  const { track, pictures } = sortPictures(units);
  const [pps = new Uint8Array()] = track.pps;
  const layout = sliceLayout(track.sps, pps);
  const painter = new StripPainter(STRIPS[stream]);
  const parts: Uint8Array[] = [START, track.sps, START, pps];
  for (const [n, { idr, slices }] of pictures.entries()) {
    const [first = new Uint8Array(), ...rest] = slices;
    const header = readSliceHeader(first, layout);
    const strip = idr
      ? painter.whole(header, textOf(n))
      : painter.update(header, textOf(n - 1).clock, textOf(n).clock);
    for (const slice of [strip, ...rest]) parts.push(START, slice);
  }
  return Buffer.concat(parts);
}

/** Luma of every picture as FFmpeg decodes it; any decoding error fails. */
function decode(h264: Buffer, stream: StreamName): Buffer[] {
  const { width, height } = PROFILES[stream];
  const args = [
    '-v',
    'error',
    '-xerror',
    '-err_detect',
    'explode',
    '-f',
    'h264',
    '-i',
    '-',
    '-pix_fmt',
    'gray',
    '-f',
    'rawvideo',
    '-',
  ];
  const raw = execFileSync('ffmpeg', args, { input: h264, maxBuffer: 256 * 1024 * 1024 });
  const size = width * height;
  return Array.from({ length: raw.length / size }, (_, n) =>
    raw.subarray(n * size, (n + 1) * size),
  );
}

/** Whether each dot of a text stands in the decoded picture where it should. */
function shows(picture: Buffer, stream: StreamName, text: string, left: number): boolean {
  const { width } = PROFILES[stream];
  const { dot, marginY } = STRIPS[stream];
  for (const [at, character] of [...text].entries())
    for (let row = 0; row < GLYPH_ROWS; row++)
      for (let column = 0; column < GLYPH_COLUMNS; column++) {
        const x = left + (at * (GLYPH_COLUMNS + 1) + column) * dot;
        const bright = (picture[(marginY + row * dot) * width + x] ?? 0) > 128;
        if (bright !== isLit(character, column, row)) return false;
      }
  return true;
}

describe.skipIf(!hasFfmpeg).each(['main', 'sub'] as const)(
  '%s (skipped without ffmpeg)',
  (stream) => {
    it('decodes without error, and every picture shows its own name and clock', {
      timeout: 60_000,
    }, async () => {
      const textOf = (n: number) => ({
        label: 'G40 K612+300',
        clock: `14:26:0${Math.floor(n / 10)}.${n % 10}`,
      });
      const pictures = decode(await streamWithStrip(stream, textOf), stream);
      expect(pictures).toHaveLength(PICTURES);
      const { marginX, dot } = STRIPS[stream];
      const wrong = pictures.flatMap((picture, n) => {
        const { label, clock } = textOf(n);
        const right = PROFILES[stream].width - marginX - clock.length * (GLYPH_COLUMNS + 1) * dot;
        return shows(picture, stream, label, marginX) && shows(picture, stream, clock, right)
          ? []
          : [n];
      });
      expect(wrong).toEqual([]);
    });

    it('leaves the picture below as the encoder made it', { timeout: 60_000 }, async () => {
      const still = decode(await streamWithStrip(stream, () => ({ label: '', clock: '' })), stream);
      const text = decode(
        await streamWithStrip(stream, (n) => ({ label: 'ABC', clock: `${n}` })),
        stream,
      );
      const below = PROFILES[stream].width * PROFILES[stream].stripRows * 16;
      const differs = still.flatMap((picture, n) =>
        picture.subarray(below).equals(text[n]?.subarray(below) ?? Buffer.alloc(0)) ? [] : [n],
      );
      expect(differs).toEqual([]);
    });
  },
);

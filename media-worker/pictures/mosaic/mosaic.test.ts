import { describe, expect, it } from 'vitest';
import { type MosaicSource, mosaicSourceSchema } from '../../control/contract.ts';
import { decodePlan } from './decode-plan.ts';
import { cellRects, fittedRect } from './geometry.ts';
import { YuvCanvas } from './yuv-canvas.ts';

type Place = readonly [number, number, number, number];

function mosaic(columns: number, rows: number, places: readonly Place[]): unknown {
  const cells = places.map((place) => ({ streamId: 'camera', place }));
  return { kind: 'mosaic', columns, rows, cells };
}

describe('layout', () => {
  const oneAndFive: Place[] = [
    [0, 0, 2, 2],
    [2, 0, 1, 1],
    [2, 1, 1, 1],
    [0, 2, 1, 1],
    [1, 2, 1, 1],
    [2, 2, 1, 1],
  ];
  const many = (count: number) =>
    Array.from({ length: count }, (_, at): Place => [at % 8, Math.floor(at / 8), 1, 1]);

  it.each([
    ['one cell', mosaic(1, 1, [[0, 0, 1, 1]])],
    ['1+5', mosaic(3, 3, oneAndFive)],
    ['25 cells', mosaic(8, 8, many(25))],
    ['a unit left empty', mosaic(2, 2, [[0, 0, 1, 1]])],
  ])('%s is good', (_, source) => {
    expect(mosaicSourceSchema.safeParse(source).success).toBe(true);
  });

  it.each([
    ['no cell', mosaic(2, 2, [])],
    ['26 cells', mosaic(8, 8, many(26))],
    ['nine columns', mosaic(9, 1, [[0, 0, 1, 1]])],
    ['a cell outside', mosaic(2, 2, [[1, 0, 2, 1]])],
    ['a cell below', mosaic(2, 2, [[0, 2, 1, 1]])],
    ['a cell without width', mosaic(2, 2, [[0, 0, 0, 1]])],
    ['half a column', mosaic(2, 2, [[0.5, 0, 1, 1]])],
    [
      'two in one place',
      mosaic(3, 2, [
        [0, 0, 2, 2],
        [1, 1, 1, 1],
      ]),
    ],
    ['a zone there is not', { ...Object(mosaic(1, 1, [[0, 0, 1, 1]])), timeZone: 'Asia/Hefei' }],
    ['too fast', { ...Object(mosaic(1, 1, [[0, 0, 1, 1]])), fps: 25 }],
  ])('%s is refused', (_, source) => {
    expect(mosaicSourceSchema.safeParse(source).success).toBe(false);
  });

  it('has even cells with a gap between them that fill the picture', () => {
    const source: MosaicSource = mosaicSourceSchema.parse(mosaic(3, 3, oneAndFive));
    expect(cellRects(source)).toEqual([
      { x: 0, y: 0, width: 852, height: 478 },
      { x: 854, y: 0, width: 426, height: 238 },
      { x: 854, y: 240, width: 426, height: 238 },
      { x: 0, y: 480, width: 424, height: 240 },
      { x: 426, y: 480, width: 426, height: 240 },
      { x: 854, y: 480, width: 426, height: 240 },
    ]);
  });

  it.each([
    [16 / 9, { x: 10, y: 20, width: 320, height: 180 }],
    [4 / 3, { x: 50, y: 20, width: 240, height: 180 }],
    [32 / 9, { x: 10, y: 66, width: 320, height: 90 }],
    [1.8, { x: 10, y: 20, width: 320, height: 180 }],
  ])('a picture %f times as wide as high keeps its shape', (aspect, rect) => {
    expect(fittedRect({ x: 10, y: 20, width: 320, height: 180 }, aspect)).toEqual(rect);
  });
});

describe('decode plan', () => {
  const cell = (pixelsPerSecond: number, shownPixels = 100) =>
    ({ pixelsPerSecond, shownPixels, decoding: 'all' }) as const;

  it('decodes everything that fits', () => {
    expect(decodePlan([cell(50), cell(50)], 100)).toEqual(['all', 'all']);
  });
  it('takes it first from what shows least of what it costs', () => {
    expect(decodePlan([cell(60, 400), cell(60, 100), cell(10, 100)], 100)).toEqual([
      'all',
      'key-frames',
      'all',
    ]);
  });
  it('takes as much as is needed', () => {
    expect(decodePlan([cell(300), cell(200), cell(150)], 100)).toEqual(Array(3).fill('key-frames'));
  });
  it('gives it back only where there is clearly room', () => {
    const reduced = { ...cell(55), decoding: 'key-frames' } as const;
    expect(decodePlan([reduced, cell(40)], 100)).toEqual(['key-frames', 'all']);
    expect(decodePlan([reduced, cell(30)], 100)).toEqual(['all', 'all']);
  });
});

it('draws a part and nothing beside it', () => {
  const canvas = new YuvCanvas({ width: 8, height: 4 });
  const before = Buffer.from(canvas.bytes);
  const planes = { data: [9, 8, 7].map((value) => Buffer.alloc(64, value)), strides: [16, 16, 16] };
  canvas.draw(planes, { x: 2, y: 2, width: 4, height: 2 });
  const changed = [...canvas.bytes].flatMap((value, at) =>
    value === before[at] ? [] : [[at, value]],
  );
  expect(changed).toEqual([
    ...[18, 19, 20, 21, 26, 27, 28, 29].map((at) => [at, 9]),
    ...[37, 38].map((at) => [at, 8]),
    ...[45, 46].map((at) => [at, 7]),
  ]);
});

import { type Atmosphere, seen } from './atmosphere.ts';
import { type Context, fillFace, fillPolygon } from './brush.ts';
import { type Colour, css, shade } from './colour.ts';
import type { Point2, Point3, View } from './view.ts';

type Block = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly z: readonly [number, number];
};

/** An upright block with shaded faces. */
export function drawBlock(
  context: Context,
  view: View,
  air: Atmosphere,
  block: Block,
  colour: Colour,
): void {
  const [x0, x1] = block.x;
  const [y0, y1] = block.y;
  const [z0, z1] = block.z;
  const faces: [readonly Point3[], number][] = [
    [
      [
        [x0, y0, z1],
        [x0, y1, z1],
        [x0, y1, z0],
        [x0, y0, z0],
      ],
      0.72,
    ],
    [
      [
        [x1, y0, z0],
        [x1, y1, z0],
        [x1, y1, z1],
        [x1, y0, z1],
      ],
      0.8,
    ],
    [
      [
        [x0, y1, z0],
        [x0, y1, z1],
        [x1, y1, z1],
        [x1, y1, z0],
      ],
      1.14,
    ],
    [
      [
        [x0, y0, z0],
        [x0, y1, z0],
        [x1, y1, z0],
        [x1, y0, z0],
      ],
      0.94,
    ],
  ];
  for (const [corners, tone] of faces)
    fillFace(context, view, corners, css(seen(air, shade(colour, tone), z0)));
}

/** A sign gantry over the right carriageway: green board with arrows. */
export function drawGantry(
  context: Context,
  view: View,
  air: Atmosphere,
  gantry: {
    readonly z: number;
    readonly from: number;
    readonly to: number;
    readonly boards: readonly number[];
  },
): void {
  const { z, from, to } = gantry;
  const steel: Colour = [150, 156, 162];
  for (const x of [from, to])
    drawBlock(context, view, air, { x: [x - 0.2, x + 0.2], y: [0, 7.6], z: [z, z + 0.4] }, steel);
  drawBlock(context, view, air, { x: [from, to], y: [6.9, 7.5], z: [z, z + 0.6] }, steel);
  for (const x of gantry.boards)
    drawBoard(context, view, air, { x, y: 5.9, z: z - 0.2, width: 4.6, height: 2.7 });
}

/** A green board with a white frame, an arrow and lines of "text" too far away to read. */
export function drawBoard(
  context: Context,
  view: View,
  air: Atmosphere,
  board: {
    readonly x: number;
    readonly y: number;
    readonly z: number;
    readonly width: number;
    readonly height: number;
  },
): void {
  const { x, y, z, width, height } = board;
  const face = (inset: number, fill: Colour) => {
    const half = width / 2 - inset;
    fillFace(
      context,
      view,
      [
        [x - half, y + inset, z],
        [x - half, y + height - inset, z],
        [x + half, y + height - inset, z],
        [x + half, y + inset, z],
      ],
      css(seen(air, fill, z * 0.5)),
    );
  };
  face(0, [236, 240, 238]);
  face(0.09, [18, 112, 74]);
  const ink = css(seen(air, [240, 244, 242], z * 0.5));
  const scale = view.scale(z);
  for (const [row, share] of [
    [0.72, 0.62],
    [0.5, 0.44],
  ] as const) {
    const [tx, ty] = view.project([x - width * 0.36, y + height * row, z]);
    context.fillStyle = ink;
    for (let glyph = 0; glyph < 5; glyph++)
      context.fillRect(
        tx + glyph * width * share * 0.2 * scale,
        ty,
        width * share * 0.15 * scale,
        0.3 * scale,
      );
  }
  const [ax, ay] = view.project([x + width * 0.3, y + height * 0.2, z]);
  const arrow: Point2[] = [
    [ax, ay - 0.9 * scale],
    [ax + 0.42 * scale, ay - 0.42 * scale],
    [ax + 0.14 * scale, ay - 0.42 * scale],
    [ax + 0.14 * scale, ay],
    [ax - 0.14 * scale, ay],
    [ax - 0.14 * scale, ay - 0.42 * scale],
    [ax - 0.42 * scale, ay - 0.42 * scale],
  ];
  fillPolygon(context, arrow, ink);
}

import { type Atmosphere, seen } from './atmosphere.ts';
import { at, type Context, fillBand, fillFace, fillPolygon } from './brush.ts';
import { type Colour, css, mix, shade } from './colour.ts';
import { between, type Random } from './random.ts';
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

/** River, far shore, pylons and stay cables. */
export function drawBridge(
  context: Context,
  view: View,
  air: Atmosphere,
  edge: number,
  random: Random,
): void {
  const water: Colour = air.light === 'night' ? [40, 52, 74] : [116, 144, 160];
  for (const side of [-1, 1])
    for (let row = 0; row < 60; row++) {
      const z = 20 * 1.09 ** row;
      const band = { left: at(side * edge, -14), right: at(side * 900, -14), from: z, to: z * 1.1 };
      fillBand(context, view, band, css(seen(air, shade(water, between(random, 0.94, 1.06)), z)));
    }
  for (const z of [430, 150]) drawPylon(context, view, air, { z, edge: edge + 1.2 });
}

function drawPylon(
  context: Context,
  view: View,
  air: Atmosphere,
  pylon: { z: number; edge: number },
): void {
  const { z, edge } = pylon;
  const concrete: Colour = [186, 186, 182];
  const top = 46;
  context.lineWidth = Math.max(0.7, 0.1 * view.scale(z));
  for (const side of [-1, 1]) {
    context.strokeStyle = css(seen(air, [228, 228, 224], z), 0.8);
    for (let cable = 1; cable <= 9; cable++)
      for (const direction of [-1, 1]) {
        const anchor = z + direction * cable * 13;
        if (anchor < 14) continue;
        context.beginPath();
        context.moveTo(...view.project([side * edge, top - 2 - (9 - cable) * 0.9, z]));
        context.lineTo(...view.project([side * edge, 1, anchor]));
        context.stroke();
      }
    drawBlock(
      context,
      view,
      air,
      { x: [side * edge - 1.4, side * edge + 1.4], y: [-14, top], z: [z, z + 3] },
      concrete,
    );
  }
  drawBlock(context, view, air, { x: [-edge, edge], y: [28, 31], z: [z, z + 3] }, concrete);
}

/** Concrete parapet with a steel hand rail, on bridges. */
export function drawParapet(context: Context, view: View, air: Atmosphere, x: number): void {
  fillBand(
    context,
    view,
    { left: at(x, 1.1), right: at(x, 0), from: 9, to: 700 },
    css(seen(air, [176, 176, 170], 60)),
  );
  fillBand(
    context,
    view,
    { left: at(x, 1.5), right: at(x, 1.38), from: 9, to: 500 },
    css(seen(air, [206, 210, 212], 50)),
  );
}

/** The hillside with a portal; returns the opening, in which vehicles beyond it are still seen. */
export function drawPortal(
  context: Context,
  view: View,
  air: Atmosphere,
  portal: {
    readonly z: number;
    readonly openings: readonly (readonly [left: number, right: number])[];
    readonly random: Random;
  },
): readonly (readonly Point2[])[] {
  const { z, random } = portal;
  const slope: Point2[] = [];
  for (let x = -120; x <= 130; x += 10) {
    const rise = 34 * Math.exp(-(((x - 6) / 62) ** 2)) + 12 + between(random, -1.4, 1.4);
    slope.push(view.project([x, rise, z + 24]));
  }
  const hill: Point2[] = [
    ...slope,
    view.project([130, -2, z + 10]),
    view.project([-120, -2, z + 10]),
  ];
  fillPolygon(context, hill, css(seen(air, [84, 104, 64], z)));
  for (let bush = 0; bush < 260; bush++) {
    const x = between(random, -100, 110);
    const rise = (30 * Math.exp(-(((x - 6) / 62) ** 2)) + 8) * random();
    const [px, py] = view.project([x, rise + 9, z + 20]);
    context.fillStyle = css(
      seen(air, shade(mix([66, 92, 50], [108, 122, 66], random()), between(random, 0.8, 1.1)), z),
    );
    context.beginPath();
    context.arc(px, py, between(random, 0.7, 1.9) * view.scale(z), 0, Math.PI * 2);
    context.fill();
  }
  const [first, last] = [portal.openings[0]?.[0] ?? 0, portal.openings.at(-1)?.[1] ?? 0];
  drawBlock(
    context,
    view,
    air,
    { x: [first - 5, last + 5], y: [0, 11], z: [z, z + 6] },
    [164, 160, 152],
  );
  return portal.openings.map(([left, right]) =>
    drawOpening(context, view, air, { z, left, right }),
  );
}

function drawOpening(
  context: Context,
  view: View,
  air: Atmosphere,
  { z, left, right }: { z: number; left: number; right: number },
): Point2[] {
  const middle = (left + right) / 2;
  const half = (right - left) / 2;
  const arch = (grow: number): Point2[] => {
    const points: Point2[] = [
      view.project([left - grow, 0, z]),
      view.project([left - grow, 3.2, z]),
    ];
    for (let angle = 180; angle >= 0; angle -= 15) {
      const turn = (angle * Math.PI) / 180;
      points.push(
        view.project([
          middle + (half + grow) * Math.cos(turn),
          3.2 + (4.4 + grow) * Math.sin(turn),
          z,
        ]),
      );
    }
    points.push(view.project([right + grow, 3.2, z]), view.project([right + grow, 0, z]));
    return points;
  };
  fillPolygon(context, arch(0.9), css(seen(air, [196, 190, 178], z)));
  const opening = arch(0);
  fillPolygon(context, opening, css([18, 17, 16]));
  context.save();
  context.beginPath();
  for (const [x, y] of opening) context.lineTo(x, y);
  context.clip();
  for (let depth = 170; depth > 0; depth -= 10)
    for (const x of [left + 1.2, right - 1.2]) {
      const [lx, ly] = view.project([x, 5.4, z + depth]);
      context.fillStyle = css([255, 212, 140], 0.85);
      const size = Math.max(1.2, 0.5 * view.scale(z + depth));
      context.fillRect(lx - size, ly, size * 2, size * 0.7);
    }
  context.restore();
  return opening;
}

/** Walls, ceiling and lamps of a tunnel around the road. */
export function drawTunnel(context: Context, view: View, air: Atmosphere, halfWidth: number): void {
  const stretch = (low: number, high: number, x: number, colour: Colour) => {
    for (let z = 420; z > 7; z /= 1.16) {
      const glow = mix(colour, [28, 24, 20], Math.min(0.8, z / 420));
      fillBand(
        context,
        view,
        { left: at(x, low), right: at(x, high), from: z / 1.18, to: z },
        css(glow),
      );
    }
  };
  for (const side of [-1, 1]) {
    stretch(0, 0.9, side * halfWidth, [112, 106, 92]);
    stretch(0.9, 3.2, side * halfWidth, [206, 198, 172]);
    stretch(3.2, 5.4, side * halfWidth, [150, 138, 112]);
  }
  for (let z = 420; z > 7; z /= 1.16) {
    const tone = mix([92, 84, 68], [24, 20, 18], Math.min(0.8, z / 420));
    const left = () => [-halfWidth, 5.4] as const;
    const top = () => [0, 7.4] as const;
    const right = () => [halfWidth, 5.4] as const;
    fillBand(context, view, { left, right: top, from: z / 1.18, to: z }, css(tone));
    fillBand(context, view, { left: top, right, from: z / 1.18, to: z }, css(shade(tone, 0.9)));
  }
  for (let z = 330; z > 8; z -= 8)
    for (const side of [-1, 1]) {
      const [x, y] = view.project([side * (halfWidth - 0.5), 5.2, z]);
      const size = Math.max(1, 0.42 * view.scale(z));
      context.fillStyle = css([255, 236, 190]);
      context.fillRect(x - size, y, size * 2, size * 0.55);
    }
  for (let z = 300; z > 20; z -= 50)
    drawBlock(
      context,
      view,
      air,
      { x: [halfWidth - 0.3, halfWidth], y: [2.2, 2.9], z: [z, z + 1.2] },
      [40, 190, 90],
    );
}

/** Islands, booths, barriers and the canopy of a toll plaza; lanes are `pitch` metres apart. */
export function drawTollIslands(
  context: Context,
  view: View,
  air: Atmosphere,
  plaza: {
    readonly z: number;
    readonly lanes: number;
    readonly left: number;
    readonly pitch: number;
  },
): void {
  const { z, lanes, left, pitch } = plaza;
  for (let island = 0; island <= lanes; island++) {
    const x = left + island * pitch;
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.6, x + 0.6], y: [0, 0.25], z: [z - 14, z + 12] },
      [210, 180, 60],
    );
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.55, x + 0.55], y: [0.25, 2.7], z: [z - 1.5, z + 1.5] },
      [222, 228, 232],
    );
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.57, x + 0.57], y: [1.2, 2.1], z: [z - 1.55, z + 1.4] },
      [70, 96, 112],
    );
  }
}

export function drawTollCanopy(
  context: Context,
  view: View,
  air: Atmosphere,
  plaza: {
    readonly z: number;
    readonly lanes: number;
    readonly left: number;
    readonly pitch: number;
  },
): void {
  const { z, lanes, left, pitch } = plaza;
  const right = left + lanes * pitch;
  for (let island = 0; island <= lanes; island += 2) {
    const x = left + island * pitch;
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.3, x + 0.3], y: [0.2, 6.5], z: [z + 3, z + 3.6] },
      [180, 184, 190],
    );
  }
  drawBlock(
    context,
    view,
    air,
    { x: [left - 3, right + 3], y: [6.4, 7.8], z: [z - 5, z + 7] },
    [196, 204, 212],
  );
  drawBlock(
    context,
    view,
    air,
    { x: [left - 3.02, right + 3.02], y: [6.8, 7.2], z: [z - 5.05, z - 5] },
    [34, 108, 178],
  );
  for (let lane = 0; lane < lanes; lane++) {
    const [x, y] = view.project([left + (lane + 0.5) * pitch, 6.9, z - 5.1]);
    const size = 0.55 * view.scale(z);
    context.fillStyle = lane === lanes - 1 ? css([240, 60, 50]) : css([60, 226, 110]);
    context.fillRect(x - size, y - size * 0.6, size * 2, size * 1.2);
  }
}

/** The main building of a service area: a long roof, windows, lit signs at night. */
export function drawServiceBuilding(context: Context, view: View, air: Atmosphere): void {
  const wall: Colour = [206, 200, 188];
  drawBlock(context, view, air, { x: [-34, 26], y: [0, 7.5], z: [104, 126] }, wall);
  drawBlock(context, view, air, { x: [-37, 29], y: [7.5, 8.8], z: [102, 128] }, [150, 84, 66]);
  drawBlock(context, view, air, { x: [-8, 4], y: [0, 10.6], z: [100, 104] }, [214, 208, 196]);
  const pane: Colour = air.lamps ? [255, 226, 160] : [92, 116, 134];
  for (let x = -32; x < 24; x += 3.4) {
    if (x > -10 && x < 5) continue;
    for (const y of [1, 4.4]) {
      const corners: Point3[] = [
        [x, y, 103.9],
        [x, y + 2.2, 103.9],
        [x + 2.4, y + 2.2, 103.9],
        [x + 2.4, y, 103.9],
      ];
      fillFace(context, view, corners, css(air.lamps ? pane : seen(air, pane, 90)));
    }
  }
  drawBoard(context, view, air, { x: -2, y: 7.2, z: 99.8, width: 9, height: 2.4 });
}

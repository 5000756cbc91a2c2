import { type Atmosphere, seen } from './atmosphere.ts';
import { at, type Context, fillBand, fillPolygon } from './brush.ts';
import { type Colour, css, mix, shade } from './colour.ts';
import { between, type Random } from './random.ts';
import { drawBlock } from './structures.ts';
import type { Point2, View } from './view.ts';

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
    for (let z = 420; z > 4.2; z /= 1.16) {
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
  for (let z = 420; z > 4.2; z /= 1.16) {
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

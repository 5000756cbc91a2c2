import { type Atmosphere, seen } from './atmosphere.ts';
import { at, type Context, distances, type Edge, fillBand, fillFace } from './brush.ts';
import { type Colour, css, shade } from './colour.ts';
import { between, type Random } from './random.ts';
import type { View } from './view.ts';

const LANE_METRES = 3.75;
/** Dashes of Chinese expressways: 6 m painted, 9 m not (GB 5768.3). */
const DASH_METRES = 6;
const DASH_PERIOD_METRES = 15;
const FAR_METRES = 1400;
const NEAREST_METRES = 9;

/** Cross section of one carriageway, away from the median at x = 0. */
export type Carriageway = {
  readonly lanes: number;
  /** Sideways sign: 1 right of the median (traffic drives away), −1 left of it (traffic comes). */
  readonly side: 1 | -1;
  readonly inner: number;
  readonly shoulder: number;
};

export function laneCentre(way: Carriageway, lane: number): number {
  return way.side * (way.inner + (lane + 0.5) * LANE_METRES);
}

export function outerEdge(way: Carriageway): number {
  return way.side * (way.inner + way.lanes * LANE_METRES + way.shoulder);
}

const ASPHALT: Colour = [98, 100, 104];
const PAINT: Colour = [236, 236, 230];
const YELLOW: Colour = [222, 178, 60];

function orderly(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** Asphalt with wheel tracks and patches, and the markings. */
export function drawCarriageway(
  context: Context,
  view: View,
  air: Atmosphere,
  way: Carriageway,
  options: { readonly random: Random; readonly to?: number },
): void {
  const to = options.to ?? FAR_METRES;
  const inner = way.side * (way.inner - 0.75);
  const [left, right] = orderly(inner, outerEdge(way));
  drawAsphalt(context, view, air, { left: at(left), right: at(right), to });
  wheelTracks(context, view, air, { way, to });
  patches(context, view, air, { left, right, random: options.random });
  const edges = [way.side * way.inner, way.side * (way.inner + way.lanes * LANE_METRES)];
  for (const [index, x] of edges.entries())
    drawLine(context, view, air, { x: at(x), colour: index === 0 ? YELLOW : PAINT, to });
  for (let lane = 1; lane < way.lanes; lane++)
    drawDashes(context, view, air, at(way.side * (way.inner + lane * LANE_METRES)));
}

/** A band of asphalt that fades into the haze. */
export function drawAsphalt(
  context: Context,
  view: View,
  air: Atmosphere,
  band: { readonly left: Edge; readonly right: Edge; readonly to: number },
): void {
  const base = air.wet ? shade(ASPHALT, 0.72) : ASPHALT;
  const steps = distances(NEAREST_METRES, band.to, 16);
  for (const [index, from] of steps.slice(0, -1).entries()) {
    const to = (steps[index + 1] ?? from) * 1.01;
    fillBand(context, view, { ...band, from, to }, css(seen(air, base, (from + to) / 2)));
  }
}

function wheelTracks(
  context: Context,
  view: View,
  air: Atmosphere,
  road: { way: Carriageway; to: number },
): void {
  const { way } = road;
  for (let lane = 0; lane < way.lanes; lane++)
    for (const offset of [-0.9, 0.9]) {
      const x = laneCentre(way, lane) + offset;
      const band = { left: at(x - 0.4), right: at(x + 0.4), from: NEAREST_METRES, to: 260 };
      fillBand(context, view, band, css(seen(air, shade(ASPHALT, 0.8), 40), 0.28));
    }
}

function patches(
  context: Context,
  view: View,
  air: Atmosphere,
  area: { left: number; right: number; random: Random },
): void {
  const { random } = area;
  for (let index = 0; index < 70; index++) {
    const z = between(random, 12, 150);
    const x = between(random, area.left, area.right - 0.6);
    const width = between(random, 0.3, 1.6);
    const band = {
      left: at(x),
      right: at(Math.min(area.right, x + width)),
      from: z,
      to: z + between(random, 1, 9),
    };
    fillBand(
      context,
      view,
      band,
      css(seen(air, shade(ASPHALT, between(random, 0.84, 1.12)), z), 0.3),
    );
  }
}

/** A solid line 20 cm wide. */
export function drawLine(
  context: Context,
  view: View,
  air: Atmosphere,
  line: { readonly x: Edge; readonly colour?: Colour; readonly to: number; readonly from?: number },
): void {
  const left: Edge = (z) => [line.x(z)[0] - 0.1, 0];
  const right: Edge = (z) => [line.x(z)[0] + 0.1, 0];
  const from = line.from ?? NEAREST_METRES;
  const colour = css(seen(air, line.colour ?? PAINT, 60), 0.9);
  fillBand(context, view, { left, right, from, to: Math.min(line.to, 520) }, colour);
}

export function drawDashes(context: Context, view: View, air: Atmosphere, x: Edge): void {
  for (let z = NEAREST_METRES + 2; z < 460; z += DASH_PERIOD_METRES) {
    const [here] = x(z);
    const [there] = x(z + DASH_METRES);
    const corners = [
      view.project([here - 0.1, 0, z]),
      view.project([there - 0.1, 0, z + DASH_METRES]),
      view.project([there + 0.1, 0, z + DASH_METRES]),
      view.project([here + 0.1, 0, z]),
    ];
    context.fillStyle = css(seen(air, PAINT, z), 0.92);
    context.beginPath();
    for (const [cornerX, cornerY] of corners) context.lineTo(cornerX, cornerY);
    context.closePath();
    context.fill();
  }
}

/** Steel beam on posts along the road. */
export function drawGuardRail(
  context: Context,
  view: View,
  air: Atmosphere,
  x: number,
  to = 500,
): void {
  const steel: Colour = [176, 182, 188];
  for (let z = 180; z > NEAREST_METRES; z -= 4) {
    const half = 0.07;
    const post = [view.project([x - half, 0.9, z]), view.project([x + half, 0, z])] as const;
    context.fillStyle = css(seen(air, shade(steel, 0.62), z));
    const [top, bottom] = post;
    context.fillRect(top[0], top[1], Math.max(0.8, bottom[0] - top[0]), bottom[1] - top[1]);
  }
  const beam = (low: number, high: number, tone: number) =>
    fillBand(
      context,
      view,
      { left: at(x, high), right: at(x, low), from: NEAREST_METRES, to },
      css(seen(air, shade(steel, tone), 45)),
    );
  beam(0.5, 0.86, 0.78);
  beam(0.7, 0.8, 1.08);
  beam(0.56, 0.64, 0.98);
}

/** Concrete barrier with both flanks, between the carriageways. */
export function drawBarrier(
  context: Context,
  view: View,
  air: Atmosphere,
  x: number,
  to = 700,
): void {
  const concrete: Colour = [168, 166, 160];
  for (const z of distances(NEAREST_METRES, to, 22).toReversed()) {
    const far = z * 1.24;
    const faces: [readonly (readonly [number, number, number])[], number][] = [
      [
        [
          [x + 0.35, 0, z],
          [x + 0.15, 0.95, z],
          [x + 0.15, 0.95, far],
          [x + 0.35, 0, far],
        ],
        0.86,
      ],
      [
        [
          [x - 0.35, 0, far],
          [x - 0.15, 0.95, far],
          [x - 0.15, 0.95, z],
          [x - 0.35, 0, z],
        ],
        0.62,
      ],
      [
        [
          [x - 0.15, 0.95, z],
          [x - 0.15, 0.95, far],
          [x + 0.15, 0.95, far],
          [x + 0.15, 0.95, z],
        ],
        1.08,
      ],
    ];
    for (const [corners, tone] of faces)
      fillFace(context, view, corners, css(seen(air, shade(concrete, tone), z)));
  }
}

/** A green strip with shrubs, the other kind of median. */
export function drawHedge(context: Context, view: View, air: Atmosphere, random: Random): void {
  const green: Colour = [74, 98, 56];
  for (let z = 300; z > NEAREST_METRES; z -= z > 120 ? 4 : 1.6) {
    const height = between(random, 0.9, 1.4);
    const [x, y] = view.project([between(random, -0.35, 0.35), height * 0.5, z]);
    const radius = 0.72 * view.scale(z);
    context.fillStyle = css(seen(air, shade(green, between(random, 0.72, 1.15)), z));
    context.beginPath();
    context.ellipse(x, y, radius, radius * 0.95, 0, 0, Math.PI * 2);
    context.fill();
  }
}

import { type Atmosphere, seen } from './atmosphere.ts';
import { type Context, fillFace, fillPolygon } from './brush.ts';
import { type Colour, css, mix, shade } from './colour.ts';
import type { Point2, Point3, View } from './view.ts';

export type VehicleKind = 'car' | 'suv' | 'van' | 'bus' | 'truck' | 'tanker';
export type VehicleLook = { readonly kind: VehicleKind; readonly colour: Colour };

/** One vehicle at one moment. `z` is its end nearest the camera, `comes` whether it drives towards it. */
export type PlacedVehicle = {
  readonly look: VehicleLook;
  readonly x: number;
  readonly z: number;
  readonly comes: boolean;
  readonly braking?: boolean;
  readonly hazard?: boolean;
};

type Size = { readonly length: number; readonly width: number; readonly height: number };
export const SIZES: Readonly<Record<VehicleKind, Size>> = {
  car: { length: 4.6, width: 1.8, height: 1.45 },
  suv: { length: 4.8, width: 1.9, height: 1.75 },
  van: { length: 5.6, width: 2, height: 2.3 },
  bus: { length: 11.8, width: 2.5, height: 3.4 },
  truck: { length: 12.5, width: 2.5, height: 3.9 },
  tanker: { length: 11, width: 2.5, height: 3.5 },
};

/** A box whose top may be smaller than its bottom; [nearest, farthest] are distances. */
type Body = {
  readonly bottom: readonly [near: number, far: number, halfWidth: number, y: number];
  readonly top: readonly [near: number, far: number, halfWidth: number, y: number];
};
type Tones = { readonly end: Colour; readonly side: Colour; readonly top: Colour };

function drawBody(
  context: Context,
  view: View,
  x: number,
  { bottom, top }: Body,
  tones: Tones,
): void {
  const [bn, bf, bw, by] = bottom;
  const [tn, tf, tw, ty] = top;
  const faces: [readonly Point3[], Colour][] = [
    [
      [
        [x - bw, by, bf],
        [x - tw, ty, tf],
        [x - tw, ty, tn],
        [x - bw, by, bn],
      ],
      tones.side,
    ],
    [
      [
        [x + bw, by, bn],
        [x + tw, ty, tn],
        [x + tw, ty, tf],
        [x + bw, by, bf],
      ],
      shade(tones.side, 1.12),
    ],
    [
      [
        [x - tw, ty, tn],
        [x - tw, ty, tf],
        [x + tw, ty, tf],
        [x + tw, ty, tn],
      ],
      tones.top,
    ],
    [
      [
        [x - bw, by, bn],
        [x - tw, ty, tn],
        [x + tw, ty, tn],
        [x + bw, by, bn],
      ],
      tones.end,
    ],
  ];
  for (const [corners, colour] of faces) fillFace(context, view, corners, css(colour));
}

/** A patch on the end that faces the camera, as shares of the vehicle's width and metres of height. */
function endPatch(
  context: Context,
  view: View,
  { x, z }: { readonly x: number; readonly z: number },
  patch: {
    readonly from: number;
    readonly to: number;
    readonly low: number;
    readonly high: number;
    readonly fill: string;
  },
): void {
  const [left, top] = view.project([x + patch.from, patch.high, z]);
  const [right, bottom] = view.project([x + patch.to, patch.low, z]);
  context.fillStyle = patch.fill;
  context.fillRect(left, top, right - left, bottom - top);
}

/** Farther than this a vehicle is a few samples: one body and its lights say all. */
const DETAIL_METRES = 240;
const GLASS: Colour = [44, 54, 64];

export function drawVehicle(
  context: Context,
  view: View,
  air: Atmosphere,
  vehicle: PlacedVehicle,
): void {
  const { look, x, z } = vehicle;
  const size = SIZES[look.kind];
  const tone = (colour: Colour, factor = 1) => seen(air, shade(colour, factor), z);
  shadow(context, view, air, vehicle);
  const paint = look.colour;
  const tones = { end: tone(paint, 0.86), side: tone(paint, 0.66), top: tone(paint, 1.12) };
  const half = size.width / 2;
  if (z > DETAIL_METRES) {
    const body: Body = {
      bottom: [z, z + size.length, half, 0.3],
      top: [z, z + size.length, half, size.height],
    };
    drawBody(context, view, x, body, tones);
  } else {
    wheels(context, view, air, vehicle);
    BODIES[look.kind](context, view, vehicle, { tones, tone, half, size });
  }
  lampsOf(context, view, air, vehicle);
}

type Paint = {
  readonly tones: Tones;
  readonly tone: (colour: Colour, factor?: number) => Colour;
  readonly half: number;
  readonly size: Size;
};
type DrawBody = (context: Context, view: View, vehicle: PlacedVehicle, paint: Paint) => void;

function passenger(hood: number, boot: number): DrawBody {
  return (context, view, { x, z, comes }, { tones, tone, half, size }) => {
    const { length, height } = size;
    const belt = height * 0.58;
    const low: Body = {
      bottom: [z, z + length, half, 0.28],
      top: [z + 0.08, z + length - 0.08, half * 0.97, belt],
    };
    drawBody(context, view, x, low, tones);
    const [nearInset, farInset] = comes ? [hood, boot] : [boot, hood];
    const glass = { end: tone(GLASS, 1.15), side: tone(GLASS, 0.8), top: tones.top };
    const cabin: Body = {
      bottom: [z + nearInset * length, z + (1 - farInset) * length, half * 0.94, belt],
      top: [z + (nearInset + 0.1) * length, z + (1 - farInset - 0.1) * length, half * 0.74, height],
    };
    drawBody(context, view, x, cabin, glass);
    const plate = { from: -0.22, to: 0.22, low: 0.45, high: 0.6 };
    endPatch(context, view, { x, z }, { ...plate, fill: css(tone([60, 96, 190])) });
    if (comes)
      endPatch(
        context,
        view,
        { x, z },
        { from: -0.5, to: 0.5, low: 0.3, high: 0.42, fill: css(tone([30, 32, 36])) },
      );
  };
}

function drawVan(
  context: Context,
  view: View,
  { x, z, comes }: PlacedVehicle,
  { tones, tone, half, size }: Paint,
): void {
  const slope = comes ? 1.1 : 0.08;
  const body: Body = {
    bottom: [z, z + size.length, half, 0.3],
    top: [z + slope, z + size.length - (comes ? 0.08 : 1.1), half * 0.88, size.height],
  };
  drawBody(context, view, x, body, tones);
  const glass = { from: -half * 0.78, to: half * 0.78, low: 1.25, high: 2, fill: css(tone(GLASS)) };
  endPatch(context, view, { x, z: z + slope * 0.6 }, glass);
}

function drawBus(
  context: Context,
  view: View,
  { x, z, comes }: PlacedVehicle,
  { tones, tone, half, size }: Paint,
): void {
  const body: Body = {
    bottom: [z, z + size.length, half, 0.35],
    top: [z + 0.1, z + size.length, half * 0.97, size.height],
  };
  drawBody(context, view, x, body, tones);
  const glass = css(tone(GLASS, 0.9));
  const [near, far] = [z + 0.5, z + size.length - 0.4];
  for (const side of [-1, 1]) {
    const wx = x + side * half * 1.002;
    const corners: Point3[] = [
      [wx, 1.5, side < 0 ? far : near],
      [wx, 2.6, side < 0 ? far : near],
      [wx, 2.6, side < 0 ? near : far],
      [wx, 1.5, side < 0 ? near : far],
    ];
    fillFace(context, view, corners, glass);
  }
  const low = comes ? 1.2 : 1.8;
  const pane = { from: -half * 0.84, to: half * 0.84, low, high: 2.8, fill: css(tone(GLASS, 1.1)) };
  endPatch(context, view, { x, z: z + 0.06 }, pane);
}

function drawTruck(
  context: Context,
  view: View,
  { x, z, comes, look }: PlacedVehicle,
  { tones, tone, half, size }: Paint,
): void {
  const cab: Colour = mix(look.colour, [210, 60, 50], 0.6);
  const cabTones = { end: tone(cab, 0.9), side: tone(cab, 0.66), top: tone(cab, 1.1) };
  const cabLength = 2.3;
  const cargoNear = comes ? z + cabLength + 0.5 : z;
  const cargoFar = comes ? z + size.length : z + size.length - cabLength - 0.5;
  const cargo: Body = {
    bottom: [cargoNear, cargoFar, half, 1],
    top: [cargoNear, cargoFar, half, size.height],
  };
  const cabNear = comes ? z : z + size.length - cabLength;
  const cabin: Body = {
    bottom: [cabNear, cabNear + cabLength, half * 0.96, 0.5],
    top: [cabNear + 0.15, cabNear + cabLength, half * 0.92, 3.1],
  };
  if (!comes) drawBody(context, view, x, cabin, cabTones);
  drawBody(context, view, x, cargo, tones);
  if (comes) {
    drawBody(context, view, x, cabin, cabTones);
    const pane = {
      from: -half * 0.82,
      to: half * 0.82,
      low: 1.75,
      high: 2.75,
      fill: css(tone(GLASS, 1.1)),
    };
    endPatch(context, view, { x, z: cabNear + 0.08 }, pane);
    return;
  }
  // Doors and the reflective tape that every lorry must carry at its rear.
  const seam = { from: -0.03, to: 0.03, low: 1, high: size.height - 0.1, fill: css(tones.side) };
  endPatch(context, view, { x, z }, seam);
  for (const from of [-half, half - 0.3])
    endPatch(
      context,
      view,
      { x, z },
      { from, to: from + 0.3, low: 1.02, high: 1.14, fill: css(tone([210, 60, 50])) },
    );
}

function drawTanker(context: Context, view: View, vehicle: PlacedVehicle, paint: Paint): void {
  drawTruck(context, view, vehicle, paint);
  if (vehicle.comes) return;
  const { x, z } = vehicle;
  const [cx, cy] = view.project([x, 2.4, z]);
  const radius = 1.22 * view.scale(z);
  context.fillStyle = css(paint.tone(vehicle.look.colour, 0.95));
  context.beginPath();
  context.arc(cx, cy, radius, 0, Math.PI * 2);
  context.fill();
}

const BODIES: Readonly<Record<VehicleKind, DrawBody>> = {
  car: passenger(0.24, 0.12),
  suv: passenger(0.22, 0.02),
  van: drawVan,
  bus: drawBus,
  truck: drawTruck,
  tanker: drawTanker,
};

function wheels(
  context: Context,
  view: View,
  air: Atmosphere,
  { look, x, z }: PlacedVehicle,
): void {
  const { length, width } = SIZES[look.kind];
  const radius =
    look.kind === 'truck' || look.kind === 'bus' || look.kind === 'tanker' ? 0.52 : 0.33;
  const fill = css(seen(air, [26, 26, 28], z));
  for (const along of [0.18, 0.82])
    for (const side of [-1, 1]) {
      const wx = x + side * (width / 2 - 0.12);
      const wz = z + along * length;
      const points: Point2[] = [
        view.project([wx - 0.12, 0, wz - radius]),
        view.project([wx - 0.12, radius * 1.9, wz]),
        view.project([wx + 0.12, radius * 1.9, wz]),
        view.project([wx + 0.12, 0, wz + radius]),
      ];
      fillPolygon(context, points, fill);
    }
}

function shadow(
  context: Context,
  view: View,
  air: Atmosphere,
  { look, x, z }: PlacedVehicle,
): void {
  const { length, width, height } = SIZES[look.kind];
  const reach = air.sunShadow > 0.3 ? height * 0.55 : 0.15;
  const half = width / 2 + 0.05;
  const ground = (dx: number, dz: number) => view.project([x + dx, 0, z + dz]);
  const points = [
    ground(-half, -0.15),
    ground(-half, length + 0.15),
    ground(half + reach, length + 0.15 + reach * 0.4),
    ground(half + reach, -0.15 + reach * 0.4),
  ];
  fillPolygon(
    context,
    points,
    css([10, 12, 16], Math.max(0.3, air.sunShadow) * Math.exp(-z / air.visibility)),
  );
}

/** Lamps: drawn as bright patches; their glow is the night's business in `lights.ts`. */
function lampsOf(context: Context, view: View, air: Atmosphere, vehicle: PlacedVehicle): void {
  const { look, x, z, comes } = vehicle;
  const half = SIZES[look.kind].width / 2;
  const high = look.kind === 'car' || look.kind === 'suv' ? 0.82 : 1.05;
  const on = air.lamps || vehicle.braking || vehicle.hazard;
  const front: Colour = air.lamps ? [255, 250, 232] : seen(air, [226, 230, 232], z);
  const rear: Colour = on ? [236, 40, 34] : seen(air, [150, 30, 30], z);
  const colour = vehicle.hazard ? ([255, 170, 40] as const) : comes ? front : rear;
  for (const side of [-1, 1]) {
    const inner = side * (half - 0.06);
    const outer = side * (half - 0.42);
    const [from, to] = inner < outer ? [inner, outer] : [outer, inner];
    endPatch(context, view, { x, z }, { from, to, low: high - 0.2, high, fill: css(colour) });
  }
}

/** The rectangle around a vehicle in picture samples. */
export function vehicleBox(
  view: View,
  { look, x, z }: PlacedVehicle,
): { left: number; top: number; right: number; bottom: number } {
  const { length, width, height } = SIZES[look.kind];
  const corners = [0, height].flatMap((y) =>
    [z, z + length].flatMap((far) =>
      [-1, 1].map((side) => view.project([x + (side * width) / 2, y, far])),
    ),
  );
  const xs = corners.map(([cx]) => cx);
  const ys = corners.map(([, cy]) => cy);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}

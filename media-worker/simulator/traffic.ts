import type { Colour } from './drawing/colour.ts';
import { between, type Random } from './drawing/random.ts';
import { type Carriageway, laneCentre } from './drawing/road.ts';
import {
  type PlacedVehicle,
  SIZES,
  type VehicleKind,
  type VehicleLook,
} from './drawing/vehicle.ts';
import type { Density } from './scenes.ts';

/** Everything on the road repeats with the loop: each lane is a ring as long as its traffic drives in one loop. */
export type Lane = {
  readonly x: number;
  readonly comes: boolean;
  readonly ringMetres: number;
  /** Distance driven at a moment of the loop, 0 … ringMetres. */
  readonly driven: (seconds: number) => number;
  readonly vehicles: readonly {
    readonly at: number;
    readonly look: VehicleLook;
    readonly drift: number;
  }[];
  readonly braking: boolean;
};

/** How far vehicles are drawn. */
const FAR_METRES = 620;
const NEAR_METRES = 8;

const CAR_COLOURS: readonly Colour[] = [
  [238, 238, 236],
  [226, 228, 230],
  [40, 42, 46],
  [24, 26, 30],
  [150, 154, 160],
  [188, 192, 196],
  [112, 22, 28],
  [30, 60, 118],
  [104, 84, 62],
  [196, 60, 44],
];
const CARGO_COLOURS: readonly Colour[] = [
  [214, 216, 218],
  [58, 96, 160],
  [164, 52, 44],
  [58, 112, 84],
  [204, 150, 60],
];

function pick<T>(list: readonly T[], random: Random, fallback: T): T {
  return list[Math.floor(random() * list.length)] ?? fallback;
}

export function randomLook(random: Random, heavyShare: number): VehicleLook {
  const draw = random();
  const heavy = draw < heavyShare;
  const kinds: readonly VehicleKind[] = heavy
    ? ['truck', 'truck', 'truck', 'bus', 'tanker']
    : ['car', 'car', 'car', 'suv', 'suv', 'van'];
  const kind = pick(kinds, random, 'car');
  const colour =
    kind === 'bus'
      ? pick(CAR_COLOURS.slice(0, 2), random, [230, 230, 230])
      : heavy
        ? pick(CARGO_COLOURS, random, [200, 200, 200])
        : pick(CAR_COLOURS, random, [200, 200, 200]);
  return { kind, colour };
}

/** Metres between vehicles, and kilometres an hour in the fastest lane. */
const FLOW: Readonly<Record<Density, { readonly gap: number; readonly speed: number }>> = {
  light: { gap: 110, speed: 104 },
  normal: { gap: 64, speed: 92 },
  dense: { gap: 36, speed: 66 },
  jam: { gap: 7, speed: 14 },
};

export type LanePlan = {
  readonly way: Carriageway;
  readonly lane: number;
  readonly density: Density;
  readonly loopSeconds: number;
  readonly random: Random;
};

/** Traffic of one lane: the outer ones slower and with more lorries. */
export function makeLane({ way, lane, density, loopSeconds, random }: LanePlan): Lane {
  const flow = FLOW[density];
  const outward = lane / Math.max(1, way.lanes - 1);
  const speed = (flow.speed * (1 - 0.2 * outward) * between(random, 0.95, 1.05)) / 3.6;
  const ringMetres = speed * loopSeconds;
  const vehicles: { at: number; look: VehicleLook; drift: number }[] = [];
  let at = between(random, 0, flow.gap * 0.5);
  while (at < ringMetres - 6) {
    const look = randomLook(random, 0.06 + 0.4 * outward);
    const length = SIZES[look.kind].length;
    if (at + length + 4 > ringMetres + (vehicles[0]?.at ?? 0)) break;
    vehicles.push({ at, look, drift: between(random, -0.35, 0.35) });
    at += length + flow.gap * between(random, 0.55, 1.5);
  }
  return {
    x: laneCentre(way, lane),
    comes: way.side < 0,
    ringMetres,
    driven: density === 'jam' ? stopAndGo(speed, loopSeconds) : (seconds) => speed * seconds,
    vehicles,
    braking: density === 'jam',
  };
}

/** Average speed as given, but in waves: standing, crawling, standing. */
function stopAndGo(speed: number, loopSeconds: number): (seconds: number) => number {
  const waves = 2;
  const turn = (2 * Math.PI * waves) / loopSeconds;
  return (seconds) => speed * (seconds - Math.sin(turn * seconds) / turn);
}

/** The vehicles of a lane in sight at a moment of the loop. */
export function vehiclesOf(lane: Lane, seconds: number): PlacedVehicle[] {
  const { ringMetres } = lane;
  const placed: PlacedVehicle[] = [];
  const driven = lane.driven(seconds);
  for (const { at, look, drift } of lane.vehicles) {
    const along = lane.comes ? at - driven : at + driven;
    const first = (((along - NEAR_METRES) % ringMetres) + ringMetres) % ringMetres;
    const length = SIZES[look.kind].length;
    for (let z = first + NEAR_METRES - length; z < FAR_METRES; z += ringMetres)
      if (z > NEAR_METRES - 2)
        placed.push({ look, x: lane.x + drift, z, comes: lane.comes, braking: lane.braking });
  }
  return placed;
}

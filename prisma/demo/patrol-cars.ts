import { type MeasuredLine, offset, pointAt } from '../../server/roads/geometry.ts';
import type { DemoCamera } from './cameras.ts';
import { CITIES } from './divisions.ts';

/** Cars that go up and down a road all day; the last digits of their codes. */
export const PATROL_CARS = [
  { number: 900_001, name: '巡逻车 G36', roadCode: 'G36' },
  { number: 900_002, name: '巡逻车 G35', roadCode: 'G35' },
] as const;
export type PatrolCar = (typeof PATROL_CARS)[number];

const KMH = 72;
const METRES_A_SECOND = KMH / 3.6;
/** Driven without a rest, and how long that rest is. */
const STRETCH_M = 20_000;
const REST_S = 300;
/** Right of the middle of the road. */
const LANE_M = 12;

const county = CITIES[0]?.counties[0];

/** As a camera that stands where its road begins. */
export function patrolCamera(
  { name, roadCode, number }: PatrolCar,
  line: MeasuredLine,
): DemoCamera[] {
  const at = pointAt(line, line.chainagesM.at(0) ?? 0);
  if (at === null || county === undefined) return [];
  const [lon, lat] = offset([at.lon, at.lat], at.bearing + 90, LANE_M);
  const place = { lon, lat, azimuth: null, direction: null, chainageM: null };
  return [{ roadCode, name, number, county, scene: 'patrol', ...place }];
}

export type Drive = { lon: number; lat: number; heading: number; speedKmh: number };

/** Where a car is at a time, wherever it was before: it never has to be remembered. */
export function driveAt(line: MeasuredLine, nowMs: number): Drive | null {
  const driveS = STRETCH_M / METRES_A_SECOND;
  const [rounds, intoS] = [
    Math.floor(nowMs / 1_000 / (driveS + REST_S)),
    (nowMs / 1_000) % (driveS + REST_S),
  ];
  const driven = rounds * STRETCH_M + Math.min(intoS * METRES_A_SECOND, STRETCH_M);
  const first = line.chainagesM.at(0) ?? 0;
  const length = (line.chainagesM.at(-1) ?? first) - first;
  const way = driven % (2 * length);
  const there = way < length;
  const at = pointAt(line, first + (there ? way : 2 * length - way));
  if (at === null) return null;
  const heading = (at.bearing + (there ? 0 : 180)) % 360;
  const [lon, lat] = offset([at.lon, at.lat], heading + 90, LANE_M);
  return { lon, lat, heading, speedKmh: intoS < driveS ? KMH : 0 };
}

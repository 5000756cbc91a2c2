/** Where a device stands: where somebody said, or where its road has its chainage. */
import type { Direction } from '../cameras/schema.ts';
import { placeOnRoad, type RoadCourses } from '../roads/data.ts';

export type DevicePlace = {
  readonly roadId: string | null;
  readonly direction: Direction | null;
  readonly chainageM: number | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly byRoad: boolean;
};
/** What a change says of it; absent stays as it is, `lon` and `lat` come together. */
type Said = {
  readonly [Field in Exclude<keyof DevicePlace, 'byRoad'>]?: DevicePlace[Field] | undefined;
};

export const NO_PLACE: DevicePlace = {
  roadId: null,
  direction: null,
  chainageM: null,
  lon: null,
  lat: null,
  byRoad: false,
};

/** `off-road`: no position was given, and its road has no such chainage. */
export function placeAfter(
  before: DevicePlace,
  said: Said,
  courses: RoadCourses,
): DevicePlace | 'off-road' {
  const roadId = said.roadId === undefined ? before.roadId : said.roadId;
  const on = {
    roadId,
    direction:
      roadId === null ? null : said.direction === undefined ? before.direction : said.direction,
    chainageM:
      roadId === null ? null : said.chainageM === undefined ? before.chainageM : said.chainageM,
  };
  const kept = before.byRoad ? null : before;
  const lon = said.lon === undefined ? (kept?.lon ?? null) : said.lon;
  const lat = said.lat === undefined ? (kept?.lat ?? null) : said.lat;
  if (lon !== null && lat !== null) return { ...on, lon, lat, byRoad: false };
  if (on.roadId === null || on.chainageM === null || !courses.has(on.roadId))
    return { ...on, lon: null, lat: null, byRoad: false };
  const found = placeOnRoad(courses, { ...on, roadId: on.roadId, chainageM: on.chainageM });
  return found === null ? 'off-road' : { ...on, ...found, byRoad: true };
}

import type { LonLat } from './library.ts';

const EARTH_RADIUS_M = 6_371_008.8;
const STEP_DEGREES = 5;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (value: number) => (value * 180) / Math.PI;

/** The point `metres` away in direction `azimuth` (degrees clockwise from north), on a sphere. */
export function destination([lon, lat]: LonLat, azimuth: number, metres: number): LonLat {
  const arc = metres / EARTH_RADIUS_M;
  const bearing = radians(azimuth);
  const lat1 = radians(lat);
  const lat2 = Math.asin(
    Math.sin(lat1) * Math.cos(arc) + Math.cos(lat1) * Math.sin(arc) * Math.cos(bearing),
  );
  const dLon = Math.atan2(
    Math.sin(bearing) * Math.sin(arc) * Math.cos(lat1),
    Math.cos(arc) - Math.sin(lat1) * Math.sin(lat2),
  );
  return [lon + degrees(dLon), degrees(lat2)];
}

/** What a camera sees, as a closed ring: a sector, or a circle when it sees all round. */
export function viewCone(at: LonLat, azimuth: number, viewAngle: number, rangeM: number): LonLat[] {
  const full = viewAngle >= 360;
  const from = azimuth - viewAngle / 2;
  const steps = Math.max(2, Math.ceil(viewAngle / STEP_DEGREES));
  const rim = Array.from({ length: steps + 1 }, (_, step) =>
    destination(at, from + (viewAngle * step) / steps, rangeM),
  );
  const first = rim[0];
  if (full && first !== undefined) return [...rim.slice(0, -1), first];
  return [at, ...rim, at];
}

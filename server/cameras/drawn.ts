/** Where the map draws a camera: where it last was if it moves, else where somebody has it drawn, else where it stands. */
import { Prisma } from '../platform/db.ts';

export const DRAWN_LON = Prisma.sql`coalesce("movedLon", "displayLon", lon)`;
export const DRAWN_LAT = Prisma.sql`coalesce("movedLat", "displayLat", lat)`;

export const drawnSelect = {
  lon: true,
  lat: true,
  displayLon: true,
  displayLat: true,
  movedLon: true,
  movedLat: true,
} as const satisfies Prisma.CameraSelect;

type Selected = Prisma.CameraGetPayload<{ select: typeof drawnSelect }>;

export function drawnAt(camera: Selected): { lon: number | null; lat: number | null } {
  return {
    lon: camera.movedLon ?? camera.displayLon ?? camera.lon,
    lat: camera.movedLat ?? camera.displayLat ?? camera.lat,
  };
}

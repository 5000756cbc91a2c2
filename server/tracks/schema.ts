/** Tracks 轨迹 of moving cameras, and what programs report of their positions. */
import { z } from 'zod';
import { latSchema, lonSchema } from '../cameras/schema.ts';
import { crsSchema } from '../settings/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** In one report. */
export const MOST_POSITIONS = 1_000;

/** A time with its zone, or milliseconds since 1970. */
const timeSchema = z.union([
  z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  z
    .number()
    .min(0)
    .max(8.64e15)
    .transform((ms) => new Date(ms)),
]);

export const positionSchema = z.object({
  /** The camera's code. */
  camera: z.string().trim().min(1).max(64),
  at: timeSchema,
  lon: lonSchema,
  lat: latSchema,
  speedKmh: z.number().min(0).max(2_000).nullish(),
  /** Degrees clockwise from north. */
  heading: z.number().min(0).max(360).nullish(),
  accuracyM: z.number().min(0).max(100_000).nullish(),
});
export type Position = z.infer<typeof positionSchema>;

/** Positions are looked at one by one: a bad one loses none of the others. */
export const positionReportSchema = z.object({
  crs: crsSchema.default('wgs84'),
  positions: z.array(z.unknown()).min(1).max(MOST_POSITIONS),
});
export type PositionReport = z.infer<typeof positionReportSchema>;

export type PositionFault =
  | 'position.invalid'
  | 'position.no-fix'
  | 'position.unknown-camera'
  | 'position.not-moving'
  | 'position.too-old'
  | 'position.in-future';
export type PositionReceipt = {
  /** New ones; those known already are duplicates, and no fault. */
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly {
    /** In the report, from 0. */
    readonly index: number;
    readonly code: PositionFault;
    readonly details?: Readonly<Record<string, unknown>>;
  }[];
};

export const trackSettingSchema = z.object({ keepHours: z.number().int().min(1).max(168) });
export type TrackSetting = z.infer<typeof trackSettingSchema>;

/** Points of a track as it is drawn: beyond that it is thinned. */
export const MOST_TRACK_POINTS = 2_000;

/** So far a track reaches in one question: as long as positions are kept at most. */
const LONGEST_MS = 168 * 3_600_000;
export const trackInputSchema = z
  .object({
    cameraId: idSchema,
    from: z.date(),
    to: z.date(),
    most: z.number().int().min(2).max(MOST_TRACK_POINTS).default(MOST_TRACK_POINTS),
  })
  .refine(({ from, to }) => from < to && to.getTime() - from.getTime() <= LONGEST_MS);
export type TrackInput = z.infer<typeof trackInputSchema>;

/** No position for longer than this, and nobody knows how it came from one to the next. */
export const GAP_MS = 5 * 60_000;
/** Without news for longer than this, a moving camera is shown as not heard of. */
export const STALE_MS = 10 * 60_000;

const trackPointSchema = z.object({
  atMs: z.number(),
  lon: z.number(),
  lat: z.number(),
  /** As the device said, else from where it was before. */
  speedKmh: z.number().nullable(),
  heading: z.number().nullable(),
  /** Nobody knows how it came here from the point before. */
  gap: z.boolean(),
});
export type TrackPoint = z.infer<typeof trackPointSchema>;
const trackStopSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  lon: z.number(),
  lat: z.number(),
});
export type TrackStop = z.infer<typeof trackStopSchema>;

export const trackSchema = z.object({
  /** By time. */
  points: z.array(trackPointSchema),
  stops: z.array(trackStopSchema),
  /** Before thinning. */
  total: z.number().int(),
  metres: z.number(),
  topKmh: z.number().nullable(),
});
export type Track = z.infer<typeof trackSchema>;

/** A length on the earth's surface between two points, good to 0.5 %. */
export function metresBetween(
  a: { readonly lon: number; readonly lat: number },
  b: { readonly lon: number; readonly lat: number },
): number {
  const east = (b.lon - a.lon) * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot(east, b.lat - a.lat) * 111_195;
}

import { z } from 'zod';
import { directionSchema, latSchema, lonSchema } from '../cameras/schema.ts';
import { idSchema } from '../trpc/schema.ts';

export const roadKindSchema = z.enum(['expressway', 'national', 'provincial', 'urban', 'other']);

/** A position on the map, [lon, lat], WGS-84. */
export const positionSchema = z.tuple([lonSchema, latSchema]);
export type Position = z.infer<typeof positionSchema>;

export const roadGeometrySchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      properties: z.object({
        roadId: z.string(),
        code: z.string(),
        name: z.string(),
        kind: roadKindSchema,
        direction: directionSchema,
      }),
      geometry: z.object({ type: z.literal('LineString'), coordinates: z.array(positionSchema) }),
    }),
  ),
});
export type RoadGeometry = z.infer<typeof roadGeometrySchema>;

/** Where a chainage is on the map, and the other way round. */
export const locateInputSchema = z.object({
  roadId: idSchema,
  direction: directionSchema,
  chainageM: z.number(),
});
export const locatedSchema = z
  .object({ lon: z.number(), lat: z.number(), azimuth: z.number() })
  .nullable();
export const nearestInputSchema = z.object({
  lon: lonSchema,
  lat: latSchema,
  /** Farther from every road than this, a point is on none. */
  withinM: z.number().min(1).max(50_000).default(500),
});
export type NearestInput = z.infer<typeof nearestInputSchema>;
/** Between two chainages; null: from the road's beginning, to its end. */
export const stretchInputSchema = z.object({
  roadId: idSchema,
  /** null: both. */
  direction: directionSchema.nullable(),
  fromM: z.number().nullable(),
  toM: z.number().nullable(),
});
export type StretchInput = z.infer<typeof stretchInputSchema>;
/** A line for each direction that reaches there. */
export const stretchSchema = z.object({ lines: z.array(z.array(positionSchema)) });
export type Stretch = z.infer<typeof stretchSchema>;
export const nearestSchema = z
  .object({
    roadId: z.string(),
    code: z.string(),
    name: z.string(),
    direction: directionSchema,
    chainageM: z.number(),
    distanceM: z.number(),
    azimuth: z.number(),
  })
  .nullable();

/** Kilometre posts 桩号 of one road, along its first direction that has a line. */
export const roadPostsSchema = z.object({
  roads: z.array(
    z.object({
      roadId: z.string(),
      code: z.string(),
      /** One for every whole kilometre. */
      posts: z.array(z.object({ km: z.number().int(), at: positionSchema })),
    }),
  ),
});
export type RoadPosts = z.infer<typeof roadPostsSchema>;

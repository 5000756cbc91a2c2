/** Roadside devices 路侧设备: 诱导屏, 信号机, 卡口. They stand on the map; nothing talks to them yet. */
import { z } from 'zod';
import {
  cameraKindSchema,
  cameraStatusSchema,
  directionSchema,
  latSchema,
  lonSchema,
} from '../cameras/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const roadsideKindSchema = z.enum(['sign', 'signal', 'checkpoint']);
export type RoadsideKind = z.infer<typeof roadsideKindSchema>;

export const roadsideDeviceSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: roadsideKindSchema,
  roadId: z.string().nullable(),
  roadCode: z.string().nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  /** null: nowhere on the map. */
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** Nobody gave its position: it stands where its road has its chainage, and moves with it. */
  byRoad: z.boolean(),
  maker: z.string().nullable(),
  remark: z.string().nullable(),
});
export type RoadsideDevice = z.infer<typeof roadsideDeviceSchema>;

export const roadsideFilterSchema = z.object({
  q: z.string().max(100).optional(),
  kind: roadsideKindSchema.optional(),
  roadId: idSchema.optional(),
});
export type RoadsideFilter = z.infer<typeof roadsideFilterSchema>;
export const roadsideSortSchema = z.enum(['name', 'code', 'chainage']);
export type RoadsideSort = z.infer<typeof roadsideSortSchema>;
export const roadsideListInputSchema = roadsideFilterSchema.extend({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(50),
  sort: roadsideSortSchema.default('name'),
});
export type RoadsideListInput = z.infer<typeof roadsideListInputSchema>;
export const roadsideListSchema = z.object({
  items: z.array(roadsideDeviceSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

const fieldsSchema = z.object({
  code: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(128),
  kind: roadsideKindSchema,
  roadId: idSchema.nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().min(0).max(10_000_000).nullable(),
  /** Both null: where its road has its chainage. */
  lon: lonSchema.nullable(),
  lat: latSchema.nullable(),
  maker: z.string().trim().max(64).nullable(),
  remark: z.string().trim().max(500).nullable(),
});
const wholePosition = ({ lon, lat }: { lon?: number | null; lat?: number | null }) =>
  (lon ?? null) === null ? (lat ?? null) === null : (lat ?? null) !== null;
const halfAPosition = { path: ['lat'], message: 'half a position' };
export const roadsideCreateInputSchema = fieldsSchema
  .partial()
  .required({ code: true, name: true, kind: true })
  .refine(wholePosition, halfAPosition);
export type RoadsideCreateInput = z.infer<typeof roadsideCreateInputSchema>;
export const roadsideUpdateInputSchema = fieldsSchema
  .partial()
  .extend({ id: idSchema })
  .refine(wholePosition, halfAPosition);
export type RoadsideUpdateInput = z.infer<typeof roadsideUpdateInputSchema>;

export const roadsideIdSchema = z.object({ id: idSchema });
export const roadsideRemoveInputSchema = z.object({ ids: z.array(idSchema).min(1).max(1_000) });
export const roadsideUndoSchema = z.object({ undoToken: z.string().max(64) });
export const roadsideRestoredSchema = z.object({ ids: z.array(z.string()) });

/** Cameras that show a device are this near, or this far along its road. */
export const NEARBY_M = 500;
export const NEARBY_ON_ROAD_M = 1_000;
/** The nearest first; no more than a wall has cells. */
export const nearbyCamerasSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: cameraKindSchema,
      status: cameraStatusSchema,
      roadCode: z.string().nullable(),
      direction: directionSchema.nullable(),
      chainageM: z.number().nullable(),
      /** As the crow flies, or along the road where either has no position. */
      distanceM: z.number(),
    }),
  ),
});
export type NearbyCamera = z.infer<typeof nearbyCamerasSchema>['items'][number];

/** A device's row of a spreadsheet that may be written. What is absent stays as it is. */
export const checkedDeviceSchema = z.object({
  code: z.string(),
  name: z.string().optional(),
  kind: roadsideKindSchema.optional(),
  roadId: z.string().optional(),
  direction: directionSchema.optional(),
  chainageM: z.number().optional(),
  lon: z.number().optional(),
  lat: z.number().optional(),
  maker: z.string().optional(),
  remark: z.string().optional(),
});
export type CheckedDevice = z.infer<typeof checkedDeviceSchema>;

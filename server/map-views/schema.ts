/** Named views of the map: where to look, over what, and with which layers. */
import { z } from 'zod';
import { latSchema, lonSchema } from '../cameras/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** What can be taken off the map. Cameras go by state and by kind: one shows where both are on. */
export const mapLayerSchema = z.enum([
  'online',
  'offline',
  'fault',
  'unknown',
  'bullet',
  'dome',
  'ptz',
  'panorama',
  'mobile',
  'roads',
  'roadLabels',
  'posts',
  'cones',
  'sign',
  'signal',
  'checkpoint',
  'borders',
  'places',
]);
export type MapLayer = z.infer<typeof mapLayerSchema>;

/** Of one person. Far above what anybody finds again in a list. */
export const MOST_MAP_VIEWS_OF_ONE = 200;

const mapViewFieldsSchema = z.object({
  name: z.string().trim().min(1).max(64),
  lon: lonSchema,
  lat: latSchema,
  zoom: z.number().min(0).max(24),
  /** null: whichever the site shows first. */
  basemapId: idSchema.nullable(),
  hidden: z.array(mapLayerSchema).max(mapLayerSchema.options.length),
  shared: z.boolean(),
});
export const mapViewCreateInputSchema = mapViewFieldsSchema;
export type MapViewCreateInput = z.infer<typeof mapViewCreateInputSchema>;
export const mapViewUpdateInputSchema = mapViewFieldsSchema.partial().extend({ id: idSchema });
export type MapViewUpdateInput = z.infer<typeof mapViewUpdateInputSchema>;
export const mapViewIdSchema = z.object({ id: idSchema });

export const namedMapViewSchema = mapViewFieldsSchema.extend({
  id: z.string(),
  owner: z.object({ id: z.string(), displayName: z.string() }),
  changedAt: z.date(),
  /** Rename, share, move and remove, for whoever asks. */
  mayManage: z.boolean(),
});
export type NamedMapView = z.infer<typeof namedMapViewSchema>;
export const mapViewListSchema = z.object({ items: z.array(namedMapViewSchema) });

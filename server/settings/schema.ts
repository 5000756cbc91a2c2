import { z } from 'zod';
import { latSchema, lonSchema } from '../cameras/schema.ts';

export const crsSchema = z.enum(['wgs84', 'gcj02', 'bd09']);

export const basemapSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  name: z.string().trim().min(1).max(64),
  kind: z.enum(['builtin', 'xyz', 'wmts', 'style']),
  /** Template with {z}/{x}/{y} (xyz), capabilities or template (wmts), style JSON (style). */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .optional(),
  crs: crsSchema,
  attribution: z.string().max(256).optional(),
});
export type Basemap = z.infer<typeof basemapSchema>;

export const mapSettingSchema = z
  .object({
    engine: z.enum(['maplibre', 'mapbox']),
    mapboxToken: z.string().trim().max(512).nullable(),
    basemaps: z.array(basemapSchema).min(1).max(20),
    defaultBasemapId: z.string(),
    center: z.tuple([lonSchema, latSchema]),
    zoom: z.number().min(0).max(22),
  })
  .refine((map) => map.basemaps.some((basemap) => basemap.id === map.defaultBasemapId), {
    path: ['defaultBasemapId'],
    message: 'must be one of the basemaps',
  })
  .refine((map) => map.basemaps.every((basemap) => basemap.kind === 'builtin' || basemap.url), {
    path: ['basemaps'],
    message: 'a basemap of one’s own needs an address',
  })
  .refine((map) => map.engine !== 'mapbox' || map.mapboxToken !== null, {
    path: ['mapboxToken'],
    message: 'mapbox-gl needs a token',
  });
export type MapSetting = z.infer<typeof mapSettingSchema>;

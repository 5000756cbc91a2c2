/** Saved walls as one stream 拼接画面. */
import { z } from 'zod';
import { playSchema } from '../live/schema.ts';
import { idSchema } from '../trpc/schema.ts';

export const MOSAIC_LIMITS = {
  /** Of one picture; a wall with more cells is no mosaic. */
  cells: 25,
  /** Of the whole site: who wants another one closes one first. */
  mosaics: 100,
  /** How long a copied address may be opened. */
  addressDays: 30,
} as const;

export const mosaicOfSchema = z.object({ viewId: idSchema });

/** As of a camera, see there. */
export const mosaicPlaySchema = playSchema.omit({
  quality: true,
  codec: true,
  pictureTakenAt: true,
});

/** For players and decoders that are not this page: each at its port on `mediaHost` or on the page's own host. */
export const mosaicAddressesSchema = z.object({
  mediaHost: z.string().nullable(),
  mediaPort: z.number().int(),
  rtmpPort: z.number().int(),
  /** null: that worker has none. */
  rtspPort: z.number().int().nullable(),
  paths: z.object({ rtsp: z.string(), rtmp: z.string(), flv: z.string(), hls: z.string() }),
  /** Until then they may be opened, as long as the mosaic is not closed. */
  expiresAt: z.date(),
});
export type MosaicAddresses = z.infer<typeof mosaicAddressesSchema>;

/** What it shows and what that costs. */
export const mosaicStateSchema = z.object({
  /** Cells with a camera, and all of them. */
  cameras: z.number().int(),
  cells: z.number().int(),
  /** Addresses of it may be out there. */
  exists: z.boolean(),
  /** null: nobody watches, so nothing is made. */
  running: z
    .object({
      nodeId: z.string(),
      viewers: z.number().int(),
      fps: z.number(),
      bitrate: z.number(),
      /** Decoded a second for all cells. */
      picturesPerSecond: z.number(),
      pixelsPerSecond: z.number(),
      /** Cells of which only key frames are decoded, and those without a picture. */
      keyFrameCells: z.number().int(),
      missing: z.array(z.object({ name: z.string(), code: z.string() })),
    })
    .nullable(),
});
export type MosaicView = z.infer<typeof mosaicStateSchema>;

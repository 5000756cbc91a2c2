/** Saved walls 方案 as the console sees them. */
import { z } from 'zod';
import { qualitySchema } from '../cameras/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** Layouts are named by their number of cells; how they look is the page's business. */
export const wallLayoutSchema = z.enum([
  '1',
  '2',
  '3',
  '4',
  '6',
  '8',
  '9',
  '10',
  '13',
  '16',
  '25',
  '36',
]);
export type WallLayout = z.infer<typeof wallLayoutSchema>;

/** The largest layout: cells beyond the chosen one keep their cameras out of sight. */
export const MOST_CELLS = 36;
/** Of one person. Far above what anybody finds again in a list, far below what hurts the database. */
export const MOST_VIEWS_OF_ONE = 500;

export const wallQualitySchema = z.enum(['auto', ...qualitySchema.options]);
export type WallQuality = z.infer<typeof wallQualitySchema>;

export const wallCellSchema = z.object({
  cameraId: idSchema.nullable(),
  quality: wallQualitySchema,
});
export type WallCell = z.infer<typeof wallCellSchema>;

const wallHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  layout: wallLayoutSchema,
  /** Cells that have a camera. */
  cameras: z.number().int(),
  owner: z.object({ id: z.string(), displayName: z.string() }),
  shared: z.boolean(),
  locked: z.boolean(),
  version: z.number().int(),
  changedAt: z.date(),
  changedBy: z.string(),
  /** What whoever asks may do with it. */
  mayChange: z.boolean(),
  /** Rename, share, lock and remove. */
  mayManage: z.boolean(),
});
export type WallHead = z.infer<typeof wallHeadSchema>;
export const wallListSchema = z.object({ items: z.array(wallHeadSchema) });

export const wallSchema = wallHeadSchema.extend({ cells: z.array(wallCellSchema) });
export type WallView = z.infer<typeof wallSchema>;

const wallFieldsSchema = z.object({
  name: z.string().trim().min(1).max(64),
  layout: wallLayoutSchema,
  cells: z.array(wallCellSchema).max(MOST_CELLS),
  shared: z.boolean(),
  locked: z.boolean(),
});

export const wallCreateInputSchema = wallFieldsSchema
  .partial()
  .required({ name: true, layout: true, cells: true });
export type WallCreateInput = z.infer<typeof wallCreateInputSchema>;

/** `version` is the one the change starts from. */
export const wallUpdateInputSchema = wallFieldsSchema
  .partial()
  .extend({ id: idSchema, version: z.number().int().min(1) });
export type WallUpdateInput = z.infer<typeof wallUpdateInputSchema>;

export const wallIdSchema = z.object({ id: idSchema });

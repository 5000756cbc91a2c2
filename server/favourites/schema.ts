import { z } from 'zod';
import { idSchema } from '../trpc/schema.ts';

/** So many cameras one person marks at most. */
export const MOST_FAVOURITES = 1_000;

export const favouritesSchema = z.object({ cameraIds: z.array(z.string()) });
export const favouriteInputSchema = z.object({ cameraId: idSchema, on: z.boolean() });

import { z } from 'zod';
import { selectionSchema } from '../cameras/schema.ts';

/** So many pictures are collected together at most. */
export const MOST_COLLECTED = 500;

export const collectInputSchema = z.object({ selection: selectionSchema });
export const collectedSchema = z.object({
  items: z.array(z.object({ id: z.string(), code: z.string(), name: z.string() })),
});
export type Collected = z.infer<typeof collectedSchema>;

/** Faults 故障 of cameras: found on patrols, mended by people. */
import { z } from 'zod';
import { abnormalitySchema } from '../patrols/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const faultStateSchema = z.enum(['open', 'assigned', 'mended', 'closed']);
export type FaultState = z.infer<typeof faultStateSchema>;
const faultStepKindSchema = z.enum(['found', 'assigned', 'mended', 'closed']);

export const faultSchema = z.object({
  id: z.string(),
  /** null: it was removed. */
  cameraId: z.string().nullable(),
  cameraName: z.string(),
  cameraPlace: z.string(),
  type: abnormalitySchema,
  state: faultStateSchema,
  foundAt: z.date(),
  foundBy: z.string(),
  lastFoundAt: z.date(),
  findings: z.number().int(),
  remark: z.string().nullable(),
  inCharge: z.string().nullable(),
  closedAt: z.date().nullable(),
});
export type FaultItem = z.infer<typeof faultSchema>;

export const faultDetailsSchema = faultSchema.extend({
  /** The oldest first. */
  steps: z.array(
    z.object({
      id: z.string(),
      at: z.date(),
      by: z.string(),
      kind: faultStepKindSchema,
      text: z.string().nullable(),
      runId: z.string().nullable(),
      position: z.number().int().nullable(),
    }),
  ),
});
export type FaultDetails = z.infer<typeof faultDetailsSchema>;
export const faultIdSchema = z.object({ id: idSchema });

export const faultFilterSchema = z.object({
  state: faultStateSchema.optional(),
  /** Not closed yet. */
  unclosed: z.boolean().optional(),
  type: abnormalitySchema.optional(),
  q: z.string().trim().max(100).optional(),
});
export type FaultFilter = z.infer<typeof faultFilterSchema>;
export const faultListInputSchema = faultFilterSchema.extend({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type FaultListInput = z.infer<typeof faultListInputSchema>;
export const faultListSchema = z.object({
  items: z.array(faultSchema),
  nextCursor: z.string().nullable(),
});

const textSchema = z.string().trim().max(500);
export const faultAssignInputSchema = faultIdSchema.extend({
  inCharge: z.string().trim().min(1).max(64),
  text: textSchema,
});
export const faultStepInputSchema = faultIdSchema.extend({ text: textSchema });

/** Access keys 接入密钥 of other programs. */
import { z } from 'zod';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The first characters of the key. */
  hint: z.string(),
  createdAt: z.date(),
  createdBy: z.string(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  revokedBy: z.string().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const apiKeyListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  q: z.string().max(100).optional(),
});
export const apiKeyListSchema = z.object({
  items: z.array(apiKeySchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const apiKeyCreateInputSchema = z.object({ name: z.string().trim().min(1).max(64) });
/** The one time the key is told. */
export const apiKeyCreatedSchema = z.object({ key: apiKeySchema, secret: z.string() });
export const apiKeyIdSchema = z.object({ id: idSchema });

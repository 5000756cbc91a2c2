import { z } from 'zod';

/** What a failed call carries in `error.data.app`. */
export const appErrorSchema = z.object({
  /** Stable code such as `auth.wrong-password`; shown to people in their language. */
  code: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type AppErrorShape = z.infer<typeof appErrorSchema>;

export const idSchema = z.string().min(1).max(64);
export const cursorSchema = z.string().max(512);
export const okSchema = z.object({ ok: z.literal(true) });

import { TRPCClientError } from '@trpc/client';
import { z } from 'zod';

/** What every failed call carries, and what a broken connection is turned into. */
export type AppError = { code: string; details: Record<string, unknown> };

const shape = z.object({
  app: z.object({
    code: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** Reads the stable code out of whatever was thrown. */
export function appError(error: unknown): AppError {
  if (error instanceof TRPCClientError) {
    const parsed = shape.safeParse(error.data);
    if (parsed.success)
      return { code: parsed.data.app.code, details: parsed.data.app.details ?? {} };
    return { code: 'app.no-connection', details: {} };
  }
  const direct = shape.shape.app.safeParse(error);
  if (direct.success) return { code: direct.data.code, details: direct.data.details ?? {} };
  return { code: 'app.unexpected', details: {} };
}

/** Messages per form field of an `input.invalid` answer. */
export function invalidFields(error: AppError): Set<string> {
  const fields = error.details.fields;
  if (Array.isArray(fields)) return new Set(fields.filter((field) => typeof field === 'string'));
  if (typeof fields === 'object' && fields !== null) return new Set(Object.keys(fields));
  return new Set();
}

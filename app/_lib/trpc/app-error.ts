import { TRPCClientError } from '@trpc/client';

/** What every failed call carries, and what a broken connection is turned into. */
export type AppError = { code: string; details: Record<string, unknown> };

// By hand: this is on every page, and the schema library would be its largest part.
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readAppError(value: unknown): AppError | null {
  if (!isRecord(value) || typeof value.code !== 'string') return null;
  return { code: value.code, details: isRecord(value.details) ? value.details : {} };
}

/** Reads the stable code out of whatever was thrown. */
export function appError(error: unknown): AppError {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    const told = isRecord(data) ? readAppError(data.app) : null;
    return told ?? { code: 'app.no-connection', details: {} };
  }
  return readAppError(error) ?? { code: 'app.unexpected', details: {} };
}

/** Names of the form fields that an `input.invalid` answer complains about. */
export function invalidFields(error: AppError): Set<string> {
  const { fields } = error.details;
  if (Array.isArray(fields)) return new Set(fields.filter((field) => typeof field === 'string'));
  return new Set(isRecord(fields) ? Object.keys(fields) : []);
}

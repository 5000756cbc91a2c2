import { z } from 'zod';
import { appErrorSchema } from '../../../server/trpc/schema.ts';

/** Sends a spreadsheet; what comes back refused is thrown as `{ code, details }`. */
export async function uploadImport(file: File): Promise<unknown> {
  const response = await fetch(`/api/imports?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-lukou-csrf': '1' },
    body: file,
  }).catch(() => null);
  if (response === null) throw { code: 'app.no-connection' };
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  throw failureIn(body);
}

const refusal = z.object({ app: appErrorSchema });

function failureIn(body: unknown): unknown {
  const parsed = refusal.safeParse(body);
  return parsed.success ? parsed.data.app : { code: 'app.unexpected' };
}

import { z } from 'zod';
import { appErrorSchema } from '../../../server/trpc/schema.ts';

/** Sends to the server; what comes back refused is thrown as `{ code, details }`. */
export async function post(url: string, body: BodyInit, contentType: string): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': contentType, 'x-lukou-csrf': '1' },
    body,
  }).catch(() => null);
  return orThrow(response);
}

/** As `post`, for what is only read. */
export async function get(url: string, signal: AbortSignal): Promise<Response> {
  return orThrow(await fetch(url, { signal }).catch(() => null));
}

async function orThrow(response: Response | null): Promise<Response> {
  if (response === null) throw { code: 'app.no-connection' };
  if (response.ok) return response;
  throw failureIn(await response.json().catch(() => null));
}

const refusal = z.object({ app: appErrorSchema });

function failureIn(body: unknown): unknown {
  const parsed = refusal.safeParse(body);
  return parsed.success ? parsed.data.app : { code: 'app.unexpected' };
}

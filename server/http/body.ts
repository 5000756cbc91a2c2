import type { IncomingMessage } from 'node:http';
import { AppError } from '../platform/errors.ts';

/** The whole body, never more than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw new AppError('request.too-large', { details: { maxBytes } });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBytes) throw new AppError('request.too-large', { details: { maxBytes } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** undefined: not JSON. */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

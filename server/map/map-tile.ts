import { createHash } from 'node:crypto';
import type { Tile } from './mercator.ts';

/** A vector tile as it goes out; the tag says what is in it. */
export type MapTile = { readonly body: Uint8Array; readonly etag: string };

export function tileOf(body: Uint8Array): MapTile {
  return { body, etag: `"${createHash('sha1').update(body).digest('base64url')}"` };
}

export function keyOf({ z, x, y }: Tile): string {
  return `${z}/${x}/${y}`;
}

/** The newest last; what was not asked for longest makes room. */
export function renew<Value>(
  kept: Map<string, Value>,
  key: string,
  value: Value,
  most: number,
): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}

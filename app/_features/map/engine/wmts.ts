/** OGC 07-057r7 (WMTS 1.0.0): a tile address with {z}/{x}/{y}, from a template or from the capabilities. */
export async function wmtsTemplate(url: string, signal: AbortSignal): Promise<string> {
  if (url.includes('{')) return toTileTemplate(url);
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`capabilities: HTTP ${response.status}`);
  const template = templateFromCapabilities(await response.text());
  if (template === null) throw new Error('capabilities: no RESTful tile address');
  return toTileTemplate(template);
}

/** The specification's own names for row, column and level. */
export function toTileTemplate(template: string): string {
  return template
    .replace(/\{TileMatrix\}/gi, '{z}')
    .replace(/\{TileRow\}/gi, '{y}')
    .replace(/\{TileCol\}/gi, '{x}');
}

/** First RESTful tile address of the first layer that has one, its fixed choices filled in. */
export function templateFromCapabilities(xml: string): string | null {
  const resource = /<(?:\w+:)?ResourceURL\b[^>]*resourceType="tile"[^>]*>/i.exec(xml)?.[0];
  const template = resource === undefined ? undefined : /template="([^"]+)"/i.exec(resource)?.[1];
  if (template === undefined) return null;
  const set = /<(?:\w+:)?TileMatrixSetLink>\s*<(?:\w+:)?TileMatrixSet>([^<]+)</i
    .exec(xml)?.[1]
    ?.trim();
  const style = /<(?:\w+:)?Style\b[^>]*>[\s\S]*?<(?:\w+:)?Identifier>([^<]+)</i
    .exec(xml)?.[1]
    ?.trim();
  return template
    .replaceAll('&amp;', '&')
    .replace(/\{TileMatrixSet\}/gi, set ?? 'default')
    .replace(/\{Style\}/gi, style ?? 'default');
}

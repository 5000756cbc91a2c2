import type { Db } from '../platform/db.ts';
import { type MapSetting, mapSettingSchema } from './schema.ts';

const MAP_KEY = 'map';

/** The plain outline that comes with the product, over the middle of China. */
export const DEFAULT_MAP: MapSetting = {
  engine: 'maplibre',
  mapboxToken: null,
  basemaps: [{ id: 'builtin', name: 'Outline', kind: 'builtin', crs: 'wgs84' }],
  defaultBasemapId: 'builtin',
  center: [105, 35],
  zoom: 4,
};

/** Needs no right of its own: without the map nobody sees anything. */
export async function mapSetting(db: Db): Promise<MapSetting> {
  const row = await db.setting.findUnique({ where: { key: MAP_KEY } });
  const stored = mapSettingSchema.safeParse(row?.value);
  return stored.success ? stored.data : DEFAULT_MAP;
}

/** Where pages may load map pictures and styles from. */
export function mapOrigins({ basemaps, engine }: MapSetting): string[] {
  const own = basemaps.flatMap(({ url }) => (url ? [originOf(url)] : []));
  const mapbox = engine === 'mapbox' ? ['https://*.mapbox.com'] : [];
  return [...new Set([...own, ...mapbox])];
}

/** `https://t{s}.tiles.example/{z}/…`: a placeholder in the name allows its neighbours too. */
function originOf(url: string): string {
  const [, scheme = 'https', host = ''] = /^(https?):\/\/([^/?#]+)/i.exec(url) ?? [];
  const open = host.includes('{') ? `*.${host.split('.').slice(1).join('.')}` : host;
  return `${scheme.toLowerCase()}://${open}`;
}

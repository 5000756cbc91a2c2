import type { MapSetting } from '../../../server/settings/schema.ts';
import type { MapView } from './engine/map-engine.ts';

/** The stage that the site's zoom level is meant for: a map page at 1366 × 768. */
const MEANT_FOR = { width: 998, height: 768 };

/** The site's home view; a larger stage is zoomed in, so that it shows the same piece of land. */
export function homeView(
  settings: Pick<MapSetting, 'center' | 'zoom'>,
  stage: { width: number; height: number },
): MapView {
  const room = Math.min(stage.width / MEANT_FOR.width, stage.height / MEANT_FOR.height);
  const [lon, lat] = settings.center;
  return { lon, lat, zoom: settings.zoom + Math.log2(Math.max(room, 0.25)) };
}

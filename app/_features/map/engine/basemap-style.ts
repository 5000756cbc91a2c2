import type { Basemap } from '../../../../server/settings/schema.ts';
import { builtinStyle } from './builtin-style.ts';
import type { MapStyle } from './library.ts';
import type { MapPalette } from './palette.ts';
import { wmtsTemplate } from './wmts.ts';

const TILE_PX = 256;

/** The style a basemap is drawn with; our own layers are put on top of whatever comes. */
export async function basemapStyle(
  basemap: Basemap,
  palette: MapPalette,
  locale: 'zh' | 'en',
  signal: AbortSignal,
): Promise<MapStyle> {
  const { url } = basemap;
  if (basemap.kind === 'builtin' || url === undefined) return builtinStyle(palette, locale);
  switch (basemap.kind) {
    case 'style':
      return url;
    case 'xyz':
      return rasterStyle(url, basemap.attribution, palette);
    case 'wmts':
      return rasterStyle(await wmtsTemplate(url, signal), basemap.attribution, palette);
  }
}

/** Somebody else's pictures, dimmed and greyed so that ours stand out. */
function rasterStyle(
  template: string,
  attribution: string | undefined,
  palette: MapPalette,
): MapStyle {
  return {
    version: 8,
    sources: {
      basemap: {
        type: 'raster',
        tiles: [template],
        tileSize: TILE_PX,
        ...(attribution !== undefined && { attribution }),
      },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': palette.water } },
      {
        id: 'basemap',
        type: 'raster',
        source: 'basemap',
        paint: palette.dark
          ? { 'raster-saturation': -0.55, 'raster-brightness-max': 0.55, 'raster-contrast': -0.1 }
          : { 'raster-saturation': -0.35, 'raster-opacity': 0.9 },
      },
    ],
  };
}

import type { MapSetting } from '../../../../server/settings/schema.ts';
import type { LibraryMap, MapOptions } from './library.ts';
import type { MapEngine } from './map-engine.ts';

/** Brings one of the two map libraries, whichever the site chose, and the engine on top of it. */
export async function loadLibrary(
  settings: Pick<MapSetting, 'engine' | 'mapboxToken'>,
): Promise<{ create: (options: MapOptions) => LibraryMap; Engine: typeof MapEngine }> {
  const { engine, mapboxToken } = settings;
  const engineModule = import('./map-engine.ts');
  if (engine === 'mapbox' && mapboxToken !== null) {
    const [{ createMapbox }, { MapEngine: Engine }] = await Promise.all([
      import('./mapbox.ts'),
      engineModule,
    ]);
    return { create: (options) => createMapbox({ ...options, token: mapboxToken }), Engine };
  }
  const [{ createMaplibre }, { MapEngine: Engine }] = await Promise.all([
    import('./maplibre.ts'),
    engineModule,
  ]);
  return { create: createMaplibre, Engine };
}

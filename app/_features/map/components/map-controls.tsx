'use client';
import { useTranslations } from 'use-intl';
import type { Basemap } from '../../../../server/settings/schema.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import { useKey } from '../../keys/context.tsx';
import { useMapStore } from '../context.tsx';
import type { MapEngine, MapView } from '../engine/map-engine.ts';
import { MapLegend } from './map-legend.tsx';
import { SelectionTools } from './selection-tools.tsx';

type MapControlsProps = {
  engine: MapEngine;
  home: MapView;
  basemaps: readonly Basemap[];
  basemapId: string;
};

const GROUP = 'flex flex-col overflow-visible rounded-md border border-edge bg-panel';

export function MapControls({ engine, home, basemaps, basemapId }: MapControlsProps) {
  const t = useTranslations('map');
  const homeKey = useKey('home');
  const fitKey = useKey('fit');
  const legend = useMapStore((store) => store.legend);
  const toggleLegend = useMapStore((store) => store.toggleLegend);
  const chooseBasemap = useMapStore((store) => store.chooseBasemap);
  return (
    <div className="absolute top-3 right-3 z-10 flex flex-col items-end gap-2">
      {basemaps.length > 1 && (
        <Menu
          label={t('basemap')}
          items={basemaps.map((basemap) => ({
            id: basemap.id,
            label: basemap.kind === 'builtin' ? t('builtin') : basemap.name,
            checked: basemap.id === basemapId,
            onSelect: () => chooseBasemap(basemap.id),
          }))}
          trigger={(props) => (
            <button
              {...props}
              type="button"
              className="flex h-8 items-center gap-1.5 rounded-md border border-edge bg-panel px-2.5 text-sm hover:bg-hover"
            >
              <Icon name="layers" className="size-4 text-quiet" />
              {t('basemap')}
            </button>
          )}
        />
      )}
      <div className={GROUP}>
        <IconButton
          icon="plus"
          label={t('zoomIn')}
          className="size-8"
          onClick={() => engine.zoomBy(1)}
        />
        <IconButton
          icon="minus"
          label={t('zoomOut')}
          className="size-8"
          onClick={() => engine.zoomBy(-1)}
        />
      </div>
      <div className={GROUP}>
        <IconButton
          icon="home"
          label={t('home')}
          shortcut={homeKey}
          className="size-8"
          onClick={() => engine.moveTo([home.lon, home.lat], home.zoom)}
        />
        <IconButton
          icon="fit"
          label={t('fit')}
          shortcut={fitKey}
          className="size-8"
          onClick={() => engine.fitCameras()}
        />
        <IconButton
          icon="info"
          label={t('legend')}
          className="size-8"
          aria-pressed={legend}
          onClick={toggleLegend}
        />
      </div>
      <SelectionTools className={GROUP} />
      {legend && <MapLegend />}
    </div>
  );
}

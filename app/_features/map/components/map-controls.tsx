'use client';
import { useTranslations } from 'use-intl';
import type { Basemap } from '../../../../server/settings/schema.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import { useKey } from '../../keys/context.tsx';
import { useLayerStore, useMapStore } from '../context.tsx';
import type { MapEngine, MapView } from '../engine/map-engine.ts';
import { PlacingButton } from '../placing/placing-button.tsx';
import { usePlacing } from '../placing/store.ts';
import { LayerPanel } from './layer-panel.tsx';
import { MapViewsDialog } from './map-views-dialog.tsx';
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
  const viewsKey = useKey('mapViews');
  const views = useMapStore((store) => store.views);
  const setViews = useMapStore((store) => store.showViews);
  const panel = useLayerStore((store) => store.panel);
  const togglePanel = useLayerStore((store) => store.togglePanel);
  const chooseBasemap = useLayerStore((store) => store.chooseBasemap);
  const placing = usePlacing((store) => store.on);
  const builtin = basemaps.find(({ id }) => id === basemapId)?.kind === 'builtin';
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
          icon="region"
          label={t('views.title')}
          shortcut={viewsKey}
          className="size-8"
          onClick={() => setViews(true)}
        />
        <IconButton
          icon="layers"
          label={t('layers.title')}
          className="size-8"
          aria-pressed={panel}
          onClick={togglePanel}
        />
      </div>
      {!placing && <SelectionTools className={GROUP} />}
      <PlacingButton className={GROUP} />
      {views && (
        <MapViewsDialog engine={engine} basemapId={basemapId} onClose={() => setViews(false)} />
      )}
      {panel && <LayerPanel builtin={builtin} />}
    </div>
  );
}

'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { formatPercent } from '../../../_lib/format/quantity.ts';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { Tabs } from '../../../_ui/tabs.tsx';
import type { CameraPlace } from '../../live/place-drag.ts';
import { useMapStore } from '../context.tsx';
import { useCameraCounts } from '../queries.ts';
import { type CameraMenuWays, useCameraMenu } from '../use-camera-menu.tsx';
import { SearchBox } from './search-box.tsx';
import { TreePanel } from './tree-panel.tsx';

type DockProps = CameraMenuWays & {
  /** Takes all cameras of a branch, where the page can. */
  onFill?: (place: CameraPlace) => void;
};

/** Left of the map: find a camera by typing or by opening one of the trees. */
export function Dock({ onFill, ...ways }: DockProps) {
  const { onPlay } = ways;
  const t = useTranslations('map');
  const tab = useMapStore((store) => store.tab);
  const showTab = useMapStore((store) => store.showTab);
  const [searching, setSearching] = useState(false);
  const panelId = useId();
  const { open, menu } = useCameraMenu(ways);
  return (
    <aside aria-label={t('dock')} className="flex h-full w-78 shrink-0 flex-col border-r bg-panel">
      <SearchBox onPick={(camera) => onPlay(camera.id)} onMenu={open} onActive={setSearching} />
      {!searching && (
        <>
          <div className="border-b px-3">
            <Tabs
              label={t('treeTabs')}
              panelId={panelId}
              value={tab}
              onChange={showTab}
              tabs={[
                { id: 'divisions', label: t('divisions') },
                { id: 'groups', label: t('groups') },
                { id: 'roads', label: t('roads') },
                { id: 'devices', label: t('devices') },
                { id: 'marked', label: t('marked') },
              ]}
            />
          </div>
          <div role="tabpanel" id={panelId} aria-label={t(tab)} className="min-h-0 flex-1">
            <TreePanel
              id={`${panelId}-tree`}
              tab={tab}
              onPlay={onPlay}
              onMenu={open}
              onFill={onFill}
            />
          </div>
        </>
      )}
      <DockFooter />
      {menu}
    </aside>
  );
}

const COUNTED = ['online', 'offline', 'fault', 'unknown'] as const;

function DockFooter() {
  const t = useTranslations();
  const { data } = useCameraCounts();
  if (data === undefined) return null;
  return (
    <footer className="flex h-9 shrink-0 items-center gap-3 border-t px-3 text-sm">
      {COUNTED.filter((status) => data[status] > 0 || status !== 'unknown').map((status) => (
        <span key={status} className="flex items-center gap-1" title={t(`status.${status}`)}>
          <StatusMark status={status} label={t(`status.${status}`)} className="size-2.5" />
          {data[status]}
        </span>
      ))}
      {data.total > 0 && (
        <span className="ml-auto text-quiet">
          {t('map.onlineRate', { rate: formatPercent(data.online / data.total) })}
        </span>
      )}
    </footer>
  );
}

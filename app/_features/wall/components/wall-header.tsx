'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type { SendWhat } from '../../../../server/screens/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import type { MenuItem } from '../../../_ui/menu-list.tsx';
import { useKey } from '../../keys/context.tsx';
import { mosaicPath } from '../../mosaic/path.ts';
import { useSendToScreen } from '../../screens/send-store.ts';
import { useMay } from '../../session/current-user.tsx';
import { useWallApi, useWallStore } from '../context.tsx';
import { LAYOUT_ORDER } from '../layouts.ts';
import { hasUnsaved } from '../store.ts';
import type { WallViews } from '../use-wall-views.ts';
import { ViewMarks } from './view-marks.tsx';

export type WallDialog =
  | 'views'
  | 'saveAs'
  | 'settings'
  | 'patrol'
  | 'freeGrid'
  | 'style'
  | 'eventCell';

type WallHeaderProps = {
  views: WallViews;
  onDialog: (dialog: WallDialog) => void;
  onFullScreen: () => void;
};

export function WallHeader({ views, onDialog, onFullScreen }: WallHeaderProps) {
  const t = useTranslations('wall');
  const dockKey = useKey('dock');
  const fullKey = useKey('wallFull');
  const dock = useWallStore((store) => store.dock);
  const fit = useWallStore((store) => store.fit);
  const toggleDock = useWallStore((store) => store.toggleDock);
  const toggleFit = useWallStore((store) => store.toggleFit);
  const mayPatrol = useMay('patrols.run');
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-1.5 border-b bg-panel px-2 py-1">
      <IconButton
        icon="sidebar"
        label={t('dock')}
        shortcut={dockKey}
        aria-pressed={dock}
        onClick={toggleDock}
      />
      <WallName views={views} />
      <LayoutButtons onFree={() => onDialog('freeGrid')} />
      <div className="ml-auto flex shrink-0 items-center gap-1.5">
        <IconButton
          icon="fit"
          label={t('fill')}
          aria-pressed={fit === 'fill'}
          onClick={toggleFit}
        />
        <EventCellButton onOpen={() => onDialog('eventCell')} />
        {mayPatrol && (
          <Button icon="patrol" onClick={() => onDialog('patrol')}>
            {t('patrol')}
          </Button>
        )}
        <SendWall views={views} />
        <Button onClick={() => onDialog('views')}>{t('views')}</Button>
        <SaveButton views={views} onDialog={onDialog} />
        <IconButton
          icon="expand"
          label={t('fullScreen')}
          shortcut={fullKey}
          onClick={onFullScreen}
        />
      </div>
    </header>
  );
}

function EventCellButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations('wall.eventCell');
  const is = useWallStore(({ cells, focus }) => cells[focus]?.events !== undefined);
  const may = useMay('events.view');
  if (!may) return null;
  return (
    <IconButton
      icon="event"
      label={t('button')}
      aria-pressed={is}
      aria-haspopup="dialog"
      onClick={onOpen}
    />
  );
}

/** A view goes as it is saved; what is not saved goes as it stands here. */
function SendWall({ views: { view } }: { views: WallViews }) {
  const t = useTranslations('screens');
  const send = useSendToScreen();
  const unsaved = useWallStore(hasUnsaved);
  const api = useWallApi();
  if (send === null) return null;
  const offer = () => {
    const { layout, cells } = api.getState();
    const name = view?.name ?? '';
    const what: SendWhat =
      view !== null && !unsaved
        ? { kind: 'view', viewId: view.id }
        : { kind: 'wall', name, layout, cells: [...cells] };
    send({ what, name: name || t('unnamedWall') });
  };
  return (
    <Button icon="screen" onClick={offer}>
      {t('sendTo')}
    </Button>
  );
}

function WallName({ views: { view } }: { views: WallViews }) {
  const t = useTranslations('wall');
  const unsaved = useWallStore(hasUnsaved);
  const version = useWallStore((store) => store.opened?.version);
  const newer = view !== null && version !== undefined && view.version > version;
  return (
    <div className="flex min-w-0 shrink items-center gap-2">
      <h1 className={cn('truncate', view === null ? 'text-quiet' : 'font-semibold')}>
        {view?.name ?? t('unnamed')}
      </h1>
      {view !== null && <ViewMarks view={view} />}
      {view !== null && unsaved && !newer && (
        <span className="shrink-0 text-fault text-xs">{t('changed')}</span>
      )}
      {newer && (
        <span
          className="shrink-0 text-fault text-xs"
          title={t('newerHint', { name: view.changedBy, version: view.version })}
        >
          {t('newer')}
        </span>
      )}
    </div>
  );
}

function LayoutButtons({ onFree }: { onFree: () => void }) {
  const t = useTranslations('wall');
  const layout = useWallStore((store) => store.layout);
  const chooseLayout = useWallStore((store) => store.chooseLayout);
  const isFree = layout.startsWith('free:');
  return (
    <fieldset className="flex shrink-0 items-center gap-0.5 px-1">
      <legend className="sr-only">{t('layouts')}</legend>
      {LAYOUT_ORDER.map((name) => (
        <button
          key={name}
          type="button"
          aria-label={layoutName(t('layout', { count: name }), layoutOf(name).label)}
          aria-pressed={name === layout}
          onClick={() => chooseLayout(name)}
          className={layoutLook(name === layout)}
        >
          {layoutOf(name).label}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={isFree}
        aria-haspopup="dialog"
        onClick={onFree}
        className={layoutLook(isFree)}
      >
        {isFree ? layoutOf(layout).label : t('free')}
      </button>
    </fieldset>
  );
}

const layoutLook = (chosen: boolean) =>
  cn(
    'h-7 min-w-7 whitespace-nowrap rounded-md border px-1.5 text-sm',
    chosen
      ? 'border-accent bg-accent-soft text-accent'
      : 'border-transparent text-quiet hover:bg-hover hover:text-text',
  );

/** People who speak to the page say what they see: `1+5` is part of the name. */
function layoutName(text: string, label: string): string {
  return text.includes(label) ? text : `${text} ${label}`;
}

function SaveButton({ views, onDialog }: Pick<WallHeaderProps, 'views' | 'onDialog'>) {
  const t = useTranslations('wall');
  const mayEdit = useMay('walls.edit');
  const mayMosaic = useMay('mosaics.play');
  const unsaved = useWallStore(hasUnsaved);
  const router = useRouter();
  const { view } = views;
  const items: MenuItem[] = [
    { id: 'fresh', label: t('fresh'), icon: 'plus', onSelect: views.fresh },
    {
      id: 'style',
      label: `${t('style.heading')}…`,
      icon: 'layers',
      onSelect: () => onDialog('style'),
    },
  ];
  if (mayEdit)
    items.unshift({
      id: 'saveAs',
      label: `${t('saveAs')}…`,
      icon: 'copy',
      onSelect: () => onDialog('saveAs'),
    });
  if (view !== null && mayMosaic)
    items.push({
      id: 'mosaic',
      label: t('asMosaic'),
      icon: 'play',
      apart: true,
      onSelect: () => router.push(mosaicPath(view.id)),
    });
  if (view?.mayManage)
    items.push({
      id: 'settings',
      label: `${t('settings')}…`,
      icon: 'edit',
      onSelect: () => onDialog('settings'),
    });
  return (
    <>
      {mayEdit && (
        <Button
          look={unsaved ? 'primary' : 'plain'}
          busy={views.saving}
          disabled={view !== null && (!unsaved || !view.mayChange)}
          onClick={() => (view === null ? onDialog('saveAs') : views.save())}
        >
          {t('save')}
        </Button>
      )}
      <Menu
        label={t('more')}
        items={items}
        trigger={(props) => <IconButton {...props} icon="more" label={t('more')} />}
      />
    </>
  );
}

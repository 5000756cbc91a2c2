'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { loadMpegts } from '../../../_player/mpegts-engine.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { Dock } from '../../map/dock/dock.tsx';
import { useOpensCameras } from '../../palette/camera-opener.ts';
import { PatrolChooser } from '../../patrol/components/patrol-chooser.tsx';
import { PatrolHost } from '../../patrol/components/patrol-host.tsx';
import { useTalkWatch } from '../../talk/queries.ts';
import { useWallApi, useWallStore } from '../context.tsx';
import { useFillFrom } from '../use-fill-from.ts';
import { useFullScreen } from '../use-full-screen.ts';
import { useGivenWall, useRoadWall } from '../use-map-walls.ts';
import { useWallKeys } from '../use-wall-keys.ts';
import { useWallPatrol } from '../use-wall-patrol.ts';
import { useWallViews, type WallViews } from '../use-wall-views.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { EventCellDialog } from './event-cell-dialog.tsx';
import { FreeGridDialog } from './free-grid-dialog.tsx';
import { StyleDialog } from './style-dialog.tsx';
import { ViewDialog } from './view-dialog.tsx';
import { ViewsDialog } from './views-dialog.tsx';
import { WallGrid } from './wall-grid.tsx';
import { type WallDialog, WallHeader } from './wall-header.tsx';
import { WallPtz } from './wall-ptz.tsx';

const NEW_VIEW = { name: '', shared: false, locked: false };

/** The wall page: find on the left, many pictures on the right. */
type WallWorkspaceProps = { linkedId: string | null; linkedPatrolId: string | null };

export function WallWorkspace({ linkedId, linkedPatrolId }: WallWorkspaceProps) {
  const t = useTranslations('wall');
  const [dialog, setDialog] = useState<WallDialog | null>(null);
  const dock = useWallStore((store) => store.dock);
  const pick = useWallStore((store) => store.pick);
  useOpensCameras(pick);
  const api = useWallApi();
  const fillFrom = useFillFrom();
  const { full, toggle } = useFullScreen();
  const views = useWallViews(linkedId);
  useRoadWall(views.show);
  useGivenWall(views.show);
  useEffect(() => void loadMpegts(), []);
  const patrol = useWallPatrol(linkedPatrolId);
  const walls = patrol.planId === null;
  useWallKeys(toggle, walls);
  useTalkWatch();
  return (
    <main
      aria-label={t('title')}
      className={cn('flex bg-page', full ? 'fixed inset-0 z-40' : 'h-full')}
    >
      {dock && !full && walls && (
        <Dock onPlay={pick} onFill={(place) => fillFrom(place, api.getState().focus)} />
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        {!full && walls && <WallHeader views={views} onDialog={setDialog} onFullScreen={toggle} />}
        {patrol.planId === null ? (
          <Stage views={views} />
        ) : (
          <PatrolHost
            key={patrol.planId}
            planId={patrol.planId}
            onClose={patrol.stop}
            onFullScreen={toggle}
          />
        )}
      </div>
      {walls && <WallPtz />}
      <Dialogs views={views} dialog={dialog} onDialog={setDialog} />
      {dialog === 'patrol' && (
        <PatrolChooser
          auto={patrol.auto}
          onAuto={patrol.setAuto}
          onStart={patrol.start}
          onClose={() => setDialog(null)}
        />
      )}
    </main>
  );
}

/** The pictures, unless a link leads to a view that cannot be shown. */
function Stage({ views }: { views: WallViews }) {
  const t = useTranslations();
  const errorText = useErrorText();
  if (views.loading) return <LoadingRows rows={4} label={t('common.loading')} />;
  if (views.failed === null) return <WallGrid />;
  return (
    <div className="flex flex-1 flex-col items-center justify-center">
      <ErrorState
        message={errorText(views.failed)}
        retryLabel={t('common.retry')}
        onRetry={views.retry}
      />
      <Button look="primary" onClick={views.keepCurrent}>
        {t('wall.keepCurrent')}
      </Button>
    </div>
  );
}

type DialogsProps = {
  views: WallViews;
  dialog: WallDialog | null;
  onDialog: (dialog: WallDialog | null) => void;
};

function Dialogs({ views, dialog, onDialog }: DialogsProps) {
  const t = useTranslations('wall');
  const api = useWallApi();
  const close = () => onDialog(null);
  const { view, conflict } = views;
  return (
    <>
      {dialog === 'views' && (
        <ViewsDialog
          openId={view?.id ?? null}
          onOpen={views.openId}
          onRemoved={(id) => {
            if (api.getState().opened?.id !== id) return;
            api.getState().detach();
            views.openId(null);
          }}
          onClose={close}
        />
      )}
      {dialog === 'saveAs' && (
        <ViewDialog title={t('saveAs')} start={NEW_VIEW} onSave={views.saveAs} onClose={close} />
      )}
      {dialog === 'settings' && view !== null && (
        <ViewDialog title={t('settings')} start={view} onSave={views.change} onClose={close} />
      )}
      {dialog === 'style' && <StyleDialog onClose={close} />}
      {dialog === 'eventCell' && <EventCellDialog onClose={close} />}
      {dialog === 'freeGrid' && (
        <FreeGridDialog
          from={api.getState().layout}
          onChoose={(layout) => {
            api.getState().chooseLayout(layout);
            close();
          }}
          onClose={close}
        />
      )}
      {conflict !== null && (
        <ConflictDialog
          conflict={conflict}
          busy={views.saving}
          onLoad={() => void views.loadNewer()}
          onSaveAs={() => {
            views.endConflict();
            onDialog('saveAs');
          }}
          onOverwrite={() => views.save(conflict.version)}
          onClose={views.endConflict}
        />
      )}
    </>
  );
}

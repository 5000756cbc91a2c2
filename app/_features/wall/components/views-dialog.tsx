'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { layoutOf, type WallHead } from '../../../../server/walls/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { cn } from '../../../_ui/cn.ts';
import { Dialog } from '../../../_ui/dialog.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { mosaicPath } from '../../mosaic/path.ts';
import { useMay } from '../../session/current-user.tsx';
import { useRemoveView, useWallViews } from '../queries.ts';
import { ViewMarks } from './view-marks.tsx';

type ViewsDialogProps = {
  openId: string | null;
  onOpen: (id: string) => void;
  onRemoved: (id: string) => void;
  onClose: () => void;
};

/** All views one may open, one's own and the shared ones. */
export function ViewsDialog({ openId, onOpen, onRemoved, onClose }: ViewsDialogProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const views = useWallViews();
  const remove = useRemoveView(onRemoved);
  return (
    <Dialog title={t('wall.views')} closeLabel={t('common.close')} onClose={onClose} width="w-160">
      {views.isPending && <LoadingRows rows={5} label={t('common.loading')} />}
      {views.isError && (
        <ErrorState
          message={errorText(views.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void views.refetch()}
        />
      )}
      {views.data?.items.length === 0 && <EmptyState icon="wall" title={t('wall.noViews')} />}
      <ul className="-mx-2 flex flex-col">
        {views.data?.items.map((view) => (
          <ViewRow
            key={view.id}
            view={view}
            current={view.id === openId}
            onOpen={() => {
              onOpen(view.id);
              onClose();
            }}
            onRemove={() => remove(view)}
          />
        ))}
      </ul>
    </Dialog>
  );
}

type ViewRowProps = { view: WallHead; current: boolean; onOpen: () => void; onRemove: () => void };

function ViewRow({ view, current, onOpen, onRemove }: ViewRowProps) {
  const t = useTranslations('wall');
  const times = useTimes();
  const mayMosaic = useMay('mosaics.play');
  return (
    <li
      className={cn(
        'flex items-center gap-2 rounded-md pr-1',
        current ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={current || undefined}
        onClick={onOpen}
        className="flex min-w-0 flex-1 items-center gap-3 px-2 py-1.5 text-left"
      >
        <span className="w-10 shrink-0 rounded-sm border border-edge py-0.5 text-center text-quiet text-xs">
          {layoutOf(view.layout).label}
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{view.name}</span>
            <ViewMarks view={view} />
          </span>
          <span className="block truncate text-quiet text-xs">
            {t('by', { name: view.changedBy, time: times.dateTime(view.changedAt) })}
          </span>
        </span>
        <span className="shrink-0 text-quiet text-sm">{t('cameras', { count: view.cameras })}</span>
      </button>
      {mayMosaic && view.cameras > 0 && (
        <Link
          href={mosaicPath(view.id)}
          className="shrink-0 rounded-sm px-2 py-1 text-accent text-sm hover:bg-hover"
          aria-label={t('asMosaicOf', { name: view.name })}
        >
          {t('mosaic')}
        </Link>
      )}
      {view.mayManage && !view.locked && (
        <IconButton icon="trash" label={t('remove', { name: view.name })} onClick={onRemove} />
      )}
    </li>
  );
}

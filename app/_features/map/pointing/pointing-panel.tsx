'use client';
import { useTranslations } from 'use-intl';
import { MOST_POINTED, type Pointed } from '../../../../server/ptz/schema.ts';
import { useCodeText, useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { EmptyState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useOpenWall } from '../../wall/use-open-wall.ts';
import type { Pointing } from './use-pointing.ts';

type Item = Pointed['items'][number];
type PanelProps = { pointing: Pointing; onPlay: (cameraId: string) => void };

/** Which cameras look at the place now, and why the others do not. */
export function PointingPanel({ pointing, onPlay }: PanelProps) {
  const t = useTranslations('map.pointing');
  const loading = useTranslations('common')('loading');
  const close = useTranslations('common')('close');
  const errorText = useErrorText();
  const { data, error, isPending, isIdle } = pointing;
  if (isIdle) return null;
  return (
    <section
      aria-label={t('title')}
      aria-busy={isPending}
      data-pointing
      className="absolute top-3 left-1/2 z-10 flex max-h-[60%] w-96 max-w-[calc(100%-7rem)] -translate-x-1/2 flex-col rounded-md border border-edge bg-panel text-sm shadow-float"
    >
      <header className="flex h-9 shrink-0 items-center justify-between gap-2 border-b pr-2 pl-3">
        <h2 className="truncate font-medium" role="status">
          {data === undefined ? t('title') : t('count', { count: pointedOf(data).length })}
        </h2>
        <IconButton icon="close" size="sm" label={close} onClick={pointing.close} />
      </header>
      {isPending && <LoadingRows rows={2} label={loading} />}
      {error !== null && <p className="p-3 text-alarm">{errorText(error)}</p>}
      {data?.items.length === 0 && (
        <EmptyState icon="ptz" title={t('nobody')} className="py-4 text-sm" />
      )}
      {data !== undefined && data.items.length > 0 && <Answer data={data} onPlay={onPlay} />}
    </section>
  );
}

function Answer({ data, onPlay }: { data: Pointed; onPlay: (cameraId: string) => void }) {
  const t = useTranslations('map.pointing');
  const openWall = useOpenWall();
  const mayWall = useMay('walls.view');
  const ids = pointedOf(data).map(({ cameraId }) => cameraId);
  return (
    <>
      <ul className="scroll-area min-h-0 divide-y">
        {data.items.map((item) => (
          <PointedRow key={item.cameraId} item={item} onPlay={onPlay} />
        ))}
      </ul>
      {(data.more || (mayWall && ids.length > 0)) && (
        <footer className="flex shrink-0 items-center gap-2 border-t p-2">
          <span className="min-w-0 flex-1 text-quiet text-xs">
            {data.more && t('more', { most: MOST_POINTED })}
          </span>
          {mayWall && ids.length > 0 && (
            <Button icon="wall" onClick={() => openWall(ids)}>
              {t('wall')}
            </Button>
          )}
        </footer>
      )}
    </>
  );
}

function PointedRow({ item, onPlay }: { item: Item; onPlay: (cameraId: string) => void }) {
  const t = useTranslations('map.pointing');
  const codeText = useCodeText();
  const pointed = item.kind === 'pointed';
  return (
    <li data-pointed={item.kind} className="flex items-start gap-2 px-3 py-1.5">
      <Icon
        name={pointed ? 'check' : 'info'}
        className={
          pointed ? 'mt-0.5 size-4 shrink-0 text-accent' : 'mt-0.5 size-4 shrink-0 text-quiet'
        }
      />
      <span className="min-w-0 flex-1">
        <button
          type="button"
          title={item.name}
          onClick={() => onPlay(item.cameraId)}
          className="block max-w-full truncate text-left hover:underline"
        >
          {item.name}
        </button>
        <span className="block text-quiet text-xs">
          {pointed
            ? item.preset === null
              ? t('direct', { azimuth: Math.round(item.azimuth) })
              : t('preset', { preset: item.preset })
            : codeText(item.code, item.details)}
        </span>
      </span>
      <span className="shrink-0 text-quiet text-xs tabular-nums">
        {t('away', { metres: item.distanceM })}
      </span>
    </li>
  );
}

function pointedOf({ items }: Pointed): Item[] {
  return items.filter(({ kind }) => kind === 'pointed');
}

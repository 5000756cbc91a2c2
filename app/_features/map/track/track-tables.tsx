'use client';
import { useTranslations } from 'use-intl';
import type { TrackPoint, TrackStop } from '../../../../server/tracks/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { useTrack } from './store.ts';

/** A row is looked at by pressing it, or by going to it with the keys. */
export function StopTable({ stops }: { stops: readonly TrackStop[] }) {
  const t = useTranslations('tracks');
  const times = useTimes();
  const scrub = useTrack((store) => store.scrub);
  const columns: Column<TrackStop>[] = [
    {
      id: 'from',
      header: t('from'),
      width: 'minmax(84px, 1.6fr)',
      cell: ({ fromMs }) => times.dateTime(new Date(fromMs)),
    },
    {
      id: 'to',
      header: t('to'),
      width: 'minmax(70px, 1fr)',
      cell: ({ toMs }) => times.clock(new Date(toMs)),
    },
    {
      id: 'length',
      header: t('duration'),
      width: 'minmax(60px, 0.8fr)',
      align: 'right',
      cell: ({ fromMs, toMs }) => lengthText(toMs - fromMs),
    },
  ];
  return (
    <DataTable
      label={t('stops')}
      rows={stops}
      rowId={({ fromMs }) => String(fromMs)}
      columns={columns}
      onActive={({ fromMs }) => scrub(fromMs)}
      empty={<EmptyState icon="track" title={t('noStops')} />}
    />
  );
}

export function PointTable({ points }: { points: readonly TrackPoint[] }) {
  const t = useTranslations('tracks');
  const times = useTimes();
  const scrub = useTrack((store) => store.scrub);
  const columns: Column<TrackPoint>[] = [
    {
      id: 'at',
      header: t('at'),
      width: 'minmax(84px, 2fr)',
      cell: ({ atMs }) => times.dateTime(new Date(atMs)),
    },
    {
      id: 'speed',
      header: t('kmh'),
      width: 'minmax(70px, 1fr)',
      align: 'right',
      cell: ({ speedKmh }) => (speedKmh === null ? '–' : t('speed', { kmh: Math.round(speedKmh) })),
    },
    {
      id: 'heading',
      header: t('course'),
      width: 'minmax(50px, 0.7fr)',
      align: 'right',
      cell: ({ heading }) => (heading === null ? '–' : `${Math.round(heading)}°`),
    },
  ];
  return (
    <DataTable
      label={t('points')}
      rows={points}
      rowId={({ atMs }) => String(atMs)}
      columns={columns}
      onActive={({ atMs }) => scrub(atMs)}
      empty={<EmptyState icon="track" title={t('empty')} />}
    />
  );
}

const MINUTE_MS = 60_000;

/** `1:05`: hours and minutes. */
function lengthText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

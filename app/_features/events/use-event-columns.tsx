'use client';
import { useTranslations } from 'use-intl';
import type { EventItem } from '../../../server/events/schema.ts';
import { useTimes } from '../../_lib/i18n/use-times.ts';
import { cn } from '../../_ui/cn.ts';
import type { Column } from '../../_ui/data-table.tsx';
import { usePlaceText } from '../map/format.ts';
import { SeverityMark } from './components/severity-mark.tsx';

export function useEventColumns(): Column<EventItem>[] {
  const t = useTranslations('events');
  const times = useTimes();
  const placeText = usePlaceText();
  return [
    { id: 'at', header: t('at'), width: '150px', cell: ({ raisedAt }) => times.dateTime(raisedAt) },
    {
      id: 'severity',
      header: t('severity'),
      width: '92px',
      cell: ({ severity }) => <SeverityMark severity={severity} />,
    },
    {
      id: 'kind',
      header: t('kind'),
      width: 'minmax(124px, 0.8fr)',
      cell: ({ kind, topic }) => <span title={topic ?? undefined}>{t(`kinds.${kind}`)}</span>,
    },
    {
      id: 'name',
      header: t('name'),
      width: 'minmax(140px, 1.6fr)',
      cell: ({ name }) => <span title={name}>{name}</span>,
    },
    {
      id: 'place',
      header: t('place'),
      width: 'minmax(110px, 1fr)',
      cell: (event) => placeText(event, event.roadCode) || '–',
    },
    {
      id: 'count',
      header: t('count'),
      width: '52px',
      align: 'right',
      cell: ({ count }) => count,
    },
    {
      id: 'state',
      header: t('state'),
      width: '130px',
      cell: ({ state, ongoing }) => (
        <span className={cn(state === 'new' ? 'font-medium' : 'text-quiet')}>
          {t(`states.${state}`)}
          {ongoing && <span> · {t('ongoing')}</span>}
        </span>
      ),
    },
    {
      id: 'handler',
      header: t('handler'),
      width: '92px',
      cell: ({ closedBy, acknowledgedBy }) => (
        <span className="text-quiet">{closedBy ?? acknowledgedBy ?? '–'}</span>
      ),
    },
  ];
}

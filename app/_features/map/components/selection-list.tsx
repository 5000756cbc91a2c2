'use client';
import { useTranslations } from 'use-intl';
import type { CameraRow } from '../../../../server/cameras/schema.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { namesPlace, usePlaceText } from '../format.ts';
import { useSelection } from '../selection-store.ts';
import { useSelected, useSelectedRows } from '../use-selected.ts';

/** The chosen cameras one by one: to look at, or to leave out. */
export function SelectionList({ onShow }: { onShow: (cameraId: string) => void }) {
  const t = useTranslations();
  const placeText = usePlaceText();
  const { selection, leaveOut, showList } = useSelection();
  const { data: selected } = useSelected(selection);
  const { data, hasNextPage, isFetching, fetchNextPage } = useSelectedRows(selection);
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<CameraRow>[] = [
    {
      id: 'name',
      header: t('devices.column.name'),
      width: 'minmax(120px, 2fr)',
      cell: (row) => (
        <span className="flex items-center gap-2" title={row.name}>
          <StatusMark status={row.status} label={t(`status.${row.status}`)} className="size-2.5" />
          <span className="truncate">{row.name}</span>
        </span>
      ),
    },
    {
      id: 'place',
      header: t('map.select.place'),
      width: 'minmax(100px, 1fr)',
      cell: (row) => {
        const place = placeText(row, row.roadCode);
        return place === '' || namesPlace(row.name, place) ? row.divisionName : place;
      },
    },
    {
      id: 'leaveOut',
      header: '',
      width: '36px',
      cell: (row) => (
        <IconButton
          icon="minus"
          size="sm"
          label={t('map.select.leaveOut', { name: row.name })}
          onClick={() => leaveOut(row.id)}
        />
      ),
    },
  ];
  return (
    <section
      aria-label={t('map.select.list')}
      className="absolute top-3 bottom-24 left-3 z-10 flex w-100 max-w-[calc(100%-5rem)] flex-col rounded-md border border-edge bg-panel shadow-float"
    >
      <header className="flex h-9 shrink-0 items-center justify-between border-b pr-2 pl-3">
        <h2 className="font-medium">{t('map.select.list')}</h2>
        <IconButton
          icon="close"
          size="sm"
          label={t('common.close')}
          onClick={() => showList(false)}
        />
      </header>
      <div className="min-h-0 flex-1">
        <DataTable
          label={t('map.select.list')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          {...(selected && { total: selected.total })}
          onOpen={(row) => onShow(row.id)}
          onEnd={() => {
            if (hasNextPage && !isFetching) void fetchNextPage();
          }}
          empty={
            <p className="p-4 text-quiet">{t(isFetching ? 'common.loading' : 'map.noMatch')}</p>
          }
        />
      </div>
    </section>
  );
}

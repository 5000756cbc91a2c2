'use client';
import { useTranslations } from 'use-intl';
import {
  type CameraRow,
  type CameraSort,
  cameraSortSchema,
} from '../../../../server/cameras/schema.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { usePlaceText } from '../../map/format.ts';
import { useMay } from '../../session/current-user.tsx';
import { RowActions } from './row-actions.tsx';

type CameraTableProps = {
  rows: readonly CameraRow[];
  total: number;
  sort: CameraSort;
  onSort: (sort: CameraSort) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onEdit: (row: CameraRow) => void;
  onRemove: (row: CameraRow) => void;
  onEnd: () => void;
};

export function CameraTable(props: CameraTableProps) {
  const { rows, total, sort, onSort, selected, onSelect, onEdit, onEnd } = props;
  const t = useTranslations('devices');
  const mayEdit = useMay('cameras.edit');
  const columns = useColumns(props, mayEdit);
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      sort={{
        value: sort,
        onChange: (key) => onSort(cameraSortSchema.catch('name').parse(key)),
      }}
      {...(mayEdit && {
        selection: {
          ids: selected,
          onChange: onSelect,
          allLabel: t('selectAll'),
          rowLabel: (id: string) => t('selectRow', { name: names.get(id) ?? id }),
        },
        onOpen: onEdit,
      })}
      onEnd={onEnd}
      empty={<EmptyState icon="camera" title={t('empty')} />}
    />
  );
}

function useColumns({ onEdit, onRemove }: CameraTableProps, mayEdit: boolean): Column<CameraRow>[] {
  const t = useTranslations();
  const times = useTimes();
  const age = useAge();
  const placeText = usePlaceText();
  const codeText = useCodeText();
  return [
    {
      id: 'status',
      header: t('devices.column.status'),
      width: 'minmax(88px, 0.6fr)',
      sort: 'status',
      cell: (row) => (
        <span
          className="flex items-center gap-1.5"
          title={row.statusReason === null ? undefined : codeText(row.statusReason)}
        >
          <StatusMark status={row.status} className="size-2.5" />
          {t(`status.${row.status}`)}
        </span>
      ),
    },
    {
      id: 'name',
      header: t('devices.column.name'),
      width: 'minmax(180px, 2fr)',
      sort: 'name',
      cell: (row) => row.name,
    },
    {
      id: 'road',
      header: t('devices.column.road'),
      width: 'minmax(160px, 1.2fr)',
      sort: 'chainage',
      cell: (row) => placeText(row, row.roadCode),
    },
    {
      id: 'code',
      header: t('devices.column.code'),
      width: 'minmax(170px, 1.2fr)',
      sort: 'code',
      cell: (row) => <span className="text-quiet">{row.code}</span>,
    },
    {
      id: 'division',
      header: t('devices.column.division'),
      width: 'minmax(100px, 1fr)',
      cell: (row) => row.divisionName,
    },
    {
      id: 'kind',
      header: t('devices.column.kind'),
      width: 'minmax(84px, 0.5fr)',
      cell: (row) => t(`devices.kind.${row.kind}`),
    },
    {
      id: 'driver',
      header: t('devices.column.driver'),
      width: 'minmax(64px, 0.5fr)',
      cell: (row) => row.driver.toUpperCase(),
    },
    {
      id: 'since',
      header: t('devices.column.since'),
      width: 'minmax(96px, 0.7fr)',
      cell: (row) => (
        <span className="text-quiet" title={times.dateTime(row.statusSince)}>
          {age(row.statusSince)}
        </span>
      ),
    },
    {
      id: 'actions',
      header: '',
      width: '104px',
      align: 'right',
      cell: (row) => (
        <RowActions
          name={row.name}
          mapAddress={row.lon === null ? null : `/?camera=${row.id}`}
          mayEdit={mayEdit}
          onEdit={() => onEdit(row)}
          onRemove={() => onRemove(row)}
        />
      ),
    },
  ];
}

'use client';
import { useTranslations } from 'use-intl';
import {
  type RoadsideDevice,
  type RoadsideSort,
  roadsideSortSchema,
} from '../../../../server/roadside/schema.ts';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { RowActions } from '../../devices/components/row-actions.tsx';
import { usePlaceText } from '../../map/format.ts';
import { useMay } from '../../session/current-user.tsx';
import { DeviceMark } from './device-mark.tsx';

type RoadsideTableProps = {
  rows: readonly RoadsideDevice[];
  total: number;
  sort: RoadsideSort;
  onSort: (sort: RoadsideSort) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onEdit: (row: RoadsideDevice) => void;
  onRemove: (row: RoadsideDevice) => void;
  onEnd: () => void;
};

export function RoadsideTable(props: RoadsideTableProps) {
  const { rows, total, sort, onSort, selected, onSelect, onEdit, onEnd } = props;
  const t = useTranslations();
  const mayEdit = useMay('roadside.edit');
  const columns = useColumns(props, mayEdit);
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return (
    <DataTable
      label={t('roadside.title')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      sort={{
        value: sort,
        onChange: (key) => onSort(roadsideSortSchema.catch('name').parse(key)),
      }}
      {...(mayEdit && {
        selection: {
          ids: selected,
          onChange: onSelect,
          allLabel: t('devices.selectAll'),
          rowLabel: (id: string) => t('devices.selectRow', { name: names.get(id) ?? id }),
        },
        onOpen: onEdit,
      })}
      onEnd={onEnd}
      empty={<EmptyState icon="layers" title={t('roadside.empty')} />}
    />
  );
}

function useColumns(
  { onEdit, onRemove }: RoadsideTableProps,
  mayEdit: boolean,
): Column<RoadsideDevice>[] {
  const t = useTranslations();
  const placeText = usePlaceText();
  return [
    {
      id: 'kind',
      header: t('devices.column.kind'),
      width: 'minmax(120px, 0.8fr)',
      cell: ({ kind }) => (
        <span className="flex items-center gap-1.5">
          <DeviceMark kind={kind} />
          {t(`roadside.kind.${kind}`)}
        </span>
      ),
    },
    {
      id: 'name',
      header: t('devices.column.name'),
      width: 'minmax(180px, 2fr)',
      sort: 'name',
      cell: ({ name }) => name,
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
      width: 'minmax(130px, 1fr)',
      sort: 'code',
      cell: ({ code }) => <span className="text-quiet">{code}</span>,
    },
    {
      id: 'position',
      header: t('roadside.position'),
      width: 'minmax(90px, 0.6fr)',
      cell: ({ lon, byRoad }) => (
        <span className="text-quiet">
          {t(`roadside.${lon === null ? 'nowhere' : byRoad ? 'byRoad' : 'given'}`)}
        </span>
      ),
    },
    {
      id: 'maker',
      header: t('roadside.maker'),
      width: 'minmax(90px, 0.7fr)',
      cell: ({ maker }) => maker ?? '–',
    },
    {
      id: 'remark',
      header: t('roadside.remark'),
      width: 'minmax(100px, 1fr)',
      cell: ({ remark }) => <span title={remark ?? undefined}>{remark ?? '–'}</span>,
    },
    {
      id: 'actions',
      header: '',
      width: '104px',
      align: 'right',
      cell: (row) => (
        <RowActions
          name={row.name}
          mapAddress={row.lon === null ? null : `/?device=${row.id}`}
          mayEdit={mayEdit}
          onEdit={() => onEdit(row)}
          onRemove={() => onRemove(row)}
        />
      ),
    },
  ];
}

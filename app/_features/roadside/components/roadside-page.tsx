'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type RoadsideFilter,
  type RoadsideSort,
  roadsideKindSchema,
} from '../../../../server/roadside/schema.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { Select } from '../../../_ui/field.tsx';
import { DeviceListFrame } from '../../devices/components/device-list-frame.tsx';
import { ImportDialog } from '../../devices/components/import-dialog.tsx';
import { QueryInput } from '../../devices/components/query-input.tsx';
import { RoadFilter } from '../../devices/components/road-filter.tsx';
import { exportUrl } from '../../devices/export-url.ts';
import { useMay } from '../../session/current-user.tsx';
import { useDeviceList, useDevicesStale, useRemoveDevices } from '../queries.ts';
import { RoadsideDialog } from './roadside-dialog.tsx';
import { RoadsideTable } from './roadside-table.tsx';

type Open = { kind: 'create' } | { kind: 'edit'; id: string } | { kind: 'import' } | null;

/** Message signs, signal controllers and checkpoints. */
export function RoadsidePage() {
  const t = useTranslations();
  const mayEdit = useMay('roadside.edit');
  const [filter, setFilter] = useState<RoadsideFilter>({});
  const [sort, setSort] = useState<RoadsideSort>('name');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const list = useDeviceList(filter, sort);
  const remove = useRemoveDevices();
  const stale = useDevicesStale();
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const more = useMore(list);
  const removeTicked = () =>
    remove.mutate({ ids: [...selected] }, { onSuccess: () => setSelected(new Set()) });
  const close = () => setOpen(null);
  return (
    <>
      <DeviceListFrame
        subject="roadside"
        label={t('roadside.title')}
        filters={<Filters filter={filter} onChange={setFilter} />}
        total={t('roadside.total', { count: total })}
        ticked={selected.size}
        onRemoveTicked={mayEdit ? removeTicked : undefined}
        removing={remove.isPending}
        exportAs={(format) => exportUrl('roadside', format, filter)}
        onImport={() => setOpen({ kind: 'import' })}
        actions={
          mayEdit && (
            <Button look="primary" icon="plus" onClick={() => setOpen({ kind: 'create' })}>
              {t('roadside.add')}
            </Button>
          )
        }
        list={list}
      >
        <RoadsideTable
          rows={rows}
          total={total}
          sort={sort}
          onSort={setSort}
          selected={selected}
          onSelect={setSelected}
          onEdit={({ id }) => setOpen({ kind: 'edit', id })}
          onRemove={({ id }) => remove.mutate({ ids: [id] })}
          onEnd={more}
        />
      </DeviceListFrame>
      {open?.kind === 'create' && <RoadsideDialog deviceId={null} onClose={close} />}
      {open?.kind === 'edit' && <RoadsideDialog key={open.id} deviceId={open.id} onClose={close} />}
      {open?.kind === 'import' && (
        <ImportDialog subject="roadside" onWritten={stale} onClose={close} />
      )}
    </>
  );
}

type FiltersProps = { filter: RoadsideFilter; onChange: (filter: RoadsideFilter) => void };

function Filters({ filter, onChange }: FiltersProps) {
  const t = useTranslations();
  const set = (part: Partial<RoadsideFilter>) => onChange({ ...filter, ...part });
  return (
    <>
      <QueryInput
        label={t('roadside.search')}
        value={filter.q ?? ''}
        onChange={(q) => set({ q: q === '' ? undefined : q })}
      />
      <Select
        aria-label={t('devices.column.kind')}
        className="w-36"
        value={filter.kind ?? ''}
        onChange={({ target }) => set({ kind: roadsideKindSchema.safeParse(target.value).data })}
      >
        <option value="">{t('roadside.anyKind')}</option>
        {roadsideKindSchema.options.map((kind) => (
          <option key={kind} value={kind}>
            {t(`roadside.kind.${kind}`)}
          </option>
        ))}
      </Select>
      <RoadFilter value={filter.roadId} onChange={(roadId) => set({ roadId })} />
    </>
  );
}

'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type RoadsideFilter,
  type RoadsideSort,
  roadsideKindSchema,
} from '../../../../server/roadside/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { Select } from '../../../_ui/field.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { DeviceKinds } from '../../devices/components/device-kinds.tsx';
import { DeviceMenu } from '../../devices/components/device-menu.tsx';
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
  const errorText = useErrorText();
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
  const close = () => setOpen(null);
  return (
    <main className="flex h-full flex-col" aria-label={t('roadside.title')}>
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
        <DeviceKinds kind="roadside" />
        <Filters filter={filter} onChange={setFilter} />
        <span className="ml-auto text-quiet text-sm">
          {selected.size > 0
            ? t('devices.selected', { count: selected.size })
            : t('roadside.total', { count: total })}
        </span>
        {mayEdit && selected.size > 0 && (
          <Button
            look="danger"
            icon="trash"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate({ ids: [...selected] }, { onSuccess: () => setSelected(new Set()) })
            }
          >
            {t('common.delete')}
          </Button>
        )}
        <DeviceMenu
          subject="roadside"
          exportAs={(format) => exportUrl('roadside', format, filter)}
          onImport={() => setOpen({ kind: 'import' })}
        />
        {mayEdit && (
          <Button look="primary" icon="plus" onClick={() => setOpen({ kind: 'create' })}>
            {t('roadside.add')}
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1">
        {list.isPending && <LoadingRows rows={16} label={t('common.loading')} />}
        {list.isError && (
          <ErrorState
            message={errorText(list.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isSuccess && (
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
        )}
      </div>
      {open?.kind === 'create' && <RoadsideDialog deviceId={null} onClose={close} />}
      {open?.kind === 'edit' && <RoadsideDialog key={open.id} deviceId={open.id} onClose={close} />}
      {open?.kind === 'import' && (
        <ImportDialog subject="roadside" onWritten={stale} onClose={close} />
      )}
    </main>
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

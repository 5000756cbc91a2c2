'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraFilter, CameraRow, CameraSort } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { exportUrl } from '../export-url.ts';
import { useCameraList, useCamerasStale, useRemoveCameras } from '../queries.ts';
import { CameraDialog } from './camera-dialog.tsx';
import { CameraTable } from './camera-table.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { DeviceFilters } from './device-filters.tsx';
import { DeviceKinds } from './device-kinds.tsx';
import { DeviceMenu } from './device-menu.tsx';
import { ImportDialog } from './import-dialog.tsx';

type Open =
  | { kind: 'create' }
  | { kind: 'edit'; id: string }
  | { kind: 'import' }
  | { kind: 'device' }
  | null;

export function DevicesPage() {
  const t = useTranslations();
  const errorText = useErrorText();
  const mayEdit = useMay('cameras.edit');
  const [filter, setFilter] = useState<CameraFilter>({});
  const [sort, setSort] = useState<CameraSort>('name');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const list = useCameraList(filter, sort);
  const remove = useRemoveCameras();
  const stale = useCamerasStale();
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const more = useMore(list);

  const close = () => setOpen(null);
  const edit = (row: CameraRow) => setOpen({ kind: 'edit', id: row.id });
  return (
    <main className="flex h-full flex-col" aria-label={t('devices.title')}>
      <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
        <DeviceKinds kind="cameras" />
        <DeviceFilters filter={filter} onChange={setFilter} />
        <span className="ml-auto text-sm text-quiet">
          {selected.size > 0
            ? t('devices.selected', { count: selected.size })
            : t('devices.total', { count: total })}
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
          subject="cameras"
          exportAs={(format) => exportUrl('cameras', format, filter)}
          onImport={() => setOpen({ kind: 'import' })}
        />
        {mayEdit && (
          <Button icon="plus" onClick={() => setOpen({ kind: 'device' })}>
            {t('onvif.open')}
          </Button>
        )}
        {mayEdit && (
          <Button look="primary" icon="plus" onClick={() => setOpen({ kind: 'create' })}>
            {t('devices.add')}
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
          <CameraTable
            rows={rows}
            total={total}
            sort={sort}
            onSort={setSort}
            selected={selected}
            onSelect={setSelected}
            onEdit={edit}
            onRemove={(row) => remove.mutate({ ids: [row.id] })}
            onEnd={more}
          />
        )}
      </div>
      {open?.kind === 'create' && <CameraDialog cameraId={null} onClose={close} />}
      {open?.kind === 'edit' && <CameraDialog key={open.id} cameraId={open.id} onClose={close} />}
      {open?.kind === 'device' && <DeviceDialog onClose={close} />}
      {open?.kind === 'import' && (
        <ImportDialog subject="cameras" onWritten={stale} onClose={close} />
      )}
    </main>
  );
}

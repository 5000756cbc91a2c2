'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraFilter, CameraRow, CameraSort } from '../../../../server/cameras/schema.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { useMay } from '../../session/current-user.tsx';
import { exportUrl } from '../export-url.ts';
import { useCameraList, useCamerasStale, useRemoveCameras } from '../queries.ts';
import { CameraDialog } from './camera-dialog.tsx';
import { CameraTable } from './camera-table.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { DeviceFilters } from './device-filters.tsx';
import { DeviceListFrame } from './device-list-frame.tsx';
import { ImportDialog } from './import-dialog.tsx';

type Open =
  | { kind: 'create' }
  | { kind: 'edit'; id: string }
  | { kind: 'import' }
  | { kind: 'device' }
  | null;

export function DevicesPage() {
  const t = useTranslations();
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

  const removeTicked = () =>
    remove.mutate({ ids: [...selected] }, { onSuccess: () => setSelected(new Set()) });
  const close = () => setOpen(null);
  const edit = (row: CameraRow) => setOpen({ kind: 'edit', id: row.id });
  return (
    <>
      <DeviceListFrame
        subject="cameras"
        label={t('devices.title')}
        filters={<DeviceFilters filter={filter} onChange={setFilter} />}
        total={t('devices.total', { count: total })}
        ticked={selected.size}
        onRemoveTicked={mayEdit ? removeTicked : undefined}
        removing={remove.isPending}
        exportAs={(format) => exportUrl('cameras', format, filter)}
        onImport={() => setOpen({ kind: 'import' })}
        actions={
          mayEdit && (
            <>
              <Button icon="plus" onClick={() => setOpen({ kind: 'device' })}>
                {t('onvif.open')}
              </Button>
              <Button look="primary" icon="plus" onClick={() => setOpen({ kind: 'create' })}>
                {t('devices.add')}
              </Button>
            </>
          )
        }
        list={list}
      >
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
      </DeviceListFrame>
      {open?.kind === 'create' && <CameraDialog cameraId={null} onClose={close} />}
      {open?.kind === 'edit' && <CameraDialog key={open.id} cameraId={open.id} onClose={close} />}
      {open?.kind === 'device' && <DeviceDialog onClose={close} />}
      {open?.kind === 'import' && (
        <ImportDialog subject="cameras" onWritten={stale} onClose={close} />
      )}
    </>
  );
}

'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { type GbDeviceView, gbMediaModeSchema } from '../../../../server/gb28181/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Select } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';

type GbDeviceTableProps = {
  devices: readonly GbDeviceView[];
  total: number;
  empty: string;
  onChannels: (device: GbDeviceView) => void;
  onForget: (device: GbDeviceView) => void;
  onEnd: () => void;
};

export function GbDeviceTable({
  devices,
  total,
  empty,
  onChannels,
  onForget,
  onEnd,
}: GbDeviceTableProps) {
  const t = useTranslations('gb28181');
  return (
    <DataTable
      label={t('devices')}
      rows={devices}
      total={total}
      rowId={(device) => device.id}
      columns={useColumns(onChannels, onForget)}
      onOpen={onChannels}
      onEnd={onEnd}
      empty={<EmptyState icon="worker" title={empty} />}
    />
  );
}

function useColumns(
  onChannels: (device: GbDeviceView) => void,
  onForget: (device: GbDeviceView) => void,
): Column<GbDeviceView>[] {
  const t = useTranslations('gb28181');
  const times = useTimes();
  return [
    {
      id: 'id',
      header: t('id'),
      width: 'minmax(190px, 1.4fr)',
      cell: (device) => (
        <span className="flex items-center gap-1.5 font-mono text-sm">
          <StatusMark status={device.online ? 'online' : 'offline'} className="size-2.5" />
          {device.id}
        </span>
      ),
    },
    {
      id: 'name',
      header: t('name'),
      width: 'minmax(120px, 1.4fr)',
      cell: ({ name }) => name ?? '—',
    },
    {
      id: 'model',
      header: t('model'),
      width: 'minmax(110px, 1fr)',
      cell: ({ maker, model }) => [maker, model].filter(Boolean).join(' ') || '—',
    },
    {
      id: 'address',
      header: t('address'),
      width: 'minmax(170px, 1.2fr)',
      cell: ({ address, transport }) => (
        <span className="text-sm tabular-nums">{`${address} ${transport.toUpperCase()}`}</span>
      ),
    },
    {
      id: 'mode',
      header: t('mode'),
      width: '126px',
      cell: (device) => <ModeSelect device={device} />,
    },
    {
      id: 'heard',
      header: t('heard'),
      width: 'minmax(150px, 1fr)',
      cell: ({ heardAt }) => times.dateTime(heardAt),
    },
    {
      id: 'channels',
      header: t('channels'),
      width: '136px',
      align: 'right',
      cell: (device) => (
        <Button
          look="quiet"
          aria-label={t('openChannels', { id: device.id })}
          onClick={() => onChannels(device)}
        >
          {t('cameraShare', { cameras: device.cameras, channels: device.channels })}
        </Button>
      ),
    },
    {
      id: 'actions',
      header: '',
      width: '40px',
      align: 'right',
      cell: (device) =>
        !device.online &&
        device.cameras === 0 && (
          <IconButton
            icon="trash"
            label={`${t('forget')}: ${device.id}`}
            onClick={() => onForget(device)}
          />
        ),
    },
  ];
}

function ModeSelect({ device }: { device: GbDeviceView }) {
  const t = useTranslations('gb28181');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const change = useMutation(
    trpc.gb28181.setMode.mutationOptions({
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.gb28181.devices.pathFilter()),
    }),
  );
  return (
    <Select
      aria-label={t('modeOf', { id: device.id })}
      value={device.mode}
      disabled={change.isPending}
      className="h-6 w-full text-sm"
      onChange={(event) =>
        change.mutate({ id: device.id, mode: gbMediaModeSchema.parse(event.target.value) })
      }
    >
      {gbMediaModeSchema.options.map((mode) => (
        <option key={mode} value={mode}>
          {t(`modes.${mode}`)}
        </option>
      ))}
    </Select>
  );
}

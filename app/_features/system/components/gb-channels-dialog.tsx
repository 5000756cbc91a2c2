'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type GbChannelView,
  type GbDeviceView,
  MOST_BROUGHT_IN,
} from '../../../../server/gb28181/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Checkbox, Field, FormError, Select } from '../../../_ui/field.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { indentChoices } from '../../devices/choices.ts';
import { QueryInput } from '../../devices/components/query-input.tsx';
import { useChoices } from '../../devices/queries.ts';
import { QueryTable } from './query-table.tsx';

type Props = { device: GbDeviceView; onClose: () => void };

/** A device's channels, and which of them become cameras. */
export function GbChannelsDialog({ device, onClose }: Props) {
  const t = useTranslations('gb28181');
  const common = useTranslations('common');
  const trpc = useTRPC();
  const [q, setQ] = useState('');
  const [fresh, setFresh] = useState(device.cameras < device.channels);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const channels = useInfiniteQuery(
    trpc.gb28181.channels.infiniteQueryOptions(
      { deviceId: device.id, limit: MOST_BROUGHT_IN, fresh, ...(q !== '' && { q }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  );
  const more = useMore(channels);
  const rows = channels.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      title={t('channelsOf', { name: device.name ?? device.id })}
      closeLabel={common('close')}
      width="w-240"
      onClose={onClose}
      footer={
        <BringIn
          device={device}
          chosen={chosen}
          onDone={() => setChosen(new Set())}
          onClose={onClose}
        />
      }
    >
      <div className="flex h-[60vh] min-h-60 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <QueryInput
            label={t('searchChannels')}
            placeholder={t('searchChannels')}
            value={q}
            onChange={setQ}
          />
          <Checkbox
            label={t('freshOnly')}
            checked={fresh}
            onChange={(event) => setFresh(event.target.checked)}
          />
          <ReadCatalog device={device} />
        </div>
        <div className="min-h-0 flex-1 overflow-hidden rounded-md border border-edge">
          <QueryTable query={channels}>
            <DataTable
              label={t('channels')}
              rows={rows}
              total={channels.data?.pages[0]?.total ?? 0}
              rowId={(channel) => channel.id}
              columns={useColumns()}
              selection={{
                ids: chosen,
                onChange: setChosen,
                rowLabel: (id) => t('choose', { name: nameOf(rows, id) }),
                allLabel: t('chooseAll'),
              }}
              onEnd={more}
              empty={<EmptyState icon="camera" title={t('noChannels')} />}
            />
          </QueryTable>
        </div>
      </div>
    </Dialog>
  );
}

function nameOf(rows: readonly GbChannelView[], id: string): string {
  return rows.find((row) => row.id === id)?.name ?? id;
}

function useColumns(): Column<GbChannelView>[] {
  const t = useTranslations('gb28181');
  return [
    {
      id: 'name',
      header: t('name'),
      width: 'minmax(160px, 1.6fr)',
      cell: ({ name, online }) => (
        <span className="flex items-center gap-1.5">
          <StatusMark status={online ? 'online' : 'offline'} className="size-2.5" />
          {name}
        </span>
      ),
    },
    {
      id: 'id',
      header: t('id'),
      width: 'minmax(180px, 1.2fr)',
      cell: ({ id }) => <span className="font-mono text-sm">{id}</span>,
    },
    {
      id: 'model',
      header: t('model'),
      width: 'minmax(100px, 1fr)',
      cell: ({ maker, model }) => [maker, model].filter(Boolean).join(' ') || '—',
    },
    {
      id: 'camera',
      header: t('camera'),
      width: 'minmax(120px, 1.2fr)',
      cell: ({ camera, listed }) => (
        <span className="text-quiet">{camera?.name ?? (listed ? t('notYet') : t('unlisted'))}</span>
      ),
    },
  ];
}

function ReadCatalog({ device }: { device: GbDeviceView }) {
  const t = useTranslations('gb28181');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const read = useMutation(
    trpc.gb28181.readCatalog.mutationOptions({
      onSuccess: ({ channels, whole }) =>
        showToast({
          tone: whole ? 'plain' : 'error',
          text: whole ? t('read', { channels }) : t('readPart', { channels }),
        }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.gb28181.pathFilter()),
    }),
  );
  return (
    <Button
      className="ml-auto"
      busy={read.isPending}
      disabled={!device.online}
      onClick={() => read.mutate({ id: device.id })}
    >
      {t('readCatalog')}
    </Button>
  );
}

type BringInProps = {
  device: GbDeviceView;
  chosen: ReadonlySet<string>;
  onDone: () => void;
  onClose: () => void;
};

function BringIn({ device, chosen, onDone, onClose }: BringInProps) {
  const t = useTranslations('gb28181');
  const common = useTranslations('common');
  const form = useTranslations('devices.form');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const { divisions } = useChoices();
  const [divisionId, setDivisionId] = useState('');
  const bringIn = useMutation(
    trpc.gb28181.bringIn.mutationOptions({
      onSuccess: async ({ added, skipped }) => {
        showToast({ tone: 'plain', text: t('broughtIn', { added, skipped: skipped.length }) });
        onDone();
        await queryClient.invalidateQueries();
      },
    }),
  );
  const channelIds = [...chosen].slice(0, MOST_BROUGHT_IN);
  const submit = () => bringIn.mutate({ deviceId: device.id, divisionId, channelIds });
  return (
    <>
      <FormError>{bringIn.error !== null && errorText(bringIn.error)}</FormError>
      <Field label={form('division')} className="mr-auto w-72">
        {(control) => (
          <Select
            {...control}
            value={divisionId}
            onChange={(event) => setDivisionId(event.target.value)}
          >
            <option value="">{t('chooseDivision')}</option>
            {indentChoices(divisions).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button onClick={onClose}>{common('close')}</Button>
      <Button
        look="primary"
        busy={bringIn.isPending}
        disabled={channelIds.length === 0 || divisionId === ''}
        onClick={submit}
      >
        {t('bringIn', { count: channelIds.length })}
      </Button>
    </>
  );
}

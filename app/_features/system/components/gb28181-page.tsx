'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { GbDeviceView } from '../../../../server/gb28181/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { ConfirmDialog } from '../../../_ui/confirm-dialog.tsx';
import { Select } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { QueryInput } from '../../devices/components/query-input.tsx';
import { useMay } from '../../session/current-user.tsx';
import { GbChannelsDialog } from './gb-channels-dialog.tsx';
import { GbDeviceTable } from './gb-device-table.tsx';
import { GbSetup } from './gb-setup.tsx';
import { PageHeader } from './page-header.tsx';
import { QueryTable } from './query-table.tsx';

const PAGE_ROWS = 100;
/** Devices come and go by themselves. */
const REFRESH_MS = 5_000;

/** How devices of GB/T 28181 sign in, and those that did. */
export function Gb28181Page() {
  const t = useTranslations('gb28181');
  const trpc = useTRPC();
  const mayEdit = useMay('settings.edit');
  const [q, setQ] = useState('');
  const [state, setState] = useState('');
  const [forgotten, setForgotten] = useState<GbDeviceView | null>(null);
  const [open, setOpen] = useState<GbDeviceView | null>(null);
  const devices = useInfiniteQuery(
    trpc.gb28181.devices.infiniteQueryOptions(
      {
        limit: PAGE_ROWS,
        ...(q !== '' && { q }),
        ...(state !== '' && { online: state === 'online' }),
      },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: (before) => before,
        refetchInterval: REFRESH_MS,
      },
    ),
  );
  const more = useMore(devices);
  const filtered = q !== '' || state !== '';
  return (
    <>
      <PageHeader title={t('title')}>
        <QueryInput label={t('search')} placeholder={t('search')} value={q} onChange={setQ} />
        <Select
          aria-label={t('state')}
          value={state}
          onChange={(event) => setState(event.target.value)}
          className="w-32"
        >
          <option value="">{t('all')}</option>
          <option value="online">{t('online')}</option>
          <option value="offline">{t('offline')}</option>
        </Select>
      </PageHeader>
      <div className="scroll-area flex min-h-0 flex-1 flex-col gap-4 p-4">
        <p className="max-w-240 text-quiet">{t('intro')}</p>
        <GbSetup mayEdit={mayEdit} />
        <section aria-label={t('devices')} className="flex min-h-60 flex-1 flex-col gap-2">
          <h2 className="font-medium">{t('devices')}</h2>
          <div className="min-h-0 flex-1 overflow-hidden rounded-md border border-edge">
            <QueryTable query={devices}>
              <GbDeviceTable
                devices={devices.data?.pages.flatMap((page) => page.items) ?? []}
                total={devices.data?.pages[0]?.total ?? 0}
                empty={filtered ? t('noMatch') : t('empty')}
                onChannels={setOpen}
                onForget={setForgotten}
                onEnd={more}
              />
            </QueryTable>
          </div>
        </section>
      </div>
      {forgotten && <Forget device={forgotten} onClose={() => setForgotten(null)} />}
      {open && <GbChannelsDialog device={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function Forget({ device, onClose }: { device: GbDeviceView; onClose: () => void }) {
  const t = useTranslations('gb28181');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const name = device.name ?? device.id;
  const forget = useMutation(
    trpc.gb28181.forget.mutationOptions({
      onSuccess: () => showToast({ tone: 'plain', text: t('forgotten', { name }) }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: async () => {
        onClose();
        await queryClient.invalidateQueries(trpc.gb28181.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      title={t('forget')}
      text={t('forgetAsk', { name })}
      confirm={t('forget')}
      busy={forget.isPending}
      onConfirm={() => forget.mutate({ id: device.id })}
      onClose={onClose}
    />
  );
}

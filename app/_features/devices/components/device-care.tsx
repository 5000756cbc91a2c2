'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { ConfirmDialog } from '../../../_ui/confirm-dialog.tsx';
import { Checkbox } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';

/** The clock of a camera's device, whether its events are taken, and its restart. */
export function DeviceCare({ cameraId, name }: { cameraId: string; name: string }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const showToast = useToasts((store) => store.show);
  const [asking, setAsking] = useState(false);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const clock = useQuery(trpc.devices.clock.queryOptions({ cameraId }, { staleTime: 0 }));
  const set = useMutation(
    trpc.devices.setClock.mutationOptions({ onError, onSuccess: () => void clock.refetch() }),
  );
  const reboot = useMutation(
    trpc.devices.reboot.mutationOptions({
      onError,
      onSuccess: () => showToast({ tone: 'plain', text: t('onvif.rebooting', { name }) }),
    }),
  );
  const events = useQuery(trpc.devices.events.queryOptions({ cameraId }, { staleTime: 0 }));
  const setEvents = useMutation(
    trpc.devices.setEvents.mutationOptions({ onError, onSuccess: () => void events.refetch() }),
  );
  const offsetMs = clock.data?.offsetMs ?? null;
  return (
    <div className="col-span-4 flex items-center gap-2 text-sm">
      <span className="flex-1 text-quiet">
        {clock.isError && errorText(clock.error)}
        {clock.isPending && t('common.loading')}
        {clock.isSuccess &&
          (offsetMs === null
            ? t('onvif.clockUnknown')
            : t('onvif.clock', { seconds: (offsetMs / 1000).toFixed(1) }))}
      </span>
      {events.data?.pullPoint === false && (
        <span className="text-quiet">{t('onvif.noEvents')}</span>
      )}
      {events.data !== undefined && events.data.pullPoint !== false && (
        <Checkbox
          label={t(events.data.pullPoint ? 'onvif.takeEvents' : 'onvif.takeEventsUnknown')}
          checked={events.data.takes}
          disabled={setEvents.isPending}
          onChange={({ target }) => setEvents.mutate({ cameraId, takes: target.checked })}
        />
      )}
      <Button busy={set.isPending} onClick={() => set.mutate({ cameraId })}>
        {t('onvif.setClock')}
      </Button>
      <Button look="danger" busy={reboot.isPending} onClick={() => setAsking(true)}>
        {t('onvif.reboot')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('onvif.reboot')}
          text={t('onvif.rebootQuestion', { name })}
          confirm={t('onvif.reboot')}
          busy={reboot.isPending}
          onConfirm={() => {
            setAsking(false);
            reboot.mutate({ cameraId });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

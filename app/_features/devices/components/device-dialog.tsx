'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ProbedDevice } from '../../../../server/devices/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { type ChannelDraft, chosenChannels, draftChannels } from '../device-form.ts';
import { useCamerasStale } from '../queries.ts';
import { DeviceSearch } from './device-search.tsx';
import { FoundChannels } from './found-channels.tsx';

type Access = { address: string; username: string; password: string };

/** Address, user and password tell the rest: the device says what it is, people choose what becomes a camera. */
export function DeviceDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const [access, setAccess] = useState<Access>({ address: '', username: 'admin', password: '' });
  const [drafts, setDrafts] = useState<ChannelDraft[]>([]);
  const [divisionId, setDivisionId] = useState('');
  const trpc = useTRPC();
  const probe = useMutation(
    trpc.devices.probe.mutationOptions({ onSuccess: (found) => setDrafts(draftChannels(found)) }),
  );
  const add = useAddDevice(onClose);
  const set = (part: Partial<Access>) => {
    setAccess((before) => ({ ...before, ...part }));
    probe.reset();
  };
  const channels = chosenChannels(drafts);
  const found = probe.data;
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (access.address.trim() !== '') probe.mutate(access);
  };
  return (
    <Dialog
      title={t('onvif.title')}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-240"
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            busy={add.isPending}
            disabled={found === undefined || channels === null || divisionId === ''}
            onClick={() => channels && add.mutate({ ...access, divisionId, channels })}
          >
            {t('onvif.add', { count: channels?.length ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <form onSubmit={ask} className="grid grid-cols-[2fr_1fr_1fr_auto] items-start gap-3">
          <AccessFields access={access} set={set} />
          <Button type="submit" look="primary" className="mt-5 h-8" busy={probe.isPending}>
            {t('onvif.ask')}
          </Button>
        </form>
        <FormError>{probe.error !== null && errorText(probe.error)}</FormError>
        {found === undefined ? (
          <DeviceSearch onChoose={(address) => set({ address })} />
        ) : (
          <>
            <FoundDevice found={found} />
            <FoundChannels
              found={found}
              drafts={drafts}
              onDrafts={setDrafts}
              divisionId={divisionId}
              onDivision={setDivisionId}
            />
          </>
        )}
        <FormError>{add.error !== null && errorText(add.error)}</FormError>
      </div>
    </Dialog>
  );
}

function useAddDevice(onClose: () => void) {
  const t = useTranslations('onvif');
  const trpc = useTRPC();
  const stale = useCamerasStale();
  const showToast = useToasts((store) => store.show);
  return useMutation(
    trpc.devices.add.mutationOptions({
      onSuccess: async ({ cameraIds }) => {
        showToast({ tone: 'plain', text: t('added', { count: cameraIds.length }) });
        onClose();
        await stale();
      },
    }),
  );
}

function AccessFields({ access, set }: { access: Access; set: (part: Partial<Access>) => void }) {
  const t = useTranslations();
  return (
    <>
      <Field label={t('onvif.address')} hint={t('onvif.addressHint')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            maxLength={512}
            placeholder="192.168.1.64"
            value={access.address}
            onChange={(event) => set({ address: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('devices.form.username')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={256}
            value={access.username}
            onChange={(event) => set({ username: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('devices.form.password')}>
        {(control) => (
          <TextInput
            {...control}
            type="password"
            autoComplete="new-password"
            maxLength={256}
            value={access.password}
            onChange={(event) => set({ password: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** Farther off than this the device's clock is worth a word: its recordings and events carry it. */
const CLOCK_MATTERS_MS = 5_000;

function FoundDevice({ found }: { found: ProbedDevice }) {
  const t = useTranslations('onvif');
  const { maker, model, firmware, serial, clockOffsetMs } = found;
  const facts = [
    [t('model'), `${maker} ${model}`],
    [t('firmware'), firmware],
    [t('serial'), serial],
    [t('channels'), String(found.channels.length)],
  ] as const;
  const off = clockOffsetMs === null ? 0 : Math.round(clockOffsetMs / 1000);
  return (
    <section aria-label={t('found')} className="flex flex-col gap-2">
      <dl className="grid grid-cols-4 gap-3 rounded-md border border-edge bg-raised p-3">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-quiet text-xs">{name}</dt>
            <dd className="truncate" title={value}>
              {value || '–'}
            </dd>
          </div>
        ))}
      </dl>
      {clockOffsetMs !== null && Math.abs(clockOffsetMs) > CLOCK_MATTERS_MS && (
        <p className="text-fault text-sm">{t('clockOff', { seconds: off })}</p>
      )}
    </section>
  );
}

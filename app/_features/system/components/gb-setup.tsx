'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { gbSetupInputSchema, type GbSetup as Setup } from '../../../../server/gb28181/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { QueryTable } from './query-table.tsx';

const DOMAIN_DIGITS = 10;
/** It listens a moment after it was set up. */
const REFRESH_MS = 3_000;

/** What is typed into devices: our number, domain, password and port. */
export function GbSetup({ mayEdit }: { mayEdit: boolean }) {
  const trpc = useTRPC();
  const setup = useQuery(
    trpc.gb28181.setup.queryOptions(undefined, { refetchInterval: REFRESH_MS }),
  );
  return (
    <QueryTable query={setup}>
      {setup.data && (
        <>
          <Listening {...setup.data} />
          {mayEdit && (
            <SetupForm
              key={`${setup.data.settings?.serverId} ${setup.data.settings?.domain}`}
              {...setup.data}
            />
          )}
        </>
      )}
    </QueryTable>
  );
}

function Listening({ settings, port }: Setup) {
  const t = useTranslations('gb28181');
  const text =
    port !== null ? t('listens', { port }) : settings === null ? t('notSetUp') : t('notHere');
  return (
    <p className="flex items-center gap-1.5">
      <StatusMark status={port === null ? 'offline' : 'online'} className="size-2.5" />
      {text}
    </p>
  );
}

function SetupForm({ settings }: Setup) {
  const t = useTranslations('gb28181');
  const common = useTranslations('common');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const [serverId, setServerId] = useState(settings?.serverId ?? '');
  const [domain, setDomain] = useState(settings?.domain ?? '');
  const [password, setPassword] = useState('');
  const save = useMutation(
    trpc.gb28181.saveSetup.mutationOptions({
      onSuccess: async () => {
        showToast({ tone: 'plain', text: t('saved') });
        setPassword('');
        await queryClient.invalidateQueries(trpc.gb28181.setup.queryFilter());
      },
    }),
  );
  const wanted = gbSetupInputSchema.safeParse({
    serverId: serverId.trim(),
    domain: domain.trim() || serverId.trim().slice(0, DOMAIN_DIGITS),
    ...(password !== '' && { password }),
  });
  const ready = wanted.success && (settings !== null || password !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.success) save.mutate(wanted.data);
  };
  return (
    <form className="flex max-w-240 flex-col gap-2" onSubmit={submit}>
      <div className="flex flex-wrap items-start gap-3">
        <Field label={t('serverId')} hint={t('serverIdHint')}>
          {(control) => (
            <TextInput
              {...control}
              value={serverId}
              inputMode="numeric"
              maxLength={20}
              required
              className="w-56 font-mono"
              onChange={(event) => setServerId(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('domain')} hint={t('domainHint')}>
          {(control) => (
            <TextInput
              {...control}
              value={domain}
              placeholder={serverId.slice(0, DOMAIN_DIGITS)}
              maxLength={64}
              className="w-40 font-mono"
              onChange={(event) => setDomain(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('password')}
          hint={settings === null ? t('passwordNew') : t('passwordKeep')}
        >
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="new-password"
              value={password}
              minLength={8}
              maxLength={64}
              required={settings === null}
              className="w-48"
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="mt-6" busy={save.isPending} disabled={!ready}>
          {common('save')}
        </Button>
      </div>
      <FormError>{save.error !== null && errorText(save.error)}</FormError>
    </form>
  );
}

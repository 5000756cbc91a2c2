'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiKeyView } from '../../../../server/api-keys/schema.ts';
import { trackSettingSchema } from '../../../../server/tracks/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { ConfirmDialog } from '../../../_ui/confirm-dialog.tsx';
import { CopyLine } from '../../../_ui/copy-line.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { QueryInput } from '../../devices/components/query-input.tsx';
import { ApiKeyDialog, KeyOnce } from './api-key-dialog.tsx';
import { ApiKeyTable } from './api-key-table.tsx';
import { PageHeader } from './page-header.tsx';
import { QueryTable } from './query-table.tsx';

type Open =
  | { kind: 'create' }
  | { kind: 'once'; name: string; secret: string }
  | { kind: 'revoke'; key: ApiKeyView }
  | null;

const PAGE_ROWS = 100;

/** How positions of moving cameras come in: where to, with which key, and how long they are kept. */
export function PositionsPage() {
  const t = useTranslations('positions');
  const trpc = useTRPC();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const keys = useInfiniteQuery(
    trpc.apiKeys.list.infiniteQueryOptions(
      { limit: PAGE_ROWS, ...(q !== '' && { q }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  );
  const more = useMore(keys);
  return (
    <>
      <PageHeader title={t('title')}>
        <QueryInput label={t('search')} placeholder={t('search')} value={q} onChange={setQ} />
        <Button
          look="primary"
          icon="plus"
          className="ml-auto"
          onClick={() => setOpen({ kind: 'create' })}
        >
          {t('add')}
        </Button>
      </PageHeader>
      <div className="scroll-area flex min-h-0 flex-1 flex-col gap-5 p-4">
        <p className="max-w-240 text-quiet">{t('intro')}</p>
        <Address />
        <KeepHours />
        <section aria-label={t('keys')} className="flex min-h-60 flex-1 flex-col gap-2">
          <h2 className="font-medium">{t('keys')}</h2>
          <div className="min-h-0 flex-1 overflow-hidden rounded-md border border-edge">
            <QueryTable query={keys}>
              <ApiKeyTable
                keys={keys.data?.pages.flatMap((page) => page.items) ?? []}
                total={keys.data?.pages[0]?.total ?? 0}
                empty={q === '' ? t('empty') : t('noMatch')}
                onRevoke={(key) => setOpen({ kind: 'revoke', key })}
                onEnd={more}
              />
            </QueryTable>
          </div>
        </section>
      </div>
      {open?.kind === 'create' && (
        <ApiKeyDialog
          onClose={close}
          onCreated={(name, secret) => setOpen({ kind: 'once', name, secret })}
        />
      )}
      {open?.kind === 'once' && <KeyOnce name={open.name} secret={open.secret} onClose={close} />}
      {open?.kind === 'revoke' && <Revoke apiKey={open.key} onClose={close} />}
    </>
  );
}

function Address() {
  const t = useTranslations('positions');
  const address = `${window.location.origin}/api/positions`;
  const example = `curl -X POST ${address} -H 'Authorization: Bearer KEY' -d '${EXAMPLE}'`;
  return (
    <section className="flex max-w-240 flex-col gap-3">
      <CopyLine label={t('address')} value={address} />
      <CopyLine label={t('example')} value={example} />
    </section>
  );
}

const EXAMPLE = JSON.stringify({
  crs: 'wgs84',
  positions: [
    {
      camera: 'CODE',
      at: '2026-03-09T08:30:00+08:00',
      lon: 117.2272,
      lat: 31.8206,
      speedKmh: 62.5,
      heading: 90,
    },
  ],
});

function KeepHours() {
  const t = useTranslations();
  const trpc = useTRPC();
  const setting = useQuery(trpc.tracks.setting.queryOptions());
  return (
    <QueryTable query={setting}>
      {setting.data && <KeepForm key={setting.data.keepHours} stored={setting.data.keepHours} />}
      {!setting.data && t('common.loading')}
    </QueryTable>
  );
}

function KeepForm({ stored }: { stored: number }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const [text, setText] = useState(String(stored));
  const save = useMutation(
    trpc.tracks.updateSetting.mutationOptions({
      onSuccess: async () => {
        showToast({ tone: 'plain', text: t('positions.saved') });
        await queryClient.invalidateQueries(trpc.tracks.setting.queryFilter());
      },
    }),
  );
  const wanted = trackSettingSchema.safeParse({ keepHours: Number(text) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.success) save.mutate(wanted.data);
  };
  return (
    <form className="flex max-w-240 flex-col gap-2" onSubmit={submit}>
      <div className="flex items-end gap-2">
        <Field label={t('positions.keep')} hint={t('positions.keepHint')}>
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={1}
              max={168}
              required
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="w-40"
            />
          )}
        </Field>
        <Button
          type="submit"
          className="mb-6"
          busy={save.isPending}
          disabled={!wanted.success || wanted.data.keepHours === stored}
        >
          {t('common.save')}
        </Button>
      </div>
      <FormError>{save.error !== null && errorText(save.error)}</FormError>
    </form>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKeyView; onClose: () => void }) {
  const t = useTranslations('positions');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  const { name, id } = apiKey;
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: () => showToast({ tone: 'plain', text: t('revokedNow', { name }) }),
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSettled: async () => {
        onClose();
        await queryClient.invalidateQueries(trpc.apiKeys.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      title={t('revoke')}
      text={t('revokeAsk', { name })}
      confirm={t('revoke')}
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate({ id })}
      onClose={onClose}
    />
  );
}

'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { FaultDetails } from '../../../../server/faults/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { FactList } from '../../../_ui/fact-list.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { Picture } from '../../../_ui/picture.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';

type Act = 'assign' | 'mend' | 'close';

/** One fault: what it looked like, who has it, what was done. */
export function FaultPanel({ id }: { id: string }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const mayEdit = useMay('faults.edit');
  const [act, setAct] = useState<Act | null>(null);
  const fault = useQuery(trpc.faults.get.queryOptions({ id }, { staleTime: 0 }));
  if (fault.isError)
    return (
      <ErrorState
        message={errorText(fault.error)}
        retryLabel={t('common.retry')}
        onRetry={() => void fault.refetch()}
      />
    );
  if (fault.data === undefined) return <LoadingRows rows={8} label={t('common.loading')} />;
  const { state, cameraName, type } = fault.data;
  return (
    <div className="flex flex-col gap-3 p-3">
      <h2 className="font-semibold">
        {t(`patrol.abnormality.${type}`)} · {cameraName}
      </h2>
      {mayEdit && state !== 'closed' && act === null && (
        <div className="flex gap-2">
          <Button look="primary" className="flex-1" onClick={() => setAct('assign')}>
            {t('faults.assign')}
          </Button>
          {state !== 'mended' && (
            <Button className="flex-1" onClick={() => setAct('mend')}>
              {t('faults.mend')}
            </Button>
          )}
          <Button className="flex-1" onClick={() => setAct('close')}>
            {t('faults.close')}
          </Button>
        </div>
      )}
      {act !== null && <ActForm act={act} fault={fault.data} onDone={() => setAct(null)} />}
      <Facts fault={fault.data} />
      <History fault={fault.data} />
    </div>
  );
}

type ActFormProps = { act: Act; fault: FaultDetails; onDone: () => void };

function ActForm({ act, fault: { id, inCharge }, onDone }: ActFormProps) {
  const t = useTranslations('faults');
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const form = useId();
  const [person, setPerson] = useState(inCharge ?? '');
  const [text, setText] = useState('');
  const onSuccess = async () => {
    onDone();
    await client.invalidateQueries(trpc.faults.pathFilter());
  };
  const assign = useMutation(trpc.faults.assign.mutationOptions({ onSuccess }));
  const mend = useMutation(trpc.faults.mend.mutationOptions({ onSuccess }));
  const close = useMutation(trpc.faults.close.mutationOptions({ onSuccess }));
  const { error, isPending } = { assign, mend, close }[act];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (act === 'assign') assign.mutate({ id, inCharge: person, text });
    else if (act === 'mend') mend.mutate({ id, text });
    else close.mutate({ id, text });
  };
  return (
    <form id={form} onSubmit={submit} className="flex flex-col gap-2">
      {act === 'assign' && (
        <Field label={t('inCharge')} hint={t('inChargeHint')}>
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={64}
              value={person}
              onChange={({ target }) => setPerson(target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t('remark')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={500}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <FormError>{error !== null && errorText(error)}</FormError>
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={isPending}>
          {t(act)}
        </Button>
        <Button onClick={onDone}>{t('cancel')}</Button>
      </div>
    </form>
  );
}

function Facts({ fault }: { fault: FaultDetails }) {
  const t = useTranslations('faults');
  const times = useTimes();
  const facts = [
    [t('state'), t(`states.${fault.state}`)],
    [t('place'), fault.cameraPlace],
    [t('found'), times.dateTime(fault.foundAt)],
    [t('foundBy'), fault.foundBy],
    [t('lastFound'), fault.findings > 1 && times.dateTime(fault.lastFoundAt)],
    [t('findings'), fault.findings],
    [t('inCharge'), fault.inCharge],
    [t('remark'), fault.remark],
    [t('closedAt'), fault.closedAt && times.dateTime(fault.closedAt)],
  ] as const;
  return (
    <>
      <FactList facts={facts} />
      {fault.cameraId !== null && (
        <Link
          href={`/?camera=${fault.cameraId}`}
          className="self-start text-accent text-sm hover:underline"
        >
          {t('live')}
        </Link>
      )}
    </>
  );
}

function History({ fault: { steps, cameraName } }: { fault: FaultDetails }) {
  const t = useTranslations();
  const times = useTimes();
  return (
    <section aria-label={t('faults.history')}>
      <h3 className="mb-1 font-medium text-sm">{t('faults.history')}</h3>
      <ol className="flex flex-col gap-2 border-l pl-3 text-sm">
        {steps.map(({ id, at, by, kind, text, runId, position }) => (
          <li key={id} data-step={kind}>
            <span className="font-medium">{t(`faults.steps.${kind}`)}</span>
            <span className="text-quiet">
              {' '}
              {by} · {times.dateTime(at)}
            </span>
            {text !== null && <p className="break-words">{text}</p>}
            {runId !== null && position !== null && (
              <Picture
                src={`/api/patrols/${runId}/${position}.jpg`}
                alt={t('patrol.pictureOf', { name: cameraName })}
                loading="lazy"
                // The run may have kept none, or be forgotten by now.
                onError={({ currentTarget }) => {
                  currentTarget.hidden = true;
                }}
                className="mt-1 aspect-video w-full rounded-sm bg-page object-cover"
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

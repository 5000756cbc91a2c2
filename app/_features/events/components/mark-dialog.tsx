'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type EventSeverity, eventSeveritySchema } from '../../../../server/events/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, Select, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMarkStore } from '../mark-store.ts';

/** Somebody saw something themselves: what, and how bad it is. */
export function MarkDialog() {
  const cameraId = useMarkStore((store) => store.cameraId);
  return cameraId === null ? null : <Mark key={cameraId} cameraId={cameraId} />;
}

function Mark({ cameraId }: { cameraId: string }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const close = useMarkStore((store) => store.close);
  const showToast = useToasts((store) => store.show);
  const form = useId();
  const [remark, setRemark] = useState('');
  const [severity, setSeverity] = useState<EventSeverity>('warn');
  const mark = useMutation(
    trpc.events.mark.mutationOptions({
      onSuccess: () => {
        showToast({ tone: 'plain', text: t('events.marked') });
        close();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (remark.trim() !== '') mark.mutate({ cameraId, severity, remark });
  };
  return (
    <Dialog
      title={t('events.mark')}
      closeLabel={t('common.close')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={form}
            look="primary"
            busy={mark.isPending}
            disabled={remark.trim() === ''}
          >
            {t('events.mark')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t('events.markText')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={remark}
              onChange={(event) => setRemark(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('events.severity')}>
          {(control) => (
            <Select
              {...control}
              value={severity}
              onChange={(event) => setSeverity(eventSeveritySchema.parse(event.target.value))}
            >
              {eventSeveritySchema.options.map((option) => (
                <option key={option} value={option}>
                  {t(`events.severities.${option}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError>{mark.isError && errorText(mark.error)}</FormError>
      </form>
    </Dialog>
  );
}

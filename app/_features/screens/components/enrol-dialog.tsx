'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';

const CODE_LENGTH = 6;

/** The code that a browser shows makes it a screen. */
export function EnrolDialog({ address, onClose }: { address: string; onClose: () => void }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const formId = useId();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [number, setNumber] = useState('');
  const enrol = useMutation(
    trpc.screens.enrol.mutationOptions({
      onSuccess: (_, input) => {
        showToast({ tone: 'plain', text: t('screens.enrolled', { name: input.name }) });
        onClose();
      },
    }),
  );
  const ready = code.replaceAll(/[\s-]/g, '').length === CODE_LENGTH && name.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) enrol.mutate({ code, name, ...(number !== '' && { number: Number(number) }) });
  };
  return (
    <Dialog
      title={t('screens.enrol')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            disabled={!ready}
            busy={enrol.isPending}
          >
            {t('screens.enrol')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('screens.code')} hint={t('screens.codeHint', { address })}>
          {(props) => (
            <TextInput
              {...props}
              className="h-11 font-mono text-xl uppercase tracking-widest"
              maxLength={16}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <div className="grid grid-cols-[1fr_8rem] gap-3">
          <Field label={t('screens.name')}>
            {(props) => (
              <TextInput
                {...props}
                maxLength={64}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('screens.number')} hint={t('screens.numberHint')}>
            {(props) => (
              <TextInput
                {...props}
                type="number"
                min={1}
                max={999}
                value={number}
                onChange={(event) => setNumber(event.target.value)}
              />
            )}
          </Field>
        </div>
        <FormError>{enrol.isError && errorText(enrol.error)}</FormError>
      </form>
    </Dialog>
  );
}

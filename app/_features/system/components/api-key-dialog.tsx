'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { CopyLine } from '../../../_ui/copy-line.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';

type ApiKeyDialogProps = {
  onClose: () => void;
  onCreated: (name: string, secret: string) => void;
};

export function ApiKeyDialog({ onClose, onCreated }: ApiKeyDialogProps) {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const formId = useId();
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: async ({ key, secret }) => {
        onCreated(key.name, secret);
        await queryClient.invalidateQueries(trpc.apiKeys.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate({ name: String(new FormData(event.currentTarget).get('name') ?? '') });
  };
  return (
    <Dialog
      title={t('positions.add')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" busy={create.isPending}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t('positions.name')} hint={t('positions.nameHint')}>
          {(control) => <TextInput {...control} name="name" required maxLength={64} />}
        </Field>
        <FormError>{create.error !== null && errorText(create.error)}</FormError>
      </form>
    </Dialog>
  );
}

/** The one time a key is seen. */
export function KeyOnce(props: { name: string; secret: string; onClose: () => void }) {
  const t = useTranslations();
  return (
    <Dialog
      title={t('positions.once')}
      closeLabel={t('common.close')}
      onClose={props.onClose}
      footer={
        <Button look="primary" onClick={props.onClose}>
          {t('common.ok')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-quiet">{t('positions.onceNote', { name: props.name })}</p>
        <CopyLine label={t('positions.once')} value={props.secret} />
      </div>
    </Dialog>
  );
}

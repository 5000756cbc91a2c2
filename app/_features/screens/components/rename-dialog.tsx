'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ScreenItem } from '../../../../server/screens/schema.ts';
import { readStyle } from '../../../../server/walls/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { StyleFields } from '../../wall/components/style-fields.tsx';

export function RenameDialog({ screen, onClose }: { screen: ScreenItem; onClose: () => void }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const formId = useId();
  const errorText = useErrorText();
  const [name, setName] = useState(screen.name);
  const [number, setNumber] = useState(String(screen.number));
  const [style, setStyle] = useState(screen.style);
  const rename = useMutation(trpc.screens.rename.mutationOptions({ onSuccess: onClose }));
  const ready = name.trim() !== '' && number !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) rename.mutate({ id: screen.id, name, number: Number(number), style });
  };
  return (
    <Dialog
      title={t('screens.rename')}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-100"
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            disabled={!ready}
            busy={rename.isPending}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid grid-cols-[6rem_1fr] gap-3">
        <Field label={t('screens.number')}>
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
        <div className="col-span-2 flex flex-col gap-3">
          <StyleFields
            style={style}
            onChange={(change) => setStyle(readStyle({ ...style, ...change }))}
          />
          <FormError>{rename.isError && errorText(rename.error)}</FormError>
        </div>
      </form>
    </Dialog>
  );
}

'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';

const FIELDS = [
  { name: 'keepDays', least: 1, most: 3_650 },
  { name: 'foldS', least: 0, most: 3_600 },
] as const;

/** How long events are kept, and what counts as the same one. */
export function SettingDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const form = useId();
  const setting = useQuery(trpc.events.setting.queryOptions());
  const update = useMutation(
    trpc.events.updateSetting.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries(trpc.events.setting.pathFilter());
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    update.mutate({
      keepDays: Number(values.get('keepDays')),
      foldS: Number(values.get('foldS')),
    });
  };
  return (
    <Dialog
      title={t('events.settings')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={form} look="primary" busy={update.isPending}>
            {t('events.save')}
          </Button>
        </>
      }
    >
      {setting.data !== undefined && (
        <form id={form} onSubmit={submit} className="flex flex-col gap-4">
          {FIELDS.map(({ name, least, most }) => (
            <Field key={name} label={t(`events.${name}`)} hint={t(`events.${name}Hint`)}>
              {(control) => (
                <TextInput
                  {...control}
                  type="number"
                  name={name}
                  required
                  min={least}
                  max={most}
                  step={1}
                  defaultValue={setting.data[name]}
                />
              )}
            </Field>
          ))}
          <FormError>{update.isError && errorText(update.error)}</FormError>
        </form>
      )}
    </Dialog>
  );
}

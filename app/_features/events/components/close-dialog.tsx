'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, TextInput } from '../../../_ui/field.tsx';

type CloseDialogProps = {
  count: number;
  busy: boolean;
  onConfirm: (remark: string) => void;
  onClose: () => void;
};

/** What was found and done, once for all that are closed together. */
export function CloseDialog({ count, busy, onConfirm, onClose }: CloseDialogProps) {
  const t = useTranslations();
  const form = useId();
  const [remark, setRemark] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm(remark);
  };
  return (
    <Dialog
      title={t('events.closeTitle', { count })}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={form} look="primary" busy={busy}>
            {t('events.close')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t('events.remark')} hint={t('events.remarkHint')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={remark}
              onChange={(event) => setRemark(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

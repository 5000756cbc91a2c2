'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Checkbox, Field, FormError, TextInput } from '../../../_ui/field.tsx';

type Fields = { name: string; shared: boolean; locked: boolean };

/** Name and marks of a view, when it is made and later. */
export function ViewDialog({
  title,
  start,
  onSave,
  onClose,
}: {
  title: string;
  start: Fields;
  onSave: (fields: Fields) => Promise<void>;
  onClose: () => void;
}) {
  const t = useTranslations();
  const errorText = useErrorText();
  const formId = useId();
  const [fields, setFields] = useState(start);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    onSave({ ...fields, name: fields.name.trim() }).then(onClose, (error: unknown) => {
      setFailed(error);
      setBusy(false);
    });
  };
  return (
    <Dialog
      title={title}
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
            busy={busy}
            disabled={fields.name.trim() === ''}
          >
            {t('wall.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <FormError>{failed === null ? null : errorText(failed)}</FormError>
        <Field label={t('wall.name')}>
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={64}
              value={fields.name}
              onChange={(event) => setFields({ ...fields, name: event.target.value })}
            />
          )}
        </Field>
        <Mark
          label={t('wall.share')}
          hint={t('wall.shareHint')}
          checked={fields.shared}
          onChange={(shared) => setFields({ ...fields, shared })}
        />
        <Mark
          label={t('wall.lock')}
          hint={t('wall.lockHint')}
          checked={fields.locked}
          onChange={(locked) => setFields({ ...fields, locked })}
        />
      </form>
    </Dialog>
  );
}

type MarkProps = {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

function Mark({ label, hint, checked, onChange }: MarkProps) {
  return (
    <div className="flex flex-col">
      <Checkbox
        label={label}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <p className="pl-6 text-faint text-xs">{hint}</p>
    </div>
  );
}

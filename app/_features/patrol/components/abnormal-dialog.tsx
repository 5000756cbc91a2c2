'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type Abnormality, abnormalitySchema } from '../../../../server/patrols/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Checkbox, Field, Select, TextInput } from '../../../_ui/field.tsx';
import type { Remark } from '../run-outbox.ts';

type AbnormalDialogProps = {
  camera: string;
  checklist: readonly string[];
  onSave: (remark: Remark) => void;
  onClose: () => void;
};

/** What is wrong with a camera's picture or with what it shows. The patrol waits meanwhile. */
export function AbnormalDialog({ camera, checklist, onSave, onClose }: AbnormalDialogProps) {
  const t = useTranslations();
  const formId = useId();
  const [abnormality, setAbnormality] = useState<Abnormality>('no-picture');
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = note.trim();
    onSave({
      remark: 'abnormal',
      abnormality,
      failed: [...failed],
      note: text === '' ? null : text,
    });
    onClose();
  };
  const toggle = (item: string) =>
    setFailed((was) =>
      was.includes(item) ? was.filter((other) => other !== item) : [...was, item],
    );
  return (
    <Dialog
      title={t('patrol.abnormalTitle', { name: camera })}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-110"
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} look="danger">
            {t('patrol.saveAbnormal')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('patrol.abnormalityType')}>
          {(control) => (
            <Select
              {...control}
              value={abnormality}
              onChange={(event) =>
                setAbnormality(abnormalitySchema.catch('other').parse(event.target.value))
              }
            >
              {abnormalitySchema.options.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`patrol.abnormality.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {checklist.length > 0 && (
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1 text-quiet text-sm">{t('patrol.failedChecks')}</legend>
            {checklist.map((item) => (
              <Checkbox
                key={item}
                label={item}
                checked={failed.includes(item)}
                onChange={() => toggle(item)}
              />
            ))}
          </fieldset>
        )}
        <Field label={t('patrol.note')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

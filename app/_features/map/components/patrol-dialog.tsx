'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { MOST_CAMERAS } from '../../../../server/patrols/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, TextInput } from '../../../_ui/field.tsx';
import { cameraEntry, NEW_PLAN } from '../../patrol/draft.ts';
import { useSavePlan } from '../../patrol/queries.ts';

type PatrolDialogProps = { ids: readonly string[]; total: number; onClose: () => void };

/** Makes a patrol of cameras and goes on in its editor. */
export function PatrolDialog({ ids, total, onClose }: PatrolDialogProps) {
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const [name, setName] = useState('');
  const { create } = useSavePlan();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const entries = ids.slice(0, MOST_CAMERAS).map(cameraEntry);
    create.mutate(
      { ...NEW_PLAN, name: name.trim(), entries },
      { onSuccess: ({ id }) => router.push(`/patrols/${id}`) },
    );
  };
  return (
    <Dialog
      title={t('map.select.patrol')}
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
            busy={create.isPending}
            disabled={name.trim() === ''}
          >
            {t('map.select.makePatrol')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t('patrol.namePlaceholder')}>
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <p className="text-quiet text-sm">
          {total > MOST_CAMERAS
            ? t('map.select.patrolFirst', { count: MOST_CAMERAS, total })
            : t('map.select.patrolAll', { count: total })}
        </p>
      </form>
    </Dialog>
  );
}

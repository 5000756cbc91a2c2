'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cameraEntry, MOST_CAMERAS, type PatrolHead } from '../../../../server/patrols/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { NEW_PLAN } from '../../patrol/draft.ts';
import { useAppendCameras, usePlanList, useSavePlan } from '../../patrol/queries.ts';

type PatrolDialogProps = { ids: readonly string[]; total: number; onClose: () => void };

/** Makes a patrol of cameras and goes on in its editor, or adds them to one that is there. */
export function PatrolDialog({ ids, total, onClose }: PatrolDialogProps) {
  const t = useTranslations();
  const router = useRouter();
  const formId = useId();
  const [name, setName] = useState('');
  const [planId, setPlanId] = useState<string | null>(null);
  const plans = useOpenPlans();
  const { create } = useSavePlan();
  const append = useAppendCameras();
  const taken = ids.slice(0, MOST_CAMERAS);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (planId !== null) append.mutate({ id: planId, cameraIds: taken }, { onSuccess: onClose });
    else
      create.mutate(
        { ...NEW_PLAN, name: name.trim(), entries: taken.map(cameraEntry) },
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
            busy={create.isPending || append.isPending}
            disabled={planId === null && name.trim() === ''}
          >
            {t(planId === null ? 'map.select.makePatrol' : 'map.select.addToPatrol')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t('map.select.whichPatrol')}>
          {(control) => (
            <Select
              {...control}
              value={planId ?? ''}
              onChange={(event) => setPlanId(event.target.value || null)}
            >
              <option value="">{t('map.select.newPatrol')}</option>
              {plans.map((plan) => (
                <option key={plan.id} value={plan.id}>
                  {t('map.select.planOption', { name: plan.name, count: plan.cameraCount })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {planId === null && (
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
        )}
        <p className="text-quiet text-sm">
          {total > MOST_CAMERAS
            ? t('map.select.patrolFirst', { count: MOST_CAMERAS, total })
            : t('map.select.patrolAll', { count: total })}
        </p>
      </form>
    </Dialog>
  );
}

/** Plans that take more cameras, those changed last first. */
function useOpenPlans(): PatrolHead[] {
  const { data } = usePlanList({ sort: 'changed' });
  return (data?.pages ?? [])
    .flatMap(({ items }) => items)
    .filter(({ mayChange, locked }) => mayChange && !locked);
}

'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolHead } from '../../../../server/patrols/schema.ts';
import { layoutOf } from '../../../../server/walls/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Checkbox, TextInput } from '../../../_ui/field.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { usePlanList } from '../queries.ts';

type PatrolChooserProps = {
  auto: boolean;
  onAuto: (auto: boolean) => void;
  onStart: (planId: string) => void;
  onClose: () => void;
};

/** Which plan to run on this wall, and whether plans start here by themselves. */
export function PatrolChooser({ auto, onAuto, onStart, onClose }: PatrolChooserProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const [q, setQ] = useState('');
  const list = usePlanList({ q: q.trim(), sort: 'name' });
  const plans = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      title={t('patrol.choose')}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-150"
      footer={
        <>
          <Checkbox
            className="mr-auto"
            label={t('patrol.auto')}
            checked={auto}
            onChange={(event) => onAuto(event.target.checked)}
          />
          <Link href="/patrols" className="text-accent text-sm">
            {t('patrol.managePlans')}
          </Link>
        </>
      }
    >
      <TextInput
        type="search"
        aria-label={t('patrol.search')}
        placeholder={t('patrol.search')}
        maxLength={64}
        value={q}
        onChange={(event) => setQ(event.target.value)}
        className="mb-3 w-full"
      />
      {list.isPending && <LoadingRows rows={5} label={t('common.loading')} />}
      {list.isError && (
        <ErrorState
          message={errorText(list.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isSuccess && plans.length === 0 && (
        <EmptyState icon="patrol" title={t('patrol.empty')} />
      )}
      <ul className="-mx-2 flex flex-col">
        {plans.map((plan) => (
          <PlanChoice
            key={plan.id}
            plan={plan}
            onStart={() => {
              onStart(plan.id);
              onClose();
            }}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="quiet" onClick={() => void list.fetchNextPage()}>
          {t('patrol.more')}
        </Button>
      )}
    </Dialog>
  );
}

function PlanChoice({ plan, onStart }: { plan: PatrolHead; onStart: () => void }) {
  const t = useTranslations('patrol');
  return (
    <li>
      <button
        type="button"
        onClick={onStart}
        className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-hover"
      >
        <span className="w-10 shrink-0 rounded-sm border border-edge py-0.5 text-center text-quiet text-xs">
          {layoutOf(plan.layout).label}
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">{plan.name}</span>
        {plan.attested && <span className="text-accent text-xs">{t('attested')}</span>}
        <span className="shrink-0 text-quiet text-sm">
          {t('cameras', { count: plan.cameraCount })}
        </span>
      </button>
    </li>
  );
}

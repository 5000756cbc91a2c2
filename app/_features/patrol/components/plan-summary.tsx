'use client';
import { useTranslations } from 'use-intl';
import { cellCount } from '../../wall/layouts.ts';
import { draftCycleS, draftPages, warningOf } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';

const WARNINGS = ['gone', 'broken', 'offline', 'fault'] as const;

/** How many, how long, and what will not show a picture. */
export function PlanSummary() {
  const t = useTranslations('patrol');
  const entries = useDraft((draft) => draft.entries);
  const plans = useDraft((draft) => draft.plans);
  const cameras = useDraft((draft) => draft.cameras);
  const layout = useDraft((draft) => draft.fields.layout);
  const cells = cellCount(layout);
  const pages = draftPages(entries, cells).length;
  const seconds = draftCycleS({ entries, plans }, cells);
  const warnings = entries.map(({ entry }) => warningOf(entry, { cameras, plans }));
  return (
    <p className="flex min-w-0 items-center gap-3 truncate text-quiet text-sm" data-cycle={seconds}>
      {t('summary', { cameras: entries.length, pages, seconds })}
      {WARNINGS.map((kind) => {
        const count = warnings.filter((warning) => warning === kind).length;
        if (count === 0) return null;
        return (
          <span key={kind} className="text-fault text-xs">
            {t(`warning.${kind}`)} {count}
          </span>
        );
      })}
    </p>
  );
}

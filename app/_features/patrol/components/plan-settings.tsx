'use client';
import { useTranslations } from 'use-intl';
import { DWELL_S, type PatrolPlanView } from '../../../../server/patrols/schema.ts';
import { layoutOf, type WallLayout } from '../../../../server/walls/schema.ts';
import { Checkbox, Field, Select, TextInput } from '../../../_ui/field.tsx';
import { ViewMarks } from '../../wall/components/view-marks.tsx';
import { isLayout, LAYOUT_ORDER } from '../../wall/layouts.ts';
import type { DraftEntry } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';
import { ChecklistField } from './checklist-field.tsx';
import { DwellInput } from './entry-row.tsx';
import { ScheduleFields } from './schedule-fields.tsx';

/** How a plan runs, when, and who may have it. */
export function PlanSettings({ plan }: { plan: PatrolPlanView | null }) {
  const t = useTranslations();
  const fields = useDraft((draft) => draft.fields);
  const set = useDraft((draft) => draft.set);
  const changeAll = useDraft((draft) => draft.changeAll);
  const dwellS = useDraft(({ entries }) => firstDwellS(entries));
  const mayManage = plan?.mayManage ?? true;
  return (
    <aside
      aria-label={t('patrol.settings')}
      className="scroll-area flex w-72 shrink-0 flex-col gap-4 border-l bg-panel p-3"
    >
      {plan !== null && (
        <div className="flex items-center justify-between text-quiet text-xs">
          <ViewMarks view={plan} />
          {plan.owner.displayName}
        </div>
      )}
      <Field label={t('patrol.column.layout')}>
        {(control) => (
          <Select
            {...control}
            value={fields.layout}
            onChange={(event) =>
              isLayout(event.target.value) && set({ layout: event.target.value })
            }
          >
            {layoutsFor(fields.layout).map((layout) => (
              <option key={layout} value={layout}>
                {t('wall.layout', { count: layoutOf(layout).label })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex items-center justify-between text-quiet text-sm">
        {t('patrol.dwellAll')}
        <DwellInput value={dwellS} onChange={(next) => changeAll({ dwellS: next })} />
      </div>
      <div className="flex flex-col gap-2">
        <Checkbox
          label={t('patrol.loop')}
          checked={fields.loop}
          onChange={(event) => set({ loop: event.target.checked })}
        />
        <Checkbox
          label={t('patrol.skipOffline')}
          checked={fields.skipOffline}
          onChange={(event) => set({ skipOffline: event.target.checked })}
        />
        <Checkbox
          label={t('patrol.attest')}
          checked={fields.attested}
          onChange={(event) => set({ attested: event.target.checked })}
        />
        <p className="pl-6 text-faint text-xs">{t('patrol.attestHint')}</p>
      </div>
      {fields.attested && <ChecklistField />}
      <ScheduleFields />
      <Field label={t('patrol.cron')} hint={t('patrol.cronHint')}>
        {(control) => (
          <TextInput
            {...control}
            placeholder="0 8 * * 1-5"
            maxLength={100}
            value={fields.cron ?? ''}
            onChange={(event) =>
              set({ cron: event.target.value === '' ? null : event.target.value })
            }
          />
        )}
      </Field>
      {mayManage && (
        <div className="flex flex-col gap-2 border-t pt-3">
          <Checkbox
            label={t('wall.share')}
            checked={fields.shared}
            onChange={(event) => set({ shared: event.target.checked })}
          />
          <Checkbox
            label={t('patrol.lock')}
            checked={fields.locked}
            onChange={(event) => set({ locked: event.target.checked })}
          />
        </div>
      )}
    </aside>
  );
}

/** What stands for all where they differ. */
function firstDwellS(entries: readonly DraftEntry[]): number {
  const first = entries.find(({ entry }) => entry.kind === 'camera')?.entry;
  return first?.kind === 'camera' ? first.dwellS : DWELL_S.usual;
}

/** The usual ones, and a free grid that is there already. */
function layoutsFor(current: WallLayout): readonly WallLayout[] {
  return LAYOUT_ORDER.some((name) => name === current) ? LAYOUT_ORDER : [...LAYOUT_ORDER, current];
}

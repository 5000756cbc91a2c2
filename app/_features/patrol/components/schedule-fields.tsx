'use client';
import { useTranslations } from 'use-intl';
import type { PatrolWindow } from '../../../../server/patrols/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useDraft } from '../draft-context.tsx';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const NEW_WINDOW: PatrolWindow = { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '09:00' };
const MOST_WINDOWS = 20;

/** Time windows with their weekdays, in the site's time. */
export function ScheduleFields() {
  const t = useTranslations('patrol');
  const windows = useDraft((draft) => draft.fields.windows);
  const set = useDraft((draft) => draft.set);
  const change = (index: number, part: Partial<PatrolWindow>) =>
    set({ windows: windows.map((was, at) => (at === index ? { ...was, ...part } : was)) });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-quiet text-sm">{t('windows')}</legend>
      {windows.map((window, index) => (
        <WindowFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a window is its place in the list
          key={index}
          window={window}
          onChange={(part) => change(index, part)}
          onRemove={() => set({ windows: windows.filter((_, at) => at !== index) })}
        />
      ))}
      {windows.length < MOST_WINDOWS && (
        <Button look="quiet" icon="plus" onClick={() => set({ windows: [...windows, NEW_WINDOW] })}>
          {t('addWindow')}
        </Button>
      )}
    </fieldset>
  );
}

type WindowFieldsProps = {
  window: PatrolWindow;
  onChange: (part: Partial<PatrolWindow>) => void;
  onRemove: () => void;
};

function WindowFields({ window, onChange, onRemove }: WindowFieldsProps) {
  const t = useTranslations('patrol');
  const { weekdays, from, to } = window;
  const toggle = (day: number) => {
    const next = weekdays.includes(day)
      ? weekdays.filter((other) => other !== day)
      : [...weekdays, day].toSorted();
    if (next.length > 0) onChange({ weekdays: next });
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-md border p-2">
      <span className="flex items-center gap-1">
        <TextInput
          type="time"
          aria-label={t('from')}
          value={from}
          onChange={(event) => event.target.value && onChange({ from: event.target.value })}
          className="h-7 flex-1"
        />
        –
        <TextInput
          type="time"
          aria-label={t('to')}
          value={to}
          onChange={(event) => event.target.value && onChange({ to: event.target.value })}
          className="h-7 flex-1"
        />
        <IconButton icon="trash" size="sm" label={t('removeWindow')} onClick={onRemove} />
      </span>
      <span className="flex gap-0.5">
        {DAYS.map((name, index) => {
          const day = index + 1;
          return (
            <button
              key={name}
              type="button"
              aria-pressed={weekdays.includes(day)}
              onClick={() => toggle(day)}
              className={cn(
                'h-6 flex-1 rounded-sm border text-xs',
                weekdays.includes(day) ? 'border-accent text-accent' : 'border-edge text-faint',
              )}
            >
              {t(`weekday.${name}`)}
            </button>
          );
        })}
      </span>
    </div>
  );
}

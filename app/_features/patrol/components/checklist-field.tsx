'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useDraft } from '../draft-context.tsx';

const MOST_ITEMS = 12;

/** What to look at on every camera. */
export function ChecklistField() {
  const t = useTranslations('patrol');
  const checklist = useDraft((draft) => draft.fields.checklist);
  const set = useDraft((draft) => draft.set);
  const [text, setText] = useState('');
  const item = text.trim();
  const add = () => {
    if (item !== '' && !checklist.includes(item)) set({ checklist: [...checklist, item] });
    setText('');
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-quiet text-sm">{t('checklist')}</legend>
      {checklist.map((known) => (
        <span key={known} className="flex items-center justify-between rounded-sm bg-raised pl-2">
          <span className="truncate">{known}</span>
          <IconButton
            icon="close"
            size="sm"
            label={t('removeItem', { name: known })}
            onClick={() => set({ checklist: checklist.filter((other) => other !== known) })}
          />
        </span>
      ))}
      {checklist.length < MOST_ITEMS && (
        <span className="flex gap-1">
          <TextInput
            aria-label={t('checklistItem')}
            placeholder={t('checklistItem')}
            maxLength={64}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
            className="flex-1"
          />
          <Button className="h-8" disabled={item === ''} onClick={add}>
            {t('addItem')}
          </Button>
        </span>
      )}
    </fieldset>
  );
}

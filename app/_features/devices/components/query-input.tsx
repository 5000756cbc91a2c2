'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { TextInput } from '../../../_ui/field.tsx';

const TYPING_PAUSE_MS = 200;

/** Words to search by, told when typing pauses. */
export function QueryInput({
  label,
  value,
  placeholder,
  onChange,
}: {
  label: string;
  value: string;
  /** What can be searched by; when not said, what cameras are found by. */
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  const t = useTranslations('devices');
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const typed = text.trim();
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextInput
      type="search"
      data-search-input
      aria-label={label}
      placeholder={placeholder ?? t('searchPlaceholder')}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="w-48"
    />
  );
}

'use client';
import { useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button.tsx';

const TOLD_MS = 2_000;

/** Something to be carried elsewhere, with a button that copies it. */
export function CopyLine({ label, value }: { label: string; value: string }) {
  const t = useTranslations('common');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    // The clipboard is closed to pages on plain http; there the text is selected for Ctrl+C.
    if (navigator.clipboard === undefined) return;
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), TOLD_MS);
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm text-quiet">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          className="h-8 min-w-0 flex-1 rounded-md border border-edge bg-page px-2 font-mono text-sm"
        />
        <Button icon={copied ? 'check' : 'copy'} className="h-8" onClick={() => void copy()}>
          {copied ? t('copied') : t('copy')}
        </Button>
      </div>
    </div>
  );
}

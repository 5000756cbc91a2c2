'use client';
import { useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useToasts } from '../../_ui/toast-store.ts';

/** What the wall's address asks for under a name: shown once and then gone from the address. */
export function useWanted(name: string, show: (value: string) => Promise<void>): void {
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const value = useSearchParams().get(name);
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (asked.current === value) return;
    asked.current = value;
    if (value === null) return;
    const url = new URL(window.location.href);
    url.searchParams.delete(name);
    window.history.replaceState(null, '', url);
    show(value).catch((error: unknown) => showToast({ tone: 'error', text: errorText(error) }));
  });
}

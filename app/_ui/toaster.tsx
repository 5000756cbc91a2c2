'use client';
import { useEffect, useState } from 'react';
import { cn } from './cn.ts';
import { IconButton } from './icon-button.tsx';
import { shownForMs, type Toast, useToasts } from './toast-store.ts';

/** What just happened, bottom centre; one may be undone. A toast under pointer or focus stays. */
export function Toaster({ closeLabel, label }: { closeLabel: string; label: string }) {
  const toasts = useToasts((state) => state.toasts);
  return (
    <section
      aria-label={label}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-6 z-50 flex flex-col items-center gap-2"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} closeLabel={closeLabel} />
      ))}
    </section>
  );
}

function ToastCard({ toast, closeLabel }: { toast: Toast; closeLabel: string }) {
  const dismiss = useToasts((state) => state.dismiss);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), shownForMs(toast));
    return () => clearTimeout(timer);
  }, [toast, dismiss, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the toast while it is being read
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={cn(
        'pointer-events-auto flex max-w-160 items-center gap-3 rounded-lg border bg-raised py-1.5 pr-2 pl-4 shadow-float',
        toast.tone === 'error' ? 'border-alarm/50' : 'border-edge',
      )}
    >
      <p>{toast.text}</p>
      {toast.action && (
        <button
          type="button"
          className="rounded-sm px-2 py-1 font-medium text-accent hover:bg-hover"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <IconButton icon="close" size="sm" label={closeLabel} onClick={() => dismiss(toast.id)} />
    </div>
  );
}

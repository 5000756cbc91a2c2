'use client';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { cn } from './cn.ts';
import { IconButton } from './icon-button.tsx';

type DialogProps = {
  title: string;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** Tailwind width of the panel. */
  width?: string;
  className?: string;
};

/** A modal panel on the browser's own `<dialog>`: focus trap, Esc and inert background come with it. */
export function Dialog({
  title,
  closeLabel,
  onClose,
  children,
  footer,
  width = 'w-120',
  className,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== ref.current) return;
        event.preventDefault();
        onClose();
      }}
      className={cn(
        'max-h-[92vh] max-w-[96vw] rounded-lg border border-edge bg-panel shadow-float',
        width,
        className,
      )}
    >
      <div className="flex max-h-[92vh] flex-col">
        <header className="flex h-11 shrink-0 items-center justify-between border-b px-4">
          <h2 id={titleId} className="truncate text-lg font-semibold">
            {title}
          </h2>
          <IconButton icon="close" label={closeLabel} shortcut="Escape" onClick={onClose} />
        </header>
        <div className="scroll-area min-h-0 flex-1 p-4">{children}</div>
        {footer !== undefined && (
          <footer className="flex shrink-0 items-center justify-end gap-2 border-t px-4 py-3">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  );
}

'use client';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

const CONTROL =
  'h-8 min-w-0 rounded-md border border-edge bg-page px-2 text-base text-text disabled:opacity-60 aria-invalid:border-alarm';

type ControlProps = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean };

type FieldProps = {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: (props: ControlProps) => ReactNode;
};

/** Label, control, hint and error, tied together for readers of the screen. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm text-quiet">
        {label}
      </label>
      {children({
        id,
        ...(note !== undefined && { 'aria-describedby': noteId }),
        ...(error !== undefined && { 'aria-invalid': true }),
      })}
      {note !== undefined && (
        <p id={noteId} className={cn('text-xs', error === undefined ? 'text-faint' : 'text-alarm')}>
          {note}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input autoComplete="off" spellCheck={false} {...rest} className={cn(CONTROL, className)} />
  );
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={cn(CONTROL, 'pr-1', className)} />;
}

export function Checkbox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: string }) {
  return (
    <label className={cn('inline-flex items-center gap-2 text-base', className)}>
      <input type="checkbox" {...rest} className="size-4 accent-accent" />
      {label}
    </label>
  );
}

/** A one-line complaint above the buttons of a form. */
export function FormError({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p
      role="alert"
      className="rounded-md border border-alarm/40 bg-alarm-soft px-3 py-2 text-sm text-alarm"
    >
      {children}
    </p>
  );
}

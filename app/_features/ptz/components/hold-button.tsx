'use client';
import type { ComponentProps } from 'react';
import { cn } from '../../../_ui/cn.ts';

type HoldButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'onClick'> & {
  label: string;
  onHold: () => void;
  onRelease: () => void;
};

/** Acts while it is held: by pointer, finger or Enter. Whatever takes it away lets go. */
export function HoldButton({
  label,
  onHold,
  onRelease,
  className,
  children,
  ...rest
}: HoldButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={label}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onHold();
      }}
      onPointerUp={onRelease}
      onPointerCancel={onRelease}
      onLostPointerCapture={onRelease}
      onBlur={onRelease}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) onHold();
      }}
      onKeyUp={(event) => {
        if (event.key === 'Enter') onRelease();
      }}
      className={cn(
        'inline-flex touch-none items-center justify-center text-quiet select-none hover:bg-hover hover:text-text',
        'active:bg-accent-soft active:text-accent disabled:opacity-40',
        className,
      )}
    >
      {children}
    </button>
  );
}

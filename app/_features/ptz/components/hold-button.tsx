'use client';
import { type ComponentProps, useRef } from 'react';
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
  const held = useRef(false);
  const hold = () => {
    held.current = true;
    onHold();
  };
  // Only what it holds itself: losing the focus must not stop somebody else's move.
  const release = () => {
    if (!held.current) return;
    held.current = false;
    onRelease();
  };
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={label}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        hold();
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        if (!event.repeat) hold();
      }}
      onKeyUp={(event) => {
        if (event.key === 'Enter') release();
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

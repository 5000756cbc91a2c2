'use client';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cn } from './cn.ts';
import { type MenuItem, MenuList } from './menu-list.tsx';

type MenuProps = {
  /** Draws the button that opens the menu; spread the props on it. */
  trigger: (props: {
    'aria-haspopup': 'menu';
    'aria-expanded': boolean;
    'aria-controls': string;
    onClick: () => void;
  }) => ReactNode;
  label: string;
  items: MenuItem[];
  header?: ReactNode;
  /** Where the menu grows from its button. */
  side?: keyof typeof SIDES;
};

const SIDES = {
  'right-up': 'bottom-0 left-full ml-2',
  'down-right': 'top-full left-0 mt-1',
  'down-left': 'top-full right-0 mt-1',
  'up-left': 'right-0 bottom-full mb-1',
};

export function Menu({ trigger, label, items, header, side = 'down-left' }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = (back: boolean) => {
    setOpen(false);
    if (back) root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  };

  return (
    <div ref={root} className="relative">
      {trigger({
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': id,
        onClick: () => setOpen((was) => !was),
      })}
      {open && (
        <div
          className={cn(
            'absolute z-40 min-w-44 rounded-lg border border-edge bg-raised py-1 shadow-float',
            SIDES[side],
          )}
        >
          {header !== undefined && <div className="border-b px-3 py-2">{header}</div>}
          <MenuList id={id} label={label} items={items} onClose={close} />
        </div>
      )}
    </div>
  );
}

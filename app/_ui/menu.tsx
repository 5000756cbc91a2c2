'use client';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cn } from './cn.ts';
import { Icon, type IconName } from './icons.tsx';

export type MenuItem = {
  id: string;
  label: string;
  icon?: IconName;
  /** Set for a choice: shows whether it is the current one. */
  checked?: boolean;
  onSelect: () => void;
};

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
  side?: 'right-up' | 'down-right' | 'down-left';
};

const SIDES = {
  'right-up': 'bottom-0 left-full ml-2',
  'down-right': 'top-full left-0 mt-1',
  'down-left': 'top-full right-0 mt-1',
};

export function Menu({ trigger, label, items, header, side = 'down-left' }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const entries = [...(root.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = entries.findIndex((entry) => entry.matches(':focus'));
    const go = (index: number) => entries[(index + entries.length) % entries.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(entries.length - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab') return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the menu items inside take the keys
    <div ref={root} className="relative" onKeyDown={onKeyDown}>
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
          <div role="menu" id={id} aria-label={label}>
            {items.map((item) => (
              <button
                key={item.id}
                type="button"
                {...(item.checked === undefined
                  ? { role: 'menuitem' }
                  : { role: 'menuitemradio', 'aria-checked': item.checked })}
                tabIndex={-1}
                onClick={() => {
                  close();
                  item.onSelect();
                }}
                className="flex h-8 w-full items-center gap-2 whitespace-nowrap px-3 text-left hover:bg-hover focus-visible:bg-hover"
              >
                {item.icon !== undefined && <Icon name={item.icon} className="size-4 text-quiet" />}
                <span className="flex-1">{item.label}</span>
                {item.checked === true && <Icon name="check" className="size-3.5 text-accent" />}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

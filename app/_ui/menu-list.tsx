'use client';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Icon, type IconName } from './icons.tsx';

export type MenuItem = {
  id: string;
  label: string;
  icon?: IconName;
  /** Set for a choice: shows whether it is the current one. */
  checked?: boolean;
  /** A line above it: another kind of thing begins. */
  apart?: boolean;
  onSelect: () => void;
};

type MenuListProps = {
  id?: string;
  label: string;
  items: readonly MenuItem[];
  /** `back`: the focus belongs where it was. */
  onClose: (back: boolean) => void;
};

/** The entries of an open menu: takes the focus, goes through them by keys, closes by Esc and Tab. */
export function MenuList({ id, label, items, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [
    ...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []),
  ];
  useEffect(() => list.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.findIndex((entry) => entry.matches(':focus'));
    const go = (index: number) => all[(index + all.length) % all.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(all.length - 1);
    else if (event.key === 'Escape') onClose(true);
    else if (event.key === 'Tab') return onClose(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} role="menu" id={id} aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          {...(item.checked === undefined
            ? { role: 'menuitem' }
            : { role: 'menuitemradio', 'aria-checked': item.checked })}
          tabIndex={-1}
          onClick={() => {
            onClose(true);
            item.onSelect();
          }}
          className={
            item.apart === true ? `mt-1 border-t border-edge pt-1 h-9 ${ENTRY}` : `h-8 ${ENTRY}`
          }
        >
          {item.icon !== undefined && <Icon name={item.icon} className="size-4 text-quiet" />}
          <span className="flex-1">{item.label}</span>
          {item.checked === true && <Icon name="check" className="size-3.5 text-accent" />}
        </button>
      ))}
    </div>
  );
}

const ENTRY =
  'flex w-full items-center gap-2 whitespace-nowrap px-3 text-left hover:bg-hover focus-visible:bg-hover';

'use client';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { type MenuItem, MenuList } from './menu-list.tsx';

/** In the window. */
export type MenuPlace = { readonly x: number; readonly y: number };

type ContextMenuProps = {
  at: MenuPlace;
  label: string;
  items: readonly MenuItem[];
  onClose: () => void;
};

/** From the window's edges. */
const MARGIN_PX = 4;

/** A menu where something was pressed with the right button or the menu key; whoever had the focus gets it back. */
export function ContextMenu({ at, label, items, onClose }: ContextMenuProps) {
  const box = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const [place, setPlace] = useState(at);
  useLayoutEffect(() => {
    const { offsetWidth = 0, offsetHeight = 0 } = box.current ?? {};
    const within = (value: number, size: number, room: number) =>
      Math.max(MARGIN_PX, Math.min(value, room - size - MARGIN_PX));
    setPlace({
      x: within(at.x, offsetWidth, window.innerWidth),
      y: within(at.y, offsetHeight, window.innerHeight),
    });
  }, [at]);
  useEffect(() => {
    const outside = (event: Event) => {
      if (!(event.target instanceof Node) || !box.current?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('wheel', outside);
    window.addEventListener('blur', onClose);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('wheel', outside);
      window.removeEventListener('blur', onClose);
    };
  }, [onClose]);
  return createPortal(
    <div
      ref={box}
      style={{ left: place.x, top: place.y }}
      className="fixed z-50 min-w-44 rounded-lg border border-edge bg-raised py-1 text-base shadow-float"
    >
      <MenuList
        label={label}
        items={items}
        onClose={(back) => {
          onClose();
          if (back && before instanceof HTMLElement) before.focus();
        }}
      />
    </div>,
    document.body,
  );
}

/** Whether a key asks for the menu of what has the focus. */
export function asksForMenu({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

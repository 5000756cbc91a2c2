'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

const SHOW_AFTER_MS = 400;

/** Names what is under the pointer or focus. The wrapped control carries the same words as its accessible name. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [place, setPlace] = useState<{ left: number; top: number; below: boolean } | null>(null);

  const show = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const box = anchor.current?.firstElementChild?.getBoundingClientRect();
      if (!box) return;
      const below = box.bottom + 40 < window.innerHeight;
      const left = Math.min(Math.max(box.left + box.width / 2, 60), window.innerWidth - 60);
      setPlace({ left, top: below ? box.bottom + 6 : box.top - 6, below });
    }, SHOW_AFTER_MS);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setPlace(null);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches what the control inside receives
    <span
      ref={anchor}
      className="contents"
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onPointerDown={hide}
    >
      {children}
      {place !== null &&
        createPortal(
          <span
            aria-hidden="true"
            className="pointer-events-none fixed z-50 max-w-80 rounded-sm border border-edge bg-raised px-2 py-1 text-xs text-text shadow-float"
            style={{
              left: place.left,
              top: place.top,
              transform: place.below ? 'translateX(-50%)' : 'translate(-50%, -100%)',
            }}
          >
            {text}
          </span>,
          document.body,
        )}
    </span>
  );
}

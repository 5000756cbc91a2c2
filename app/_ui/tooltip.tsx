'use client';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

const SHOW_AFTER_MS = 400;
const EDGE_PX = 110;
const GAP_PX = 6;

/** Names what is under the pointer or focus. The wrapped control carries the same words as its accessible name. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [place, setPlace] = useState<CSSProperties | null>(null);

  const show = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const box = anchor.current?.firstElementChild?.getBoundingClientRect();
      if (!box) return;
      setPlace(placeBeside(box));
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
            className="pointer-events-none fixed z-50 w-max max-w-80 rounded-sm border border-edge bg-raised px-2 py-1 text-xs text-text shadow-float"
            style={place}
          >
            {text}
          </span>,
          document.body,
        )}
    </span>
  );
}

/** Below, or above at the bottom; beside what stands at the left or right edge, so that nothing is cut. */
function placeBeside(box: DOMRect): CSSProperties {
  const middle = box.top + box.height / 2;
  if (box.left > window.innerWidth - EDGE_PX) {
    return {
      right: window.innerWidth - box.left + GAP_PX,
      top: middle,
      transform: 'translateY(-50%)',
    };
  }
  if (box.right < EDGE_PX)
    return { left: box.right + GAP_PX, top: middle, transform: 'translateY(-50%)' };
  const centre = box.left + box.width / 2;
  if (box.bottom + EDGE_PX / 2 < window.innerHeight) {
    return { left: centre, top: box.bottom + GAP_PX, transform: 'translateX(-50%)' };
  }
  return { left: centre, top: box.top - GAP_PX, transform: 'translate(-50%, -100%)' };
}

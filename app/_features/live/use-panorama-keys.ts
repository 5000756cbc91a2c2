'use client';
import { type RefObject, useEffect } from 'react';
import type { Panorama } from '../../_player/panorama/panorama.ts';
import { ENLARGE_STEP } from '../../_player/panorama/view.ts';
import { isTyping } from '../shell/typing.ts';

/** Parts of the field of view that an arrow turns by. */
const STEPS = 6;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** While somebody looks around, these keys turn the view; they are taken before the page's. */
export function usePanoramaKeys(
  panorama: RefObject<Panorama | null>,
  root: RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (panorama.current === null || !isOurs(event, root.current)) return;
      if (!act(panorama.current, event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [panorama, root]);
}

function act(panorama: Panorama, key: string): boolean {
  const arrow = ARROWS[key];
  if (arrow !== undefined) {
    const step = panorama.field / STEPS;
    panorama.turn({ yaw: arrow[0] * step, pitch: arrow[1] * step });
  } else if (key === '+' || key === '=') panorama.enlarge(ENLARGE_STEP);
  else if (key === '-') panorama.enlarge(1 / ENLARGE_STEP);
  else if (key === '0') panorama.straighten();
  else return false;
  return true;
}

/** Pressed on the picture or on nothing at all: not in a tree, a menu or a dialog over it. */
function isOurs({ target }: KeyboardEvent, root: HTMLElement | null): boolean {
  const place = root?.closest('dialog, [data-wall-cell]') ?? null;
  if (document.querySelector('dialog[open]:not([data-large-picture])') !== null) return false;
  return target === document.body || (target instanceof Node && place?.contains(target) === true);
}

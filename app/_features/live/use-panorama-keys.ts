'use client';
import { type RefObject, useEffect } from 'react';
import type { Panorama } from '../../_player/panorama/panorama.ts';
import { ENLARGE_STEP } from '../../_player/panorama/view.ts';
import type { ActionId } from '../keys/actions.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { isTyping } from '../shell/typing.ts';

/** Parts of the field of view that a key turns by. */
const STEPS = 6;
const TURNS: Partial<Record<ActionId, readonly [number, number]>> = {
  lookLeft: [-1, 0],
  lookRight: [1, 0],
  lookUp: [0, 1],
  lookDown: [0, -1],
};

/** While somebody looks around, these keys turn the view; they are taken before the page's. */
export function usePanoramaKeys(
  panorama: RefObject<Panorama | null>,
  root: RefObject<HTMLElement | null>,
): void {
  const keys = useKeysApi();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (panorama.current === null || !isOurs(event, root.current)) return;
      const action = actionOf(keys.getState().chosen, 'panorama', event);
      if (action === null || !act(panorama.current, action)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [panorama, root, keys]);
}

function act(panorama: Panorama, action: ActionId): boolean {
  const turn = TURNS[action];
  if (turn !== undefined) {
    const step = panorama.field / STEPS;
    panorama.turn({ yaw: turn[0] * step, pitch: turn[1] * step });
  } else if (action === 'lookCloser') panorama.enlarge(ENLARGE_STEP);
  else if (action === 'lookWider') panorama.enlarge(1 / ENLARGE_STEP);
  else if (action === 'lookStraight') panorama.straighten();
  else return false;
  return true;
}

/** Pressed on the picture or on nothing at all: not in a tree, a menu or a dialog over it. */
function isOurs({ target }: KeyboardEvent, root: HTMLElement | null): boolean {
  const place = root?.closest('dialog, [data-wall-cell]') ?? null;
  if (document.querySelector('dialog[open]:not([data-large-picture])') !== null) return false;
  return target === document.body || (target instanceof Node && place?.contains(target) === true);
}

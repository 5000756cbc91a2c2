'use client';
import { useEffect, useRef } from 'react';
import type { ActionId } from '../keys/actions.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { isTyping } from '../shell/typing.ts';

type Acts = { press: () => void; release: () => void; toggleLock: () => void };

/** Talks while its key is down. `scope` null: another picture has the keys. */
export function useTalkKeys(scope: 'wall' | 'picture' | null, acts: Acts): void {
  const keys = useKeysApi();
  // Acts change with every word; a key that is down must outlive that.
  const newest = useRef(acts);
  useEffect(() => {
    newest.current = acts;
  }, [acts]);
  useEffect(() => {
    if (scope === null) return;
    let down: string | null = null;
    const press = (event: KeyboardEvent) => {
      const action = heard(event, scope, (...pressed) =>
        actionOf(keys.getState().chosen, ...pressed),
      );
      if (action === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat) return;
      if (action === 'talkLock') newest.current.toggleLock();
      else {
        down = event.code;
        newest.current.press();
      }
    };
    const release = (event?: KeyboardEvent) => {
      if (down === null || (event && event.code !== down)) return;
      down = null;
      newest.current.release();
    };
    const leave = () => release();
    window.addEventListener('keydown', press, true);
    window.addEventListener('keyup', release, true);
    window.addEventListener('blur', leave);
    return () => {
      release();
      window.removeEventListener('keydown', press, true);
      window.removeEventListener('keyup', release, true);
      window.removeEventListener('blur', leave);
    };
  }, [scope, keys]);
}

type MeaningOf = (scope: 'wall' | 'picture', event: KeyboardEvent) => ActionId | null;

function heard(event: KeyboardEvent, scope: 'wall' | 'picture', meaningOf: MeaningOf) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return null;
  const others = scope === 'wall' ? 'dialog[open]' : 'dialog[open]:not([data-large-picture])';
  if (document.querySelector(others) !== null) return null;
  const action = meaningOf(scope, event);
  return action === 'talk' || action === 'talkLock' ? action : null;
}

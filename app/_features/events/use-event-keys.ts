'use client';
import { useEffect, useRef } from 'react';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { isTyping } from '../shell/typing.ts';

/** The list by keyboard; arrows, space and Enter are the table's own. */
export function useEventKeys(acts: { acknowledge: () => void; close: () => void }): void {
  const keys = useKeysApi();
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const action = actionOf(keys.getState().chosen, 'events', event);
      if (action === 'acknowledgeEvent') latest.current.acknowledge();
      else if (action === 'closeEvent') latest.current.close();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [keys]);
}

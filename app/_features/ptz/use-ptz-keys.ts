'use client';
import { useEffect, useRef } from 'react';
import type { LensPart } from '../../../server/drivers/schema.ts';
import { isTyping } from '../shell/typing.ts';
import { motionOfKeys, speedOf, steeringKey } from './motions.ts';
import { ptzLink } from './ptz-link.ts';
import { usePtzStore } from './store.ts';
import type { Steer } from './use-steering.ts';

type Acts = {
  callPreset: (number: number) => void;
  stopCruise: () => void;
  toggleLock: () => void;
  auto: (part: LensPart) => void;
  goHome: () => void;
  leave: () => void;
};

/** While PTZ mode is on these keys are its own: they are taken before the page's. */
export function usePtzKeys({ steer, stop }: Steer, acts: Acts): void {
  // Acts change with every word of the server; a key that is down must outlive that.
  const newest = useRef(acts);
  useEffect(() => {
    newest.current = acts;
  }, [acts]);
  useEffect(() => {
    const down = new Set<string>();
    const apply = (shift: boolean) => {
      const motion = motionOfKeys(down);
      if (motion) steer(motion, speedOf(usePtzStore.getState().speed, shift && motion.focus === 0));
      else stop();
    };
    const press = (event: KeyboardEvent) => {
      if (isForOthers(event)) return;
      const key = steeringKey(event.key, event.code, event.shiftKey);
      if (key !== null) {
        if (!event.repeat) {
          down.add(key);
          apply(event.shiftKey);
        }
      } else if (event.key === ' ') {
        down.clear();
        ptzLink.halt();
        newest.current.stopCruise();
        // On a button Space is the button's as well.
        if (event.target instanceof HTMLButtonElement) return;
      } else if (/^[1-9]$/.test(event.key)) newest.current.callPreset(Number(event.key));
      else if (event.key.toLowerCase() === 'a')
        newest.current.auto(event.shiftKey ? 'iris' : 'focus');
      else if (event.key === 'Home') newest.current.goHome();
      else if (event.key.toLowerCase() === 'l') newest.current.toggleLock();
      else if (event.key === 'Escape' || event.key.toLowerCase() === 'p') newest.current.leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const release = (event: KeyboardEvent) => {
      const before = down.size;
      for (const key of [...down]) if (means(key, event)) down.delete(key);
      if (down.size !== before) apply(event.shiftKey);
    };
    const forget = () => down.clear();
    window.addEventListener('keydown', press, true);
    window.addEventListener('keyup', release, true);
    window.addEventListener('blur', forget);
    return () => {
      if (down.size > 0) stop();
      window.removeEventListener('keydown', press, true);
      window.removeEventListener('keyup', release, true);
      window.removeEventListener('blur', forget);
    };
  }, [steer, stop]);
}

/** A dialog over the picture, a field, or the browser's own shortcut. */
function isForOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return true;
  return document.querySelector('dialog[open]:not([data-large-picture])') !== null;
}

/** Shift may have changed since the key went down: "+" comes up as "=". */
function means(name: string, { key, code }: KeyboardEvent): boolean {
  if (name === key) return true;
  if (name.startsWith('iris')) return steeringKey(key, code, false) === name;
  const lens = steeringKey(key, code, false);
  return lens !== null && lens.replace('zoom', '') === name.replace(/zoom|focus/, '');
}

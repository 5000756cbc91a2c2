'use client';
import { useEffect, useRef } from 'react';
import type { LensPart } from '../../../server/drivers/schema.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionWithShift } from '../keys/keymap.ts';
import { isTyping } from '../shell/typing.ts';
import { motionOfKeys, type Steering, speedOf, steeringOf } from './motions.ts';
import { ptzLink } from './ptz-link.ts';
import { usePtzStore } from './store.ts';
import type { Steer } from './use-steering.ts';

type Acts = {
  callPreset: (number: number) => void;
  stopLed: () => void;
  toggleLock: () => void;
  auto: (part: LensPart) => void;
  goHome: () => void;
  leave: () => void;
};

/** While PTZ mode is on these keys are its own: they are taken before the page's. */
export function usePtzKeys({ steer, stop }: Steer, acts: Acts): void {
  const keys = useKeysApi();
  // Acts change with every word of the server; a key that is down must outlive that.
  const newest = useRef(acts);
  useEffect(() => {
    newest.current = acts;
  }, [acts]);
  useEffect(() => {
    /** By the key itself: Shift may have changed since it went down. */
    const down = new Map<string, Steering>();
    const apply = (shift: boolean) => {
      const motion = motionOfKeys(new Set(down.values()));
      if (motion) steer(motion, speedOf(usePtzStore.getState().speed, shift && motion.focus === 0));
      else stop();
    };
    const press = (event: KeyboardEvent) => {
      if (isForOthers(event)) return;
      const action = actionWithShift(keys.getState().chosen, 'ptz', event);
      const steering = steeringOf(action, event.shiftKey);
      if (steering !== null) {
        if (!event.repeat) {
          down.set(event.code || event.key, steering);
          apply(event.shiftKey);
        }
      } else if (action === 'ptzStop') {
        down.clear();
        ptzLink.halt();
        newest.current.stopLed();
        // On a button Space is the button's as well.
        if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
      } else if (/^[1-9]$/.test(event.key)) newest.current.callPreset(Number(event.key));
      else if (action === 'autoFocus') newest.current.auto(event.shiftKey ? 'iris' : 'focus');
      else if (action === 'headHome') newest.current.goHome();
      else if (action === 'ptzLock') newest.current.toggleLock();
      else if (action === 'ptzMode' || event.key === 'Escape') newest.current.leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const release = (event: KeyboardEvent) => {
      if (down.delete(event.code || event.key)) apply(event.shiftKey);
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
  }, [steer, stop, keys]);
}

/** A dialog over the picture, a field, or the browser's own shortcut. */
function isForOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return true;
  return document.querySelector('dialog[open]:not([data-large-picture])') !== null;
}

'use client';
import { useEffect } from 'react';
import { motionOfPad, padStops } from './gamepad.ts';
import { ptzLink } from './ptz-link.ts';
import type { Steer } from './use-steering.ts';

/** A gamepad is asked, it does not tell; finer than this no hand is. */
const ASK_MS = 25;

/** While PTZ mode is on the first gamepad steers. Unplugged, or out of sight, it lets go. */
export function useGamepad({ steer, stop }: Steer, enabled: boolean): void {
  useEffect(() => {
    if (!enabled || typeof navigator.getGamepads !== 'function') return;
    let moving = false;
    // After a stop the stick has to come back to rest first: else it would go on at once.
    let resting = true;
    const letGo = () => {
      if (moving) stop();
      moving = false;
      resting = false;
    };
    const ask = () => {
      const pad = navigator
        .getGamepads()
        .find((one) => one?.connected && one.mapping === 'standard');
      if (!pad || !document.hasFocus()) return letGo();
      const motion = motionOfPad(pad);
      if (padStops(pad)) {
        if (resting || moving) ptzLink.halt();
        moving = false;
        resting = false;
      } else if (motion === null) {
        if (moving) stop();
        moving = false;
        resting = true;
      } else if (resting) {
        steer(motion);
        moving = true;
      }
    };
    const timer = setInterval(ask, ASK_MS);
    window.addEventListener('blur', letGo);
    window.addEventListener('gamepaddisconnected', letGo);
    return () => {
      clearInterval(timer);
      window.removeEventListener('blur', letGo);
      window.removeEventListener('gamepaddisconnected', letGo);
      if (moving) stop();
    };
  }, [steer, stop, enabled]);
}

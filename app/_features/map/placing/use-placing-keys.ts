'use client';
import { useEffect } from 'react';
import type { ActionId } from '../../keys/actions.ts';
import { useKeysApi } from '../../keys/context.tsx';
import { actionWithShift } from '../../keys/keymap.ts';
import { isTyping } from '../../shell/typing.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { movedTo, pointOf, turnedBy } from './handles.ts';
import { placeIn } from './session.ts';
import { usePlacing } from './store.ts';

const NUDGES: Partial<Record<ActionId, readonly [x: number, y: number]>> = {
  nudgeLeft: [-1, 0],
  nudgeRight: [1, 0],
  nudgeUp: [0, -1],
  nudgeDown: [0, 1],
};
const TURNS: Partial<Record<ActionId, number>> = { turnCounter: -5, turnClockwise: 5 };
const FAST_PX = 10;

/** Moves and turns the chosen camera, goes steps back and forth. Before the map's own keys. */
export function usePlacingKeys(engine: MapEngine): void {
  const keys = useKeysApi();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.altKey || isElsewhere(event)) return;
      const took =
        event.ctrlKey || event.metaKey
          ? stepBy(event)
          : event.key === 'Escape'
            ? leave()
            : act(
                actionWithShift(keys.getState().chosen, 'placing', event),
                event.shiftKey,
                engine,
              );
      if (!took) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [engine, keys]);
}

/** Trees, menus and dialogs have uses of their own for these keys. */
function isElsewhere(event: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  const { target } = event;
  if (!(target instanceof HTMLElement) || target === document.body) return false;
  return target.closest('canvas, [data-placing]') === null;
}

function stepBy(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return false;
  const { undo, redo } = usePlacing.getState();
  if (key === 'y' || event.shiftKey) redo();
  else undo();
  return true;
}

function leave(): boolean {
  const { chosenId, choose } = usePlacing.getState();
  if (chosenId === null) return false;
  choose(null);
  return true;
}

function act(action: ActionId | null, fast: boolean, engine: MapEngine): boolean {
  const { chosenId, session, point, change } = usePlacing.getState();
  const place = chosenId === null ? null : placeIn(session, chosenId);
  if (action === null || chosenId === null || place === null) return false;
  const nudge = NUDGES[action];
  const turn = TURNS[action];
  const at = pointOf(place, point);
  if (nudge !== undefined && at !== null) {
    const { x, y } = engine.project(at);
    const px = fast ? FAST_PX : 1;
    const to = engine.ground({ x: x + nudge[0] * px, y: y + nudge[1] * px });
    change(chosenId, movedTo(place, point, to), 'nudge');
  }
  if (turn !== undefined) change(chosenId, turnedBy(place, turn), 'turn');
  return nudge !== undefined || turn !== undefined;
}

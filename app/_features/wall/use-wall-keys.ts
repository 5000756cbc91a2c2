'use client';
import { useEffect } from 'react';
import type { ActionId } from '../keys/actions.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { pressTool } from '../live/press-tool.ts';
import { isTyping } from '../shell/typing.ts';
import { useWallApi } from './context.tsx';
import { type Arrow, neighbour, stepLayout } from './layouts.ts';
import type { WallStore } from './store.ts';

const ARROWS: Record<string, Arrow> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Done by the tools of a cell, which know whether they may. */
const TOOLS: ReadonlySet<ActionId> = new Set([
  'snapshot',
  'record',
  'stats',
  'sound',
  'panorama',
  'roadWall',
  'zoomIn',
  'zoomOut',
  'zoomWhole',
]);

const cellOf = (index: number) =>
  document.querySelector<HTMLElement>(`[data-wall-cell="${index}"]`);

/** The wall by keyboard; what the help sheet lists under "Wall". */
export function useWallKeys(toggleFullScreen: () => void, enabled: boolean): void {
  const api = useWallApi();
  const keys = useKeysApi();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const wall = api.getState();
      const action = actionOf(keys.getState().chosen, 'wall', event);
      const arrow = ARROWS[event.key];
      const done =
        pressAlong(event, wall, action) ||
        (arrow === undefined
          ? pressKey(event, wall, action, toggleFullScreen)
          : pressArrow(event, wall, arrow));
      if (done) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [api, keys, toggleFullScreen, enabled]);
}

/** Along the road, in an enlarged cell. */
function pressAlong(event: KeyboardEvent, wall: WallStore, action: ActionId | null): boolean {
  if (wall.maximised === null || (action !== 'backward' && action !== 'forward')) return false;
  return pressTool(cellOf(wall.maximised), event);
}

/** Among cells the arrows go from cell to cell; elsewhere up and down change the layout. */
function pressArrow(event: KeyboardEvent, wall: WallStore, arrow: Arrow): boolean {
  const { target } = event;
  const among = target instanceof Element && target.closest('[data-wall-cell]') !== null;
  const vertical = arrow === 'up' || arrow === 'down';
  if (vertical && (event.shiftKey || !among)) {
    wall.chooseLayout(stepLayout(wall.layout, arrow === 'down' ? 1 : -1));
    return true;
  }
  if (wall.maximised !== null) return false;
  goTo(wall, neighbour(wall.layout, wall.focus, arrow));
  return true;
}

function pressKey(
  event: KeyboardEvent,
  wall: WallStore,
  action: ActionId | null,
  toggleFullScreen: () => void,
): boolean {
  const { focus, maximised } = wall;
  const filled = (wall.cells[focus]?.cameraId ?? null) !== null;
  const { key } = event;
  if (/^[1-9]$/.test(key)) goTo(wall, Number(key) - 1);
  else if (action === 'wallFull') toggleFullScreen();
  else if (action === 'cellFull' && (filled || maximised !== null))
    wall.maximise(maximised === null ? focus : null);
  else if (key === 'Escape' && maximised !== null) wall.maximise(null);
  else if (action === 'clearCell' || key === 'Backspace') wall.clear(focus);
  else if (action === 'dock') wall.toggleDock();
  else if (action !== null && TOOLS.has(action)) pressTool(cellOf(focus), event);
  else return false;
  return true;
}

function goTo(wall: WallStore, index: number): void {
  wall.focusCell(index);
  cellOf(index)?.focus();
}

'use client';
import { useEffect } from 'react';
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

const TOOL_KEYS = new Set(['s', 'i', 'm', 'v', 'w', '+', '=', '-', '0']);

const cellOf = (index: number) =>
  document.querySelector<HTMLElement>(`[data-wall-cell="${index}"]`);

/** The wall by keyboard; what the help sheet lists under "Wall". */
export function useWallKeys(toggleFullScreen: () => void, enabled: boolean): void {
  const api = useWallApi();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const wall = api.getState();
      const arrow = ARROWS[event.key];
      const done =
        arrow === undefined
          ? pressKey(event, wall, toggleFullScreen)
          : pressArrow(event, wall, arrow);
      if (done) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [api, toggleFullScreen, enabled]);
}

/**
 * Among cells the arrows go from cell to cell; elsewhere up and down change the layout. In an enlarged cell left and
 * right go along the road.
 */
function pressArrow(event: KeyboardEvent, wall: WallStore, arrow: Arrow): boolean {
  const { target } = event;
  const among = target instanceof Element && target.closest('[data-wall-cell]') !== null;
  const vertical = arrow === 'up' || arrow === 'down';
  if (vertical && (event.shiftKey || !among)) {
    wall.chooseLayout(stepLayout(wall.layout, arrow === 'down' ? 1 : -1));
    return true;
  }
  if (wall.maximised !== null) return pressTool(cellOf(wall.maximised), event.key);
  goTo(wall, neighbour(wall.layout, wall.focus, arrow));
  return true;
}

function pressKey(event: KeyboardEvent, wall: WallStore, toggleFullScreen: () => void): boolean {
  const { focus, maximised } = wall;
  const filled = (wall.cells[focus]?.cameraId ?? null) !== null;
  const key = event.key.toLowerCase();
  if (/^[1-9]$/.test(key)) goTo(wall, Number(key) - 1);
  else if (key === 'f' && event.shiftKey) toggleFullScreen();
  else if (key === 'f' && (filled || maximised !== null))
    wall.maximise(maximised === null ? focus : null);
  else if (key === 'escape' && maximised !== null) wall.maximise(null);
  else if (key === 'delete' || key === 'backspace') wall.clear(focus);
  else if (key === 'd') wall.toggleDock();
  else if (TOOL_KEYS.has(key)) pressTool(cellOf(focus), event.key);
  else return false;
  return true;
}

function goTo(wall: WallStore, index: number): void {
  wall.focusCell(index);
  cellOf(index)?.focus();
}

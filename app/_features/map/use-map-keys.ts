'use client';
import { useEffect } from 'react';
import { asksForMenu } from '../../_ui/context-menu.tsx';
import { isTyping } from '../shell/typing.ts';
import { useMapStore } from './context.tsx';
import type { MapEngine, MapView } from './engine/map-engine.ts';
import { type SelectionTool, useSelection } from './selection-store.ts';

const TOOLS: Record<string, SelectionTool> = { b: 'box', l: 'lasso', r: 'road' };

/** The menu key opens the selected camera's menu, H home, F fit, X close all pictures, B L R selection tools, Esc leaves tool and selection; pan and zoom keys are the map's own. */
export function useMapKeys(
  engine: MapEngine | null,
  home: MapView | null,
  onMenu: () => void,
): void {
  const unpinAll = useMapStore((store) => store.unpinAll);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const key = event.key.toLowerCase();
      if (key === 'h' && home !== null) engine?.moveTo([home.lon, home.lat], home.zoom);
      if (key === 'f') engine?.fitCameras();
      if (key === 'x') unpinAll();
      if (asksForMenu(event) && event.target instanceof HTMLCanvasElement) onMenu();
      const tool = TOOLS[key];
      if (tool !== undefined) useSelection.getState().use(tool);
      if (key === 'escape') leave(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [engine, home, unpinAll, onMenu]);
}

/** The tool first, then what was chosen; a picture that has the focus takes the key itself. */
function leave(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-pin]') !== null) return;
  const { tool, use, clear } = useSelection.getState();
  if (tool === null) clear();
  else use(null);
}

'use client';
import { useEffect } from 'react';
import { asksForMenu } from '../../_ui/context-menu.tsx';
import type { ActionId } from '../keys/actions.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { useMay } from '../session/current-user.tsx';
import { isTyping } from '../shell/typing.ts';
import { useMapStore } from './context.tsx';
import type { MapEngine, MapView } from './engine/map-engine.ts';
import { usePlacing } from './placing/store.ts';
import { togglePlacing } from './placing/toggle.ts';
import { type SelectionTool, useSelection } from './selection-store.ts';

const TOOLS: Partial<Record<ActionId, SelectionTool>> = {
  selectBox: 'box',
  selectLasso: 'lasso',
  selectRoad: 'road',
};

/** The menu key opens the selected camera's menu, Esc leaves tool and selection; pan and zoom keys are the map's own. */
export function useMapKeys(
  engine: MapEngine | null,
  home: MapView | null,
  onMenu: () => void,
): void {
  const keys = useKeysApi();
  const unpinAll = useMapStore((store) => store.unpinAll);
  const showViews = useMapStore((store) => store.showViews);
  const mayPlace = useMay('cameras.edit');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const action = actionOf(keys.getState().chosen, 'map', event);
      if (action === 'home' && home !== null) engine?.moveTo([home.lon, home.lat], home.zoom);
      if (action === 'fit') engine?.fitCameras();
      if (action === 'closePins') unpinAll();
      if (action === 'mapViews') showViews(true);
      if (asksForMenu(event) && event.target instanceof HTMLCanvasElement) onMenu();
      if (action === 'placing' && mayPlace) togglePlacing();
      const tool = action === null ? undefined : TOOLS[action];
      if (tool !== undefined && !usePlacing.getState().on) useSelection.getState().use(tool);
      if (event.key === 'Escape') leave(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [engine, home, unpinAll, showViews, onMenu, keys, mayPlace]);
}

/** The tool first, then what was chosen; a picture that has the focus takes the key itself. */
function leave(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-pin]') !== null) return;
  const { tool, use, clear } = useSelection.getState();
  if (tool === null) clear();
  else use(null);
}

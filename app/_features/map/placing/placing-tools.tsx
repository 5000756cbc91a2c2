'use client';
import type { MapEngine } from '../engine/map-engine.ts';
import { PlacingBar } from './placing-bar.tsx';
import { PlacingLayer } from './placing-layer.tsx';
import { PlacingPanel } from './placing-panel.tsx';
import { usePlacingKeys } from './use-placing-keys.ts';

type PlacingToolsProps = { engine: MapEngine; moves: number; hovered: string | null };

/** Everything there is on the map while cameras are put somewhere else. */
export function PlacingTools(props: PlacingToolsProps) {
  usePlacingKeys(props.engine);
  return (
    <>
      <PlacingLayer {...props} />
      <PlacingPanel />
      <PlacingBar />
    </>
  );
}

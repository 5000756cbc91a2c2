'use client';
import { type DragEvent, useState } from 'react';
import { carriesCamera, droppedCamera } from '../live/camera-drag.ts';
import { carriesPlace, droppedPlace } from '../live/place-drag.ts';
import { useWallStore } from './context.tsx';
import { useFillFrom } from './use-fill-from.ts';

const CELL_TYPE = 'application/x-lukou-cell';

export type Landing = 'place' | 'replace' | 'swap' | 'fillFrom';

/** A cell as something to drag and to drop on: another cell swaps, a camera replaces, a node of a tree fills from here. */
export function useCellDrop(index: number, filled: boolean) {
  const put = useWallStore((store) => store.put);
  const swap = useWallStore((store) => store.swap);
  const focusCell = useWallStore((store) => store.focusCell);
  const fillFrom = useFillFrom();
  const [landing, setLanding] = useState<Landing | null>(null);
  const landingOf = (event: DragEvent): Landing | null => {
    if (event.dataTransfer.types.includes(CELL_TYPE)) return 'swap';
    if (carriesPlace(event)) return 'fillFrom';
    if (!carriesCamera(event)) return null;
    return filled ? 'replace' : 'place';
  };
  const props = {
    draggable: filled,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(CELL_TYPE, String(index));
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver: (event: DragEvent) => {
      const next = landingOf(event);
      if (next === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = next === 'swap' ? 'move' : 'copy';
      setLanding(next);
    },
    onDragLeave: (event: DragEvent) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && event.currentTarget.contains(to))) setLanding(null);
    },
    onDrop: (event: DragEvent) => {
      const how = landingOf(event);
      setLanding(null);
      if (how === null) return;
      event.preventDefault();
      if (how === 'swap') return swap(Number(event.dataTransfer.getData(CELL_TYPE)), index);
      const place = how === 'fillFrom' ? droppedPlace(event) : null;
      if (place !== null) return fillFrom(place, index);
      if (how === 'fillFrom') return;
      put(index, droppedCamera(event));
      focusCell(index);
    },
  };
  return { landing, props };
}

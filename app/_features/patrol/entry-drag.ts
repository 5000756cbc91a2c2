'use client';
import { type DragEvent, useState } from 'react';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { carriesCamera, droppedCamera } from '../live/camera-drag.ts';
import { useDraftApi } from './draft-context.tsx';

const ENTRY_TYPE = 'application/x-lukou-patrol-entry';

/** A place in the plan as something to drag and to drop on: entries move there, cameras are put in before. */
export function useEntryDrop(index: number, draggable: boolean) {
  const api = useDraftApi();
  const add = useAddById();
  const [over, setOver] = useState(false);
  const takes = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes(ENTRY_TYPE);
  const props = {
    draggable,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(ENTRY_TYPE, String(index));
      event.dataTransfer.effectAllowed = 'move';
    },
    onDragOver: (event: DragEvent) => {
      if (!takes(event) && !carriesCamera(event)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!takes(event) && !carriesCamera(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!takes(event)) return add(droppedCamera(event), index);
      const from = Number(event.dataTransfer.getData(ENTRY_TYPE));
      const last = api.getState().entries.length - 1;
      api.getState().move(from, Math.min(index, last));
    },
  };
  return { over, props };
}

/** Puts a camera that is known by its id only into the plan. */
export function useAddById(): (cameraId: string, at?: number) => void {
  const client = useTRPCClient();
  const api = useDraftApi();
  return (cameraId, at) => {
    if (cameraId === '') return;
    void client.patrols.pick
      .query({ ids: [cameraId] })
      .then(({ cameras }) => api.getState().addCameras(cameras, at));
  };
}

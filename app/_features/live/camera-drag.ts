import type { DragEvent } from 'react';

const CAMERA_TYPE = 'application/x-lukou-camera';

/** Puts a camera on a drag; dropped into a text field it becomes nothing. */
export function dragCamera(cameraId: string): (event: DragEvent) => void {
  return ({ dataTransfer }) => {
    dataTransfer.setData(CAMERA_TYPE, cameraId);
    dataTransfer.effectAllowed = 'copy';
  };
}

export function carriesCamera({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes(CAMERA_TYPE);
}

/** Empty for anything else that was dropped. */
export function droppedCamera({ dataTransfer }: DragEvent): string {
  return dataTransfer.getData(CAMERA_TYPE);
}

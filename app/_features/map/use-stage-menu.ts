'use client';
import type { MapCamera } from '../../../server/cameras/schema.ts';
import type { LonLat, ScreenPoint } from './engine/library.ts';
import { type CameraMenuWays, useCameraMenu } from './use-camera-menu.tsx';

type Stage = {
  readonly project: (at: LonLat) => ScreenPoint;
  readonly box: () => Pick<DOMRect, 'left' | 'top'>;
  /** Whose menu the menu key opens. */
  readonly selected: MapCamera | undefined;
};

/** Menus of cameras on the map: where they were pressed, or beside the selected one. */
export function useStageMenu(ways: CameraMenuWays, { project, box, selected }: Stage) {
  const { open, menu } = useCameraMenu(ways);
  const openAt = (cameraId: string, { x, y }: ScreenPoint) => {
    const { left, top } = box();
    open(cameraId, { x: left + x, y: top + y });
  };
  const openSelected = () => {
    if (selected !== undefined) openAt(selected.id, project([selected.lon, selected.lat]));
  };
  return { openAt, openSelected, menu };
}

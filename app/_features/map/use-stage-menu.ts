'use client';
import type { MapCamera } from '../../../server/cameras/schema.ts';
import type { MenuPlace } from '../../_ui/context-menu.tsx';
import type { LonLat, ScreenPoint } from './engine/library.ts';
import { type CameraMenuWays, useCameraMenu } from './use-camera-menu.tsx';

type Stage = {
  readonly project: (at: LonLat) => ScreenPoint;
  readonly box: () => Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;
  /** Whose menu the menu key opens; without one it is the ground's, in the middle. */
  readonly selected: MapCamera | undefined;
  readonly openGround: (at: MenuPlace) => void;
};

/** Menus of cameras on the map: where they were pressed, or beside the selected one. */
export function useStageMenu(ways: CameraMenuWays, { project, box, selected, openGround }: Stage) {
  const { open, menu } = useCameraMenu(ways);
  const openAt = (cameraId: string, { x, y }: ScreenPoint) => {
    const { left, top } = box();
    open(cameraId, { x: left + x, y: top + y });
  };
  const openSelected = () => {
    if (selected !== undefined) return openAt(selected.id, project([selected.lon, selected.lat]));
    const { left, top, width, height } = box();
    openGround({ x: left + width / 2, y: top + height / 2 });
  };
  return { openAt, openSelected, menu };
}

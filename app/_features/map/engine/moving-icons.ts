import type { CameraStatus } from '../../../../server/cameras/schema.ts';
import { type Pen, paint } from './camera-icons.ts';
import type { MapPalette } from './palette.ts';

const ICON_PX = 24;

/** `pointed`: its heading is known, and the map turns the icon there. */
export type MovingShape = 'pointed' | 'blunt';
export const MOVING_SHAPES: readonly MovingShape[] = ['pointed', 'blunt'];

export function movingIconName(status: CameraStatus, shape: MovingShape): string {
  return `moving-${status}-${shape}`;
}

/** Like the arrow of a navigator, or a box where nobody knows where it is going; hollow where there is no picture. */
export function movingIcon(
  status: CameraStatus,
  shape: MovingShape,
  palette: MapPalette,
): ImageData {
  const colour = { online: palette.online, fault: palette.fault } as const;
  return paint(ICON_PX, palette, (pen, size) => {
    const hollow = status === 'offline' || status === 'unknown';
    pen.lineJoin = 'round';
    outline(pen, size / 2, shape);
    pen.fillStyle = hollow ? palette.halo : colour[status];
    pen.strokeStyle = palette.halo;
    pen.lineWidth = 4;
    pen.stroke();
    pen.fill();
    if (!hollow) return;
    pen.strokeStyle = palette.offline;
    pen.lineWidth = 1.8;
    if (status === 'unknown') pen.setLineDash([2.5, 2]);
    pen.stroke();
  });
}

function outline(pen: Pen, c: number, shape: MovingShape): void {
  pen.beginPath();
  if (shape === 'blunt') {
    pen.roundRect(c - 5.5, c - 5.5, 11, 11, 3);
    return;
  }
  for (const [x, y] of ARROW) pen.lineTo(c + x, c + y);
  pen.closePath();
}

/** To the north. */
const ARROW = [
  [0, -9],
  [6.5, 7],
  [0, 3.5],
  [-6.5, 7],
] as const;

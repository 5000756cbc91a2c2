import type { ExpressionSpecification } from 'maplibre-gl';
import type { CameraStatus } from '../../../../server/cameras/schema.ts';
import type { MapPalette } from './palette.ts';

export const ICON_PIXEL_RATIO = 2;
const MARK_PX = 18;
/** Steps in which a cluster's ring shows the online share: enough for the eye, few enough to draw once each. */
const SHARE_STEPS = 12;

type Pen = OffscreenCanvasRenderingContext2D;

function paint(
  sizePx: number,
  palette: MapPalette,
  draw: (pen: Pen, size: number) => void,
): ImageData {
  const zoom = palette.scale * ICON_PIXEL_RATIO;
  const size = Math.round(sizePx * zoom);
  const pen = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true });
  if (pen === null) throw new Error('no 2D canvas');
  pen.scale(zoom, zoom);
  draw(pen, sizePx);
  return pen.getImageData(0, 0, size, size);
}

function circle(pen: Pen, centre: number, radius: number): void {
  pen.beginPath();
  pen.arc(centre, centre, radius, 0, Math.PI * 2);
}

function drawMark(pen: Pen, c: number, status: CameraStatus, palette: MapPalette): void {
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.halo;
  switch (status) {
    case 'online':
      pen.fillStyle = palette.online;
      circle(pen, c, 4.5);
      pen.fill();
      pen.stroke();
      return;
    case 'fault':
      pen.fillStyle = palette.fault;
      pen.beginPath();
      pen.moveTo(c, c - 6.5);
      pen.lineTo(c + 6.5, c);
      pen.lineTo(c, c + 6.5);
      pen.lineTo(c - 6.5, c);
      pen.closePath();
      pen.fill();
      pen.stroke();
      return;
    case 'offline':
    case 'unknown':
      pen.fillStyle = palette.halo;
      circle(pen, c, 5.5);
      pen.fill();
      pen.strokeStyle = palette.offline;
      pen.lineWidth = 1.8;
      if (status === 'unknown') pen.setLineDash([2, 1.8]);
      circle(pen, c, 4);
      pen.stroke();
      return;
  }
}

export function markIcon(status: CameraStatus, palette: MapPalette): ImageData {
  return paint(MARK_PX, palette, (pen, size) => drawMark(pen, size / 2, status, palette));
}

/** Name of the icon for a cluster; drawn when the map first asks for it. */
export const clusterIconExpression: ExpressionSpecification = [
  'concat',
  'cluster|',
  // Large counts are said in thousands: fewer different icons to draw.
  [
    'case',
    ['>=', ['get', 'point_count'], 10_000],
    ['concat', ['to-string', ['floor', ['/', ['get', 'point_count'], 1_000]]], 'k'],
    ['to-string', ['get', 'point_count']],
  ],
  '|',
  ['to-string', ['round', ['*', SHARE_STEPS, ['/', ['get', 'online'], ['get', 'point_count']]]]],
];

/** A ring whose coloured part is the online share, around the number of cameras. */
export function clusterIcon(id: string, palette: MapPalette): ImageData | null {
  const [kind, label = '', stepText] = id.split('|');
  const count = label.endsWith('k') ? Number(label.slice(0, -1)) * 1_000 : Number(label);
  if (kind !== 'cluster' || !Number.isFinite(count)) return null;
  const share = Number(stepText) / SHARE_STEPS;
  return paint(count >= 100 ? 40 : count >= 20 ? 34 : 29, palette, (pen, size) => {
    const c = size / 2;
    const radius = c - 2.5;
    circle(pen, c, radius + 1.5);
    pen.fillStyle = palette.panel;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = palette.offline;
    circle(pen, c, radius);
    pen.stroke();
    pen.strokeStyle = palette.online;
    pen.beginPath();
    pen.arc(c, c, radius, -Math.PI / 2, -Math.PI / 2 + share * Math.PI * 2);
    pen.stroke();
    pen.fillStyle = palette.text;
    pen.font = `500 12px ${palette.font}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(label, c, c + 0.5);
  });
}

import type { ExpressionSpecification } from 'maplibre-gl';
import type { CameraKind, CameraStatus } from '../../../../server/cameras/schema.ts';
import type { MapPalette } from './palette.ts';

export const ICON_PIXEL_RATIO = 2;
const MARK_PX = 18;
/** Steps in which a cluster's ring shows the online share: enough for the eye, few enough to draw once each. */
const SHARE_STEPS = 12;

export type Pen = OffscreenCanvasRenderingContext2D;

export function paint(
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

/** Inside the mark: a cross steers, a dot is a dome, a ring sees all round, a triangle moves. */
function drawKind(pen: Pen, c: number, kind: CameraKind): void {
  pen.lineWidth = 1.3;
  pen.setLineDash([]);
  pen.beginPath();
  switch (kind) {
    case 'bullet':
      return;
    case 'dome':
      pen.arc(c, c, 1.5, 0, Math.PI * 2);
      pen.fill();
      return;
    case 'ptz':
      pen.moveTo(c - 2.4, c);
      pen.lineTo(c + 2.4, c);
      pen.moveTo(c, c - 2.4);
      pen.lineTo(c, c + 2.4);
      pen.stroke();
      return;
    case 'panorama':
      pen.arc(c, c, 2.2, 0, Math.PI * 2);
      pen.stroke();
      return;
    case 'mobile':
      pen.moveTo(c, c - 2.2);
      pen.lineTo(c + 2.2, c + 1.8);
      pen.lineTo(c - 2.2, c + 1.8);
      pen.closePath();
      pen.fill();
      return;
  }
}

export function markIcon(status: CameraStatus, kind: CameraKind, palette: MapPalette): ImageData {
  const filled = status === 'online' || status === 'fault';
  return paint(MARK_PX, palette, (pen, size) => {
    drawMark(pen, size / 2, status, palette);
    pen.fillStyle = filled ? palette.halo : palette.offline;
    pen.strokeStyle = pen.fillStyle;
    drawKind(pen, size / 2, kind);
  });
}

export function markName(status: CameraStatus, kind: CameraKind): string {
  return `camera-${status}-${kind}`;
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

// Where a head looks: ONVIF PTZ §5.3.2 absolute moves, §5.5 status, in the position spaces of §5.7.1.
import type { Position } from '../driver.ts';
import { all, find, textAt, type Xml } from './xml.ts';

const SPACES = 'http://www.onvif.org/ver10/tptz';
const TRAVEL_SPACE = `${SPACES}/PanTiltSpaces/PositionGenericSpace`;
/** Degrees, for devices that know them. */
const DEGREES_SPACE = `${SPACES}/PanTiltSpaces/SphericalPositionSpace`;
const HALF_TURN = 180;
const UPRIGHT = 90;

export function goesToPlaces(spaces: Xml | null): boolean {
  const uris = all(spaces, 'AbsolutePanTiltPositionSpace').map((one) => textAt(one, 'URI'));
  return uris.includes(TRAVEL_SPACE);
}

/** null: the device does not say, or in numbers of its own. */
export function positionOf(status: Xml | null): Position | null {
  const place = find(status, 'PTZStatus', 'Position');
  const turned = find(place, 'PanTilt');
  const degrees = turned?.attributes.space === DEGREES_SPACE;
  const pan = shareOf(turned?.attributes.x, degrees ? HALF_TURN : 1);
  const tilt = shareOf(turned?.attributes.y, degrees ? UPRIGHT : 1);
  if (pan === null || tilt === null) return null;
  const zoom = shareOf(find(place, 'Zoom')?.attributes.x, 1);
  return { pan, tilt, zoom: Math.max(0, zoom ?? 0) };
}

function shareOf(text: string | undefined, whole: number): number | null {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text) / whole;
  return Math.abs(value) <= 1 ? value : null;
}

export function positionXml({ pan, tilt, zoom }: Partial<Position>): string {
  const turned =
    pan === undefined || tilt === undefined
      ? ''
      : `<tt:PanTilt x="${share(pan)}" y="${share(tilt)}"/>`;
  const zoomed = zoom === undefined ? '' : `<tt:Zoom x="${share(zoom)}"/>`;
  return `<Position>${turned}${zoomed}</Position>`;
}

function share(value: number): string {
  return String(Math.round(Math.max(-1, Math.min(1, value)) * 10_000) / 10_000);
}

// A box in the picture as ONVIF PTZ §5.3.3 relative moves: spaces of ONVIF PTZ §5.7.
import type { Framing } from '../driver.ts';
import type { PtzSheet } from '../schema.ts';
import { all, textAt, type Xml } from './xml.ts';

const SPACES = 'http://www.onvif.org/ver10/tptz';
/** Shares of what is seen: 1 brings the edge into the middle. */
const VIEW_SPACE = `${SPACES}/PanTiltSpaces/TranslationSpaceFov`;
const TRAVEL_SPACE = `${SPACES}/PanTiltSpaces/TranslationGenericSpace`;

/** Devices do not say what their shares mean in degrees: a usual dome, zoomed out, sees and turns this much. */
const WIDEST_DEGREES = 60;
const MOST_TIMES = 30;
const PAN_DEGREES = 360;
const TILT_DEGREES = 90;
const ASPECT = 16 / 9;

export function framingOf(spaces: Xml | null): PtzSheet['framing'] {
  if (all(spaces, 'RelativeZoomTranslationSpace').length === 0) return 'timed';
  const uris = all(spaces, 'RelativePanTiltTranslationSpace').map((one) => textAt(one, 'URI'));
  if (uris.includes(VIEW_SPACE)) return 'view';
  return uris.includes(TRAVEL_SPACE) ? 'travel' : 'timed';
}

/** `zoom`: where it is now, from 0 to 1. */
export function translationOf(framing: Framing, space: PtzSheet['framing'], zoom: number): string {
  const { pan, tilt } = space === 'view' ? viewShares(framing) : travelShares(framing, zoom);
  const uri = space === 'view' ? ` space="${VIEW_SPACE}"` : '';
  return `<Translation><tt:PanTilt x="${share(pan)}" y="${share(tilt)}"${uri}/><tt:Zoom x="${share(zoomStep(framing.closer, zoom))}"/></Translation>`;
}

function viewShares({ x, y }: Framing) {
  return { pan: x, tilt: y };
}

function travelShares({ x, y }: Framing, zoom: number) {
  const half = Math.tan(radians(WIDEST_DEGREES / 2)) / timesAt(zoom);
  const turned = (part: number, edge: number) => degrees(Math.atan(part * edge));
  return {
    pan: (2 * turned(x, half)) / PAN_DEGREES,
    tilt: (2 * turned(y, half / ASPECT)) / TILT_DEGREES,
  };
}

function timesAt(zoom: number): number {
  return 1 + zoom * (MOST_TIMES - 1);
}

function zoomStep(closer: number, zoom: number): number {
  const wanted = (timesAt(zoom) * closer - 1) / (MOST_TIMES - 1);
  return Math.max(0, Math.min(1, wanted)) - zoom;
}

function share(value: number): string {
  return String(Math.round(Math.max(-1, Math.min(1, value)) * 10_000) / 10_000);
}

function radians(value: number): number {
  return (value * Math.PI) / 180;
}

function degrees(value: number): number {
  return (value * 180) / Math.PI;
}

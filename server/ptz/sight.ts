/** From the ground to a head's own numbers: azimuths in degrees clockwise from north, pans as shares of a whole turn. */

const HALF_TURN = 180;
/** What is to fill the picture's width where it is pointed at. */
const WIDTH_M = 120;
/** Devices do not say what their shares mean: a usual dome, zoomed out, sees this much, and comes so many times closer. */
const WIDEST_DEGREES = 60;
const MOST_TIMES = 30;

export function circle(azimuth: number): number {
  return ((azimuth % 360) + 360) % 360;
}

/** How far two azimuths are apart, the short way. */
export function azimuthsApart(one: number, other: number): number {
  const way = circle(one - other);
  return Math.min(way, 360 - way);
}

/** The pan that looks there, from −1 to 1. `panZero`: the azimuth of pan 0. */
export function panTowards(azimuth: number, panZero: number): number {
  const turned = circle(azimuth - panZero);
  return (turned > HALF_TURN ? turned - 360 : turned) / HALF_TURN;
}

export function azimuthAt(pan: number, panZero: number): number {
  return circle(panZero + pan * HALF_TURN);
}

/** The azimuth of pan 0 of a head that looks to `azimuth` at this pan. */
export function panZeroOf(pan: number, azimuth: number): number {
  return circle(azimuth - pan * HALF_TURN);
}

/** From 0 to 1: the farther a place, the closer it is brought. */
export function zoomFor(distanceM: number): number {
  const widestM = 2 * distanceM * Math.tan((WIDEST_DEGREES * Math.PI) / 360);
  const share = (widestM / WIDTH_M - 1) / (MOST_TIMES - 1);
  return Math.max(0, Math.min(1, share));
}

/** Size of a pinned picture in layout pixels: header and a 16:9 picture. */
export const PIN_WIDTH = 320;
export const PIN_HEIGHT = 24 + 180;
const GAP = 36;
const MARGIN = 12;

export type Place = { x: number; y: number };
type Box = { width: number; height: number };

/**
 * Beside the camera, wholly on the stage, and where no other picture is if there is such a place:
 * first the four corners around the camera, then along the edges of the stage.
 */
export function placeForPin(
  at: Place,
  stage: Box,
  others: readonly Place[] = [],
  scale = 1,
): Place {
  const width = PIN_WIDTH * scale;
  const height = PIN_HEIGHT * scale;
  const right = at.x + GAP;
  const left = at.x - GAP - width;
  const above = at.y - GAP - height;
  const below = at.y + GAP;
  const near = [
    { x: right, y: above },
    { x: right, y: below },
    { x: left, y: above },
    { x: left, y: below },
  ].filter((place) => fits(place, stage, scale));
  const edges = [0, stage.height / 2 - height / 2, stage.height].flatMap((y) =>
    [0, stage.width].map((x) => keepOnStage({ x, y }, stage, scale)),
  );
  const free = [...near, ...edges].find(
    (place) => !covers(place, at, scale) && !others.some((other) => overlap(place, other, scale)),
  );
  return keepOnStage(free ?? near[0] ?? { x: right, y: above }, stage, scale);
}

export function keepOnStage(place: Place, stage: Box, scale = 1): Place {
  const mostX = Math.max(MARGIN, stage.width - PIN_WIDTH * scale - MARGIN);
  const mostY = Math.max(MARGIN, stage.height - PIN_HEIGHT * scale - MARGIN);
  return {
    x: Math.round(Math.min(Math.max(place.x, MARGIN), mostX)),
    y: Math.round(Math.min(Math.max(place.y, MARGIN), mostY)),
  };
}

function fits(place: Place, stage: Box, scale: number): boolean {
  const kept = keepOnStage(place, stage, scale);
  return Math.abs(kept.x - place.x) < 1 && Math.abs(kept.y - place.y) < 1;
}

function overlap(a: Place, b: Place, scale: number): boolean {
  return Math.abs(a.x - b.x) < PIN_WIDTH * scale && Math.abs(a.y - b.y) < PIN_HEIGHT * scale;
}

function covers(place: Place, at: Place, scale: number): boolean {
  const { x, y } = { x: at.x - place.x, y: at.y - place.y };
  return x >= 0 && y >= 0 && x <= PIN_WIDTH * scale && y <= PIN_HEIGHT * scale;
}

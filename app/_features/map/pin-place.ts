/** Size of a pinned picture in layout pixels: header and a 16:9 picture. */
export const PIN_WIDTH = 320;
export const PIN_HEIGHT = 24 + 180;
const GAP = 36;
const MARGIN = 12;

type Box = { width: number; height: number };

/** Beside the camera, on the side with more room, and wholly on the stage. */
export function placeForPin(
  at: { x: number; y: number },
  stage: Box,
  scale = 1,
): { x: number; y: number } {
  const width = PIN_WIDTH * scale;
  const height = PIN_HEIGHT * scale;
  const x = at.x + GAP + width + MARGIN <= stage.width ? at.x + GAP : at.x - GAP - width;
  const y = at.y - height - GAP >= MARGIN ? at.y - height - GAP : at.y + GAP;
  return keepOnStage({ x, y }, stage, scale);
}

export function keepOnStage(
  place: { x: number; y: number },
  stage: Box,
  scale = 1,
): { x: number; y: number } {
  const mostX = Math.max(MARGIN, stage.width - PIN_WIDTH * scale - MARGIN);
  const mostY = Math.max(MARGIN, stage.height - PIN_HEIGHT * scale - MARGIN);
  return {
    x: Math.round(Math.min(Math.max(place.x, MARGIN), mostX)),
    y: Math.round(Math.min(Math.max(place.y, MARGIN), mostY)),
  };
}

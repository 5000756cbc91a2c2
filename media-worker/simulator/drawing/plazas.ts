import { type Atmosphere, seen } from './atmosphere.ts';
import { type Context, fillFace } from './brush.ts';
import { type Colour, css } from './colour.ts';
import { drawBlock, drawBoard } from './structures.ts';
import type { Point3, View } from './view.ts';

/** Islands, booths, barriers and the canopy of a toll plaza; lanes are `pitch` metres apart. */
export function drawTollIslands(
  context: Context,
  view: View,
  air: Atmosphere,
  plaza: {
    readonly z: number;
    readonly lanes: number;
    readonly left: number;
    readonly pitch: number;
  },
): void {
  const { z, lanes, left, pitch } = plaza;
  for (let island = 0; island <= lanes; island++) {
    const x = left + island * pitch;
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.6, x + 0.6], y: [0, 0.25], z: [z - 14, z + 12] },
      [210, 180, 60],
    );
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.55, x + 0.55], y: [0.25, 2.7], z: [z - 1.5, z + 1.5] },
      [222, 228, 232],
    );
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.57, x + 0.57], y: [1.2, 2.1], z: [z - 1.55, z + 1.4] },
      [70, 96, 112],
    );
  }
}

export function drawTollCanopy(
  context: Context,
  view: View,
  air: Atmosphere,
  plaza: {
    readonly z: number;
    readonly lanes: number;
    readonly left: number;
    readonly pitch: number;
  },
): void {
  const { z, lanes, left, pitch } = plaza;
  const right = left + lanes * pitch;
  for (let island = 0; island <= lanes; island += 2) {
    const x = left + island * pitch;
    drawBlock(
      context,
      view,
      air,
      { x: [x - 0.3, x + 0.3], y: [0.2, 6.5], z: [z + 3, z + 3.6] },
      [180, 184, 190],
    );
  }
  drawBlock(
    context,
    view,
    air,
    { x: [left - 3, right + 3], y: [6.4, 7.8], z: [z - 5, z + 7] },
    [196, 204, 212],
  );
  drawBlock(
    context,
    view,
    air,
    { x: [left - 3.02, right + 3.02], y: [6.8, 7.2], z: [z - 5.05, z - 5] },
    [34, 108, 178],
  );
  for (let lane = 0; lane < lanes; lane++) {
    const [x, y] = view.project([left + (lane + 0.5) * pitch, 6.9, z - 5.1]);
    const size = 0.55 * view.scale(z);
    context.fillStyle = lane === lanes - 1 ? css([240, 60, 50]) : css([60, 226, 110]);
    context.fillRect(x - size, y - size * 0.6, size * 2, size * 1.2);
  }
}

/** The main building of a service area: a long roof, windows, lit signs at night. */
export function drawServiceBuilding(context: Context, view: View, air: Atmosphere): void {
  const wall: Colour = [206, 200, 188];
  drawBlock(context, view, air, { x: [-34, 26], y: [0, 7.5], z: [104, 126] }, wall);
  drawBlock(context, view, air, { x: [-37, 29], y: [7.5, 8.8], z: [102, 128] }, [150, 84, 66]);
  drawBlock(context, view, air, { x: [-8, 4], y: [0, 10.6], z: [100, 104] }, [214, 208, 196]);
  const pane: Colour = air.lamps ? [255, 226, 160] : [92, 116, 134];
  for (let x = -32; x < 24; x += 3.4) {
    if (x > -10 && x < 5) continue;
    for (const y of [1, 4.4]) {
      const corners: Point3[] = [
        [x, y, 103.9],
        [x, y + 2.2, 103.9],
        [x + 2.4, y + 2.2, 103.9],
        [x + 2.4, y, 103.9],
      ];
      fillFace(context, view, corners, css(air.lamps ? pane : seen(air, pane, 90)));
    }
  }
  drawBoard(context, view, air, { x: -2, y: 7.2, z: 99.8, width: 9, height: 2.4 });
}

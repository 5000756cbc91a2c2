import { type Atmosphere, seen } from './atmosphere.ts';
import { at, type Context, fillBand } from './brush.ts';
import { type Colour, css, shade } from './colour.ts';
import { between, type Random } from './random.ts';
import { drawBlock } from './structures.ts';
import type { View } from './view.ts';

/** River, far shore, pylons and stay cables. */
export function drawBridge(
  context: Context,
  view: View,
  air: Atmosphere,
  edge: number,
  random: Random,
): void {
  const water: Colour = air.light === 'night' ? [40, 52, 74] : [116, 144, 160];
  for (const side of [-1, 1])
    for (let row = 0; row < 60; row++) {
      const z = 20 * 1.09 ** row;
      const band = { left: at(side * edge, -14), right: at(side * 900, -14), from: z, to: z * 1.1 };
      fillBand(context, view, band, css(seen(air, shade(water, between(random, 0.94, 1.06)), z)));
    }
  for (const z of [430, 150]) drawPylon(context, view, air, { z, edge: edge + 1.2 });
}

function drawPylon(
  context: Context,
  view: View,
  air: Atmosphere,
  pylon: { z: number; edge: number },
): void {
  const { z, edge } = pylon;
  const concrete: Colour = [186, 186, 182];
  const top = 46;
  context.lineWidth = Math.max(0.7, 0.1 * view.scale(z));
  for (const side of [-1, 1]) {
    context.strokeStyle = css(seen(air, [228, 228, 224], z), 0.8);
    for (let cable = 1; cable <= 9; cable++)
      for (const direction of [-1, 1]) {
        const anchor = z + direction * cable * 13;
        if (anchor < 14) continue;
        context.beginPath();
        context.moveTo(...view.project([side * edge, top - 2 - (9 - cable) * 0.9, z]));
        context.lineTo(...view.project([side * edge, 1, anchor]));
        context.stroke();
      }
    drawBlock(
      context,
      view,
      air,
      { x: [side * edge - 1.4, side * edge + 1.4], y: [-14, top], z: [z, z + 3] },
      concrete,
    );
  }
  drawBlock(context, view, air, { x: [-edge, edge], y: [28, 31], z: [z, z + 3] }, concrete);
}

/** Concrete parapet with a steel hand rail, on bridges. */
export function drawParapet(context: Context, view: View, air: Atmosphere, x: number): void {
  fillBand(
    context,
    view,
    { left: at(x, 1.1), right: at(x, 0), from: 9, to: 700 },
    css(seen(air, [176, 176, 170], 60)),
  );
  fillBand(
    context,
    view,
    { left: at(x, 1.5), right: at(x, 1.38), from: 9, to: 500 },
    css(seen(air, [206, 210, 212], 50)),
  );
}

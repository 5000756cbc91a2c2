import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Atmosphere } from './atmosphere.ts';
import type { Context } from './brush.ts';
import { type Colour, css } from './colour.ts';
import { type PlacedVehicle, SIZES } from './vehicle.ts';
import type { View } from './view.ts';

const GLOW_SIZE = 64;

function glow(colour: Colour): Canvas {
  const canvas = createCanvas(GLOW_SIZE, GLOW_SIZE);
  const context = canvas.getContext('2d');
  const half = GLOW_SIZE / 2;
  const gradient = context.createRadialGradient(half, half, 0, half, half, half);
  gradient.addColorStop(0, css(colour, 0.9));
  gradient.addColorStop(0.18, css(colour, 0.5));
  gradient.addColorStop(1, css(colour, 0));
  context.fillStyle = gradient;
  context.fillRect(0, 0, GLOW_SIZE, GLOW_SIZE);
  return canvas;
}

const WHITE = glow([255, 244, 214]);
const RED = glow([255, 48, 36]);
const AMBER = glow([255, 168, 40]);
const WARM = glow([255, 214, 150]);

function stamp(
  context: Context,
  sprite: Canvas,
  spot: { x: number; y: number; width: number; height: number },
): void {
  const { x, y, width, height } = spot;
  context.drawImage(sprite, x - width / 2, y - height / 2, width, height);
}

/** Halos of head, tail and hazard lamps, the lit road before oncoming cars, and their reflection on wet asphalt. */
export function drawVehicleLights(
  context: Context,
  view: View,
  air: Atmosphere,
  vehicle: PlacedVehicle,
): void {
  const { look, x, z, comes } = vehicle;
  if (!air.lamps && !vehicle.hazard) return;
  const half = SIZES[look.kind].width / 2 - 0.24;
  const strength = air.light === 'night' ? 1 : 0.55;
  const sprite = vehicle.hazard ? AMBER : comes ? WHITE : RED;
  const size = (comes ? 2.6 : vehicle.braking ? 1.9 : 1.3) * strength;
  context.save();
  context.globalCompositeOperation = 'lighter';
  if (comes && air.light === 'night') {
    const [px, py] = view.project([x, 0, Math.max(6, z - 9)]);
    const scale = view.scale(z);
    context.globalAlpha = 0.22;
    stamp(context, WARM, { x: px, y: py, width: 7 * scale, height: 2.2 * scale });
  }
  for (const side of [-1, 1]) {
    const [lx, ly] = view.project([x + side * half, 0.75, z]);
    const width = Math.max(3, size * view.scale(z));
    context.globalAlpha = 0.9 * strength;
    stamp(context, sprite, { x: lx, y: ly, width, height: width });
    if (!air.wet) continue;
    const [gx, gy] = view.project([x + side * half, 0, Math.max(6, z - 1)]);
    context.globalAlpha = 0.3 * strength;
    stamp(context, sprite, { x: gx, y: gy + width * 0.8, width: width * 0.5, height: width * 3 });
  }
  context.restore();
}

/** A row of lamp posts with their light on the road; drawn into the static picture. */
export function drawLampPosts(
  context: Context,
  view: View,
  air: Atmosphere,
  row: {
    readonly x: number;
    readonly from: number;
    readonly to: number;
    readonly step: number;
    readonly lit: boolean;
  },
): void {
  for (let z = row.to; z >= row.from; z -= row.step) {
    const foot = view.project([row.x, 0, z]);
    const head = view.project([row.x, 10.5, z]);
    const arm = view.project([row.x - Math.sign(row.x) * 2.4, 10.9, z]);
    context.strokeStyle = css(air.light === 'night' ? [44, 46, 52] : [128, 132, 138]);
    context.lineWidth = Math.max(0.8, 0.2 * view.scale(z));
    context.beginPath();
    context.moveTo(...foot);
    context.lineTo(...head);
    context.lineTo(...arm);
    context.stroke();
    if (!row.lit) continue;
    const pool = view.project([row.x - Math.sign(row.x) * 5, 0, z]);
    const scale = view.scale(z);
    context.save();
    context.globalCompositeOperation = 'lighter';
    context.globalAlpha = 0.34;
    stamp(context, WARM, { x: pool[0], y: pool[1], width: 26 * scale, height: 7 * scale });
    context.globalAlpha = 0.9;
    stamp(context, WARM, { x: arm[0], y: arm[1], width: 3 * scale, height: 3 * scale });
    context.restore();
  }
}

import type { Atmosphere } from './atmosphere.ts';
import { seen } from './atmosphere.ts';
import { type Context, fillPolygon } from './brush.ts';
import { type Colour, css, mix, shade } from './colour.ts';
import { between, type Random } from './random.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH, type Point2, type View } from './view.ts';

/** Sky with a few soft clouds, down to the horizon. */
export function drawSky(context: Context, view: View, air: Atmosphere, random: Random): void {
  const bottom = Math.max(40, view.horizon + 20);
  const sky = context.createLinearGradient(0, 0, 0, bottom);
  sky.addColorStop(0, css(air.zenith));
  sky.addColorStop(1, css(air.horizon));
  context.fillStyle = sky;
  context.fillRect(0, 0, PICTURE_WIDTH, bottom + 4);
  if (air.weather === 'fog' || air.light === 'night') return;
  const cloud = mix(air.horizon, [255, 255, 255], air.light === 'dusk' ? 0.15 : 0.5);
  for (let index = 0; index < 9; index++) {
    const x = between(random, -100, PICTURE_WIDTH + 100);
    const y = between(random, 20, Math.max(30, bottom - 30));
    puff(context, x, y, { width: between(random, 120, 340), colour: cloud, random });
  }
}

function puff(
  context: Context,
  x: number,
  y: number,
  cloud: { width: number; colour: Colour; random: Random },
): void {
  for (let part = 0; part < 10; part++) {
    const dx = between(cloud.random, -0.5, 0.5) * cloud.width;
    const radius = between(cloud.random, 0.1, 0.22) * cloud.width;
    const blob = context.createRadialGradient(x + dx, y, 0, x + dx, y, radius);
    blob.addColorStop(0, css(cloud.colour, 0.22));
    blob.addColorStop(1, css(cloud.colour, 0));
    context.fillStyle = blob;
    context.save();
    context.translate(0, y * 0.66);
    context.scale(1, 0.34);
    context.fillRect(x + dx - radius, y - radius, radius * 2, radius * 2);
    context.restore();
  }
}

export type Ridge = { readonly height: number; readonly distance: number; readonly colour: Colour };

/** One line of hills on the horizon, its top a sum of a few waves. */
export function drawRidge(
  context: Context,
  view: View,
  air: Atmosphere,
  ridge: Ridge,
  random: Random,
): void {
  const waves = Array.from({ length: 6 }, (_, index) => ({
    frequency: between(random, 0.6, 1.4) * (index + 1) * 0.0032,
    phase: between(random, 0, 7),
    size: 1 / (index + 1),
  }));
  const top: Point2[] = [];
  for (let x = -8; x <= PICTURE_WIDTH + 8; x += 8) {
    const wave = waves.reduce(
      (sum, one) => sum + one.size * Math.sin(x * one.frequency + one.phase),
      0,
    );
    top.push([x, view.horizon - ridge.height * (0.55 + 0.24 * wave)]);
  }
  const outline: Point2[] = [
    ...top,
    [PICTURE_WIDTH + 8, view.horizon + 12],
    [-8, view.horizon + 12],
  ];
  fillPolygon(context, outline, css(seen(air, ridge.colour, ridge.distance)));
}

/** Level ground from the horizon to the bottom edge, lighter and hazier far away, with a little grain. */
export function drawGround(
  context: Context,
  view: View,
  air: Atmosphere,
  colour: Colour,
  random: Random,
): void {
  const ground = context.createLinearGradient(0, view.horizon, 0, PICTURE_HEIGHT);
  for (const stop of [0, 0.04, 0.1, 0.2, 0.4, 0.7, 1]) {
    const row = view.horizon + stop * (PICTURE_HEIGHT - view.horizon);
    ground.addColorStop(stop, css(seen(air, colour, Math.min(3000, view.groundDistance(row)))));
  }
  context.fillStyle = ground;
  context.fillRect(0, view.horizon, PICTURE_WIDTH, PICTURE_HEIGHT - view.horizon);
  for (let index = 0; index < 420; index++) {
    const row = view.horizon + (PICTURE_HEIGHT - view.horizon) * random() ** 1.6;
    const near = (row - view.horizon) / (PICTURE_HEIGHT - view.horizon);
    const tone = shade(colour, between(random, 0.72, 1.16));
    context.fillStyle = css(seen(air, tone, view.groundDistance(row)), 0.35);
    context.fillRect(between(random, -60, PICTURE_WIDTH), row, 30 + 160 * near, 1 + 5 * near);
  }
}

/** A tree or bush as a heap of leaves with a light and a dark side; `foot` is where it stands. */
function drawTree(
  context: Context,
  foot: Point2,
  tree: {
    readonly size: number;
    readonly colour: Colour;
    readonly air: Atmosphere;
    readonly distance: number;
    readonly random: Random;
  },
): void {
  const { size, colour, air, distance, random } = tree;
  if (size < 1) return;
  context.fillStyle = css(seen(air, [70, 56, 44], distance));
  context.fillRect(foot[0] - size * 0.04, foot[1] - size * 0.4, size * 0.08, size * 0.4);
  const blobs = Math.min(90, Math.max(5, Math.round(size / 4)));
  const leaf = size > 90 ? 0.62 : 1;
  for (let blob = 0; blob < blobs; blob++) {
    const rise = blob / blobs;
    const x = foot[0] + between(random, -0.36, 0.36) * size * (1.1 - rise * 0.7);
    const y = foot[1] - size * (0.22 + rise * 0.66);
    const bright = 0.66 + rise * 0.42 + between(random, -0.08, 0.12);
    context.fillStyle = css(seen(air, shade(colour, bright), distance));
    context.beginPath();
    context.arc(x, y, size * leaf * between(random, 0.11, 0.2), 0, Math.PI * 2);
    context.fill();
  }
}

/** Rows of trees on both sides, far ones first. */
export function drawTrees(
  context: Context,
  view: View,
  air: Atmosphere,
  row: {
    readonly from: number;
    readonly to: number;
    readonly left: number;
    readonly right: number;
    readonly random: Random;
  },
): void {
  const { random } = row;
  const places: { x: number; z: number; size: number; tone: number }[] = [];
  for (let z = row.from; z < row.to; z += between(random, 5, 15)) {
    const side = random() < 0.5 ? -1 : 1;
    const x = side < 0 ? row.left - random() * 28 : row.right + random() * 28;
    places.push({ x, z, size: between(random, 4, 9), tone: random() });
  }
  for (const { x, z, size, tone } of places.sort((a, b) => b.z - a.z)) {
    const colour = mix([52, 84, 44], [96, 118, 58], tone);
    drawTree(context, view.project([x, 0, z]), {
      size: size * view.scale(z),
      colour,
      air,
      distance: z,
      random,
    });
  }
}

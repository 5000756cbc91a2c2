import { randomLook } from '../traffic.ts';
import { type Atmosphere, seen } from './atmosphere.ts';
import { drawGround, drawRidge, drawSky, drawTrees } from './backdrop.ts';
import { at, type Edge, fillBand, fillPolygon } from './brush.ts';
import { css } from './colour.ts';
import { drawLampPosts } from './lights.ts';
import {
  type Brush,
  bothWays,
  DRY,
  GRASS,
  LANE_HALF,
  type Place,
  TOLL,
  TUNNEL_LIGHT,
} from './place.ts';
import { drawServiceBuilding, drawTollCanopy, drawTollIslands } from './plazas.ts';
import { between, type Random } from './random.ts';
import {
  type Carriageway,
  drawAsphalt,
  drawCarriageway,
  drawGuardRail,
  drawLine,
  outerEdge,
} from './road.ts';
import { drawPortal, drawTunnel } from './tunnels.ts';
import { drawVehicle } from './vehicle.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH, type Point2 } from './view.ts';

export function portal(random: Random): Place {
  const away: Carriageway = { lanes: 2, inner: 4.6, shoulder: 1.4, side: 1 };
  const towards: Carriageway = { ...away, side: -1 };
  const camera = { x: 8, height: 9, pitchDegrees: 5.4, yawDegrees: -2.4, focal: 1.3, curve: 0 };
  const z = 105;
  return {
    camera,
    away,
    towards,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(context, view, air, { height: 170, distance: 900, colour: [84, 108, 92] }, random);
      drawGround(context, view, air, [108, 122, 80], random);
      drawTrees(context, view, air, { from: 26, to: z - 8, left: -24, right: 22, random });
      bothWays(brush, { away, towards });
      fillBand(
        context,
        view,
        { left: at(-3.4), right: at(3.4), from: 9, to: z },
        css(seen(air, [112, 124, 80], 40)),
      );
      drawGuardRail(context, view, air, -3.2, z);
      drawGuardRail(context, view, air, -outerEdge(away) - 0.7, z);
      drawGuardRail(context, view, air, outerEdge(away) + 0.7, z);
      const openings = [
        [-13.9, -3.6],
        [3.6, 13.9],
      ] as const;
      return drawPortal(context, view, air, { z, openings, random });
    },
    median: ({ context, view, air }) => drawGuardRail(context, view, air, 3.2, z),
    front: null,
    frontAt: 0,
    portalAt: z,
  };
}

export function tunnel(random: Random): Place {
  const away: Carriageway = { lanes: 2, inner: -LANE_HALF, shoulder: 0.9, side: 1 };
  const camera = {
    x: -1.8,
    height: 4.6,
    pitchDegrees: 3.4,
    yawDegrees: -0.4,
    focal: 0.95,
    curve: 0.0003,
  };
  return {
    camera,
    away,
    towards: null,
    behind({ context, view, air }) {
      context.fillStyle = css([24, 21, 18]);
      context.fillRect(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT);
      const glowing: Atmosphere = {
        ...air,
        ambient: TUNNEL_LIGHT,
        haze: [58, 48, 36],
        visibility: 320,
      };
      drawAsphalt(context, view, glowing, { left: at(-5.4), right: at(5.4), to: 420 });
      drawCarriageway(context, view, glowing, away, { random, to: 420 });
      drawTunnel(context, view, glowing, 5.4);
      return undefined;
    },
    median: null,
    front: null,
    frontAt: 0,
    portalAt: null,
  };
}

export function toll(random: Random): Place {
  const away: Carriageway = { lanes: 3, inner: 2, shoulder: 3, side: 1 };
  const camera = { x: 3, height: 12.5, pitchDegrees: 9.4, yawDegrees: 0, focal: 1.05, curve: 0 };
  return {
    camera,
    away,
    towards: null,
    behind({ context, view, air }) {
      drawSky(context, view, air, random);
      drawRidge(context, view, air, { height: 60, distance: 1200, colour: [92, 112, 96] }, random);
      drawGround(context, view, air, GRASS, random);
      drawTrees(context, view, air, { from: 60, to: 520, left: -34, right: 38, random });
      const right = TOLL.left + TOLL.lanes * TOLL.pitch;
      drawAsphalt(context, view, air, { left: at(TOLL.left - 5), right: at(right + 5), to: 190 });
      drawAsphalt(context, view, air, {
        left: narrowing(TOLL.left - 5, -6),
        right: narrowing(right + 5, 12),
        to: 900,
      });
      for (let lane = 0; lane <= TOLL.lanes; lane++)
        drawLine(context, view, air, {
          x: at(TOLL.left + lane * TOLL.pitch),
          from: 30,
          to: TOLL.z - 14,
        });
      drawTollIslands(context, view, air, TOLL);
      return undefined;
    },
    median: null,
    front: ({ context, view, air }) => drawTollCanopy(context, view, air, TOLL),
    frontAt: TOLL.z + 4,
    portalAt: null,
  };
}

/** Stays wide up to the plaza's end and runs to the road's width behind it. */
function narrowing(wide: number, narrow: number): Edge {
  return (z) => [z < 110 ? wide : wide + (narrow - wide) * Math.min(1, (z - 110) / 120), 0];
}

export function service(random: Random): Place {
  const away: Carriageway = { lanes: 1, inner: 9, shoulder: 1, side: 1 };
  const camera = { x: 2, height: 12, pitchDegrees: 10.5, yawDegrees: -2, focal: 1.05, curve: 0 };
  return {
    camera,
    away,
    towards: null,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(context, view, air, { height: 52, distance: 1300, colour: [96, 116, 100] }, random);
      drawGround(context, view, air, DRY, random);
      drawTrees(context, view, air, { from: 128, to: 420, left: -2, right: 2, random });
      drawAsphalt(context, view, air, { left: at(-44), right: at(40), to: 100 });
      drawServiceBuilding(context, view, air);
      drawParking(brush);
      if (air.lamps)
        drawLampPosts(context, view, air, { x: 22, from: 40, to: 100, step: 30, lit: true });
      return undefined;
    },
    median: null,
    front: null,
    frontAt: 0,
    portalAt: null,
  };
}

/** Rows of bays, most of them taken. */
function drawParking({ context, view, air, random }: Brush): void {
  const paint = css(seen(air, [232, 232, 226], 50), 0.85);
  const parked: { x: number; z: number }[] = [];
  for (const z of [86, 66, 48, 31])
    for (let x = -38; x < 7; x += 2.9) {
      const line: Point2[] = [
        view.project([x - 0.06, 0, z]),
        view.project([x - 0.06, 0, z + 5.4]),
        view.project([x + 0.06, 0, z + 5.4]),
        view.project([x + 0.06, 0, z]),
      ];
      fillPolygon(context, line, paint);
      if (random() < 0.72) parked.push({ x: x + 1.45, z: z + between(random, 0.2, 0.7) });
    }
  for (const { x, z } of parked)
    drawVehicle(
      context,
      view,
      { ...air, lamps: false },
      { look: randomLook(random, 0), x, z, comes: random() < 0.5 },
    );
  for (let x = 22; x < 38; x += 4.2)
    if (random() < 0.8)
      drawVehicle(
        context,
        view,
        { ...air, lamps: false },
        { look: randomLook(random, 1), x, z: 74, comes: random() < 0.4 },
      );
}

import type { Setting } from '../scenes.ts';
import { randomLook } from '../traffic.ts';
import { type Atmosphere, seen } from './atmosphere.ts';
import { drawGround, drawRidge, drawSky, drawTrees } from './backdrop.ts';
import { at, type Context, type Edge, fillBand, fillPolygon } from './brush.ts';
import { type Colour, css } from './colour.ts';
import { drawLampPosts } from './lights.ts';
import { between, type Random } from './random.ts';
import {
  type Carriageway,
  drawAsphalt,
  drawBarrier,
  drawCarriageway,
  drawDashes,
  drawGuardRail,
  drawHedge,
  drawLine,
  outerEdge,
} from './road.ts';
import {
  drawBridge,
  drawGantry,
  drawParapet,
  drawPortal,
  drawServiceBuilding,
  drawTollCanopy,
  drawTollIslands,
  drawTunnel,
} from './structures.ts';
import { drawVehicle } from './vehicle.ts';
import { type CameraPlace, PICTURE_HEIGHT, PICTURE_WIDTH, type Point2, type View } from './view.ts';

/** One place a camera looks at: how it is seen, what stands there, where traffic runs. */
export type Place = {
  readonly camera: CameraPlace;
  readonly away: Carriageway;
  /** Null on one-way roads. */
  readonly towards: Carriageway | null;
  /** Everything behind the traffic. */
  readonly behind: (brush: Brush) => readonly (readonly Point2[])[] | undefined;
  /** Between oncoming and leaving traffic. */
  readonly median: ((brush: Brush) => void) | null;
  /** In front of vehicles farther than `frontAt`. */
  readonly front: ((brush: Brush) => void) | null;
  readonly frontAt: number;
  /** Vehicles beyond this are seen only through the portal's openings, and get dark there. */
  readonly portalAt: number | null;
};

export type Brush = {
  readonly context: Context;
  readonly view: View;
  readonly air: Atmosphere;
  readonly random: Random;
};

const GRASS: Colour = [116, 132, 78];
const DRY: Colour = [146, 138, 104];

function expressway(lanes: number, shoulder = 3): { away: Carriageway; towards: Carriageway } {
  const base = { lanes, inner: 2, shoulder };
  return { away: { ...base, side: 1 }, towards: { ...base, side: -1 } };
}

function bothWays(brush: Brush, roads: { away: Carriageway; towards: Carriageway }): void {
  const { context, view, air, random } = brush;
  drawCarriageway(context, view, air, roads.towards, { random });
  drawCarriageway(context, view, air, roads.away, { random });
}

function plain(random: Random): Place {
  const roads = expressway(3);
  const camera = {
    x: 4.5,
    height: 10.5,
    pitchDegrees: 8.5,
    yawDegrees: -1.5,
    focal: 1.15,
    curve: 0.00006,
  };
  const rail = outerEdge(roads.away) + 0.6;
  const lampsLit = random() < 0.5;
  return {
    camera,
    ...roads,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(context, view, air, { height: 34, distance: 2200, colour: [96, 112, 104] }, random);
      drawGround(context, view, air, GRASS, random);
      drawTrees(context, view, air, {
        from: 30,
        to: 700,
        left: -rail - 7,
        right: rail + 9,
        random,
      });
      bothWays(brush, roads);
      drawGuardRail(context, view, air, -rail);
      drawGuardRail(context, view, air, rail);
      if (air.lamps)
        drawLampPosts(context, view, air, {
          x: rail + 1,
          from: 34,
          to: 400,
          step: 40,
          lit: lampsLit || air.light === 'night',
        });
      return undefined;
    },
    median: ({ context, view, air }) => drawHedge(context, view, air, random),
    front: ({ context, view, air }) =>
      drawGantry(context, view, air, { z: 96, from: 1, to: rail + 0.6, boards: [4.6, 10.6] }),
    frontAt: 96,
    portalAt: null,
  };
}

function hills(random: Random): Place {
  const roads = expressway(2);
  const camera = { x: 9.5, height: 9.5, pitchDegrees: 8, yawDegrees: 3, focal: 1.2, curve: 0.0006 };
  const rail = outerEdge(roads.away) + 0.6;
  return {
    camera,
    ...roads,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(
        context,
        view,
        air,
        { height: 130, distance: 1500, colour: [92, 112, 118] },
        random,
      );
      drawRidge(context, view, air, { height: 86, distance: 800, colour: [78, 104, 86] }, random);
      drawRidge(context, view, air, { height: 44, distance: 420, colour: [72, 98, 62] }, random);
      drawGround(context, view, air, [104, 122, 72], random);
      drawTrees(context, view, air, {
        from: 24,
        to: 520,
        left: -rail - 5,
        right: rail + 6,
        random,
      });
      bothWays(brush, roads);
      drawGuardRail(context, view, air, -rail, 320);
      drawGuardRail(context, view, air, rail, 320);
      return undefined;
    },
    median: ({ context, view, air }) => drawBarrier(context, view, air, 0, 420),
    front: null,
    frontAt: 0,
    portalAt: null,
  };
}

function bridge(random: Random): Place {
  const roads = expressway(3, 2.6);
  const camera = { x: 2.4, height: 11, pitchDegrees: 6.6, yawDegrees: -0.6, focal: 1.12, curve: 0 };
  const edge = outerEdge(roads.away) + 0.5;
  return {
    camera,
    ...roads,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(
        context,
        view,
        air,
        { height: 30, distance: 2400, colour: [110, 122, 120] },
        random,
      );
      drawGround(context, view, air, [118, 136, 142], random);
      drawBridge(context, view, air, edge, random);
      bothWays(brush, roads);
      drawParapet(context, view, air, -edge);
      drawParapet(context, view, air, edge);
      if (air.lamps)
        drawLampPosts(context, view, air, { x: edge, from: 40, to: 420, step: 36, lit: true });
      return undefined;
    },
    median: ({ context, view, air }) => drawBarrier(context, view, air, 0),
    front: null,
    frontAt: 0,
    portalAt: null,
  };
}

function portal(random: Random): Place {
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

function tunnel(random: Random): Place {
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

const LANE_HALF = 3.75;
export const TUNNEL_LIGHT: Colour = [214, 188, 140];
export const TOLL = { z: 78, lanes: 6, left: -12, pitch: 4.6 } as const;

function toll(random: Random): Place {
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

function service(random: Random): Place {
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

function ramp(random: Random): Place {
  const roads = expressway(3);
  const camera = {
    x: 7.4,
    height: 11.5,
    pitchDegrees: 8.6,
    yawDegrees: 2.4,
    focal: 1.12,
    curve: -0.00012,
  };
  const edge = outerEdge(roads.away);
  const leave: Edge = (z) => [edge - 3 + Math.max(0, z - 70) ** 1.72 * 0.012, 0];
  return {
    camera,
    ...roads,
    behind(brush) {
      const { context, view, air } = brush;
      drawSky(context, view, air, random);
      drawRidge(context, view, air, { height: 58, distance: 1500, colour: [92, 108, 104] }, random);
      drawGround(context, view, air, GRASS, random);
      drawTrees(context, view, air, {
        from: 130,
        to: 520,
        left: -edge - 9,
        right: edge + 60,
        random,
      });
      const rampEdge =
        (offset: number): Edge =>
        (z) => [leave(z)[0] + offset, 0];
      drawAsphalt(context, view, air, { left: rampEdge(0), right: rampEdge(6.4), to: 240 });
      bothWays(brush, roads);
      drawAsphalt(context, view, air, { left: rampEdge(-0.2), right: rampEdge(6.4), to: 78 });
      drawLine(context, view, air, { x: rampEdge(6), to: 240 });
      drawLine(context, view, air, { x: rampEdge(0.3), from: 92, to: 240 });
      drawDashes(context, view, air, (z) => (z < 90 ? [edge - 3, 0] : [-2000, 0]));
      drawGuardRail(context, view, air, -edge - 0.6);
      if (air.lamps)
        drawLampPosts(context, view, air, {
          x: -edge - 1.4,
          from: 40,
          to: 420,
          step: 40,
          lit: true,
        });
      return undefined;
    },
    median: ({ context, view, air }) => drawHedge(context, view, air, random),
    front: ({ context, view, air }) =>
      drawGantry(context, view, air, { z: 112, from: 1, to: edge + 10, boards: [5, 11, 18] }),
    frontAt: 112,
    portalAt: null,
  };
}

const PLACES: Readonly<Record<Setting, (random: Random) => Place>> = {
  plain,
  hills,
  bridge,
  portal,
  tunnel,
  toll,
  service,
  ramp,
};

export function makePlace(setting: Setting, random: Random): Place {
  return PLACES[setting](random);
}

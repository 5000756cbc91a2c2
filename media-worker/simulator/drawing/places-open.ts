import { drawGround, drawRidge, drawSky, drawTrees } from './backdrop.ts';
import { drawBridge, drawParapet } from './bridge.ts';
import type { Edge } from './brush.ts';
import { drawLampPosts } from './lights.ts';
import { bothWays, expressway, GRASS, type Place } from './place.ts';
import type { Random } from './random.ts';
import {
  drawAsphalt,
  drawBarrier,
  drawDashes,
  drawGuardRail,
  drawHedge,
  drawLine,
  outerEdge,
} from './road.ts';
import { drawGantry } from './structures.ts';

export function plain(random: Random): Place {
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

export function hills(random: Random): Place {
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

export function bridge(random: Random): Place {
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

export function ramp(random: Random): Place {
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

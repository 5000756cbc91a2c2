import type { Atmosphere } from './atmosphere.ts';
import type { Context } from './brush.ts';
import type { Colour } from './colour.ts';
import type { Random } from './random.ts';
import { type Carriageway, drawCarriageway } from './road.ts';
import type { CameraPlace, Point2, View } from './view.ts';

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

export const GRASS: Colour = [116, 132, 78];

export const DRY: Colour = [146, 138, 104];

export function expressway(
  lanes: number,
  shoulder = 3,
): { away: Carriageway; towards: Carriageway } {
  const base = { lanes, inner: 2, shoulder };
  return { away: { ...base, side: 1 }, towards: { ...base, side: -1 } };
}

export function bothWays(brush: Brush, roads: { away: Carriageway; towards: Carriageway }): void {
  const { context, view, air, random } = brush;
  drawCarriageway(context, view, air, roads.towards, { random });
  drawCarriageway(context, view, air, roads.away, { random });
}

export const LANE_HALF = 3.75;

export const TUNNEL_LIGHT: Colour = [214, 188, 140];

export const TOLL = { z: 78, lanes: 6, left: -12, pitch: 4.6 } as const;

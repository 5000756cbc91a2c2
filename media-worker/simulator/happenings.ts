import type { Atmosphere } from './drawing/atmosphere.ts';
import { seen } from './drawing/atmosphere.ts';
import { type Context, fillPolygon } from './drawing/brush.ts';
import { type Colour, css } from './drawing/colour.ts';
import { type Carriageway, laneCentre, outerEdge } from './drawing/road.ts';
import { type PlacedVehicle, vehicleBox } from './drawing/vehicle.ts';
import { PICTURE_HEIGHT, PICTURE_WIDTH, type View } from './drawing/view.ts';
import type { Scene, SceneEvent } from './scenes.ts';
import type { Box, Truth } from './truth.ts';

/** What a scripted event adds to the traffic at a moment of the loop. */
export type Happening = {
  /** This lane of the leaving carriageway is kept free for it. */
  readonly freeLane: number | null;
  vehicle(seconds: number): PlacedVehicle | null;
  person(
    seconds: number,
  ): { readonly x: number; readonly z: number; readonly stride: number } | null;
  /** 0 clear … 1 thick. */
  fog(seconds: number): number;
  readonly truth: Omit<Truth, 'boxes'>;
};

const NOTHING = { freeLane: null, vehicle: () => null, person: () => null, fog: () => 0 } as const;

/** 0 before `from`, 1 after `to`, smooth between. */
function smooth(seconds: number, from: number, to: number): number {
  const share = Math.min(1, Math.max(0, (seconds - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

type Parts = { readonly away: Carriageway; readonly seconds: number };

function stoppedVehicle({ away }: Parts): Happening {
  const x = outerEdge(away) - 1.5;
  // In from below at 1 s, rolling out until 6 s, standing until 20 s, gone by 24 s.
  const along = (seconds: number) => {
    if (seconds < 6) return 64 - 56 * (1 - smooth(seconds, 0, 6)) ** 1.2;
    return seconds < 20 ? 64 : 64 + 11 * (seconds - 20) ** 2.4;
  };
  return {
    ...NOTHING,
    vehicle: (seconds) => ({
      look: { kind: 'van', colour: [232, 232, 228] },
      x,
      z: along(seconds),
      comes: false,
      braking: seconds > 2 && seconds < 7,
      hazard: seconds > 5 && seconds < 21 && seconds % 1 < 0.5,
    }),
    truth: {
      type: 'stopped-vehicle',
      fromMs: 6000,
      toMs: 20_000,
      lane: away.lanes,
      direction: 'away',
    },
  };
}

function wrongWay({ away }: Parts): Happening {
  const x = laneCentre(away, 0);
  return {
    ...NOTHING,
    freeLane: 0,
    vehicle: (seconds) =>
      seconds < 2 || seconds > 20
        ? null
        : {
            look: { kind: 'suv', colour: [176, 34, 30] },
            x,
            z: 420 - 23 * (seconds - 2),
            comes: true,
          },
    truth: { type: 'wrong-way', fromMs: 2000, toMs: 20_000, lane: 0, direction: 'away' },
  };
}

function pedestrian({ away }: Parts): Happening {
  const edge = outerEdge(away);
  return {
    ...NOTHING,
    person(seconds) {
      if (seconds < 1 || seconds > 23) return null;
      const out = smooth(seconds, 1, 4) - smooth(seconds, 20, 23);
      return { x: edge + 2.6 - 4.4 * out, z: 66 - (seconds - 1) * 1.25, stride: seconds * 1.9 };
    },
    truth: { type: 'pedestrian', fromMs: 3000, toMs: 21_000, lane: away.lanes, direction: null },
  };
}

const HAPPENINGS: Readonly<Record<SceneEvent, (parts: Parts) => Happening>> = {
  'stopped-vehicle': stoppedVehicle,
  'wrong-way': wrongWay,
  pedestrian,
  congestion: ({ seconds }) => ({
    ...NOTHING,
    truth: { type: 'congestion', fromMs: 0, toMs: seconds * 1000, lane: null, direction: 'away' },
  }),
  fog: () => ({
    ...NOTHING,
    fog: (seconds) => smooth(seconds, 4, 10) - smooth(seconds, 18, 23),
    truth: { type: 'fog', fromMs: 7000, toMs: 20_500, lane: null, direction: null },
  }),
};

export function happeningOf(scene: Scene, away: Carriageway): Happening | null {
  return scene.event && HAPPENINGS[scene.event]({ away, seconds: scene.seconds });
}

/** The truth of a scene's event with boxes sampled every half second. */
export function truthOf(scene: Scene, happening: Happening, view: View): Truth {
  const boxes: { atMs: number; box: Box }[] = [];
  for (let atMs = happening.truth.fromMs; atMs <= happening.truth.toMs; atMs += 500) {
    const box = boxAt(happening, view, (atMs / 1000) % scene.seconds);
    if (box) boxes.push({ atMs, box });
  }
  return { ...happening.truth, boxes };
}

function boxAt(happening: Happening, view: View, seconds: number): Box | null {
  const vehicle = happening.vehicle(seconds);
  if (vehicle) return shares(vehicleBox(view, vehicle));
  const person = happening.person(seconds);
  if (!person) return null;
  const [left, top] = view.project([person.x - 0.35, 1.75, person.z]);
  const [right, bottom] = view.project([person.x + 0.35, 0, person.z]);
  return shares({ left, top, right, bottom });
}

function shares(box: Box): Box {
  const part = (value: number, whole: number) =>
    Math.round(Math.min(1, Math.max(0, value / whole)) * 1e4) / 1e4;
  return {
    left: part(box.left, PICTURE_WIDTH),
    top: part(box.top, PICTURE_HEIGHT),
    right: part(box.right, PICTURE_WIDTH),
    bottom: part(box.bottom, PICTURE_HEIGHT),
  };
}

/** A walking figure with a reflective vest. */
export function drawPerson(
  context: Context,
  view: View,
  air: Atmosphere,
  { x, z, stride }: { readonly x: number; readonly z: number; readonly stride: number },
): void {
  const scale = view.scale(z);
  const [footX, footY] = view.project([x, 0, z]);
  const tone = (colour: Colour) => css(seen(air, colour, z));
  const swing = Math.sin(stride * Math.PI) * 0.32 * scale;
  context.lineCap = 'round';
  context.strokeStyle = tone([44, 50, 66]);
  context.lineWidth = 0.17 * scale;
  for (const leg of [-1, 1]) {
    context.beginPath();
    context.moveTo(footX, footY - 0.84 * scale);
    context.lineTo(footX + leg * swing, footY);
    context.stroke();
  }
  const torso: [number, number][] = [
    [footX - 0.22 * scale, footY - 1.42 * scale],
    [footX + 0.22 * scale, footY - 1.42 * scale],
    [footX + 0.17 * scale, footY - 0.8 * scale],
    [footX - 0.17 * scale, footY - 0.8 * scale],
  ];
  fillPolygon(context, torso, tone([232, 116, 36]));
  context.fillStyle = tone([206, 166, 136]);
  context.beginPath();
  context.arc(footX, footY - 1.6 * scale, 0.13 * scale, 0, Math.PI * 2);
  context.fill();
}

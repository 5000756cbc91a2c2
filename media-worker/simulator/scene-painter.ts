import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type Atmosphere, atmosphere } from './drawing/atmosphere.ts';
import type { Context } from './drawing/brush.ts';
import { mix } from './drawing/colour.ts';
import { cropped, type Layer, stampLayer } from './drawing/layer.ts';
import { drawVehicleLights } from './drawing/lights.ts';
import { type Place, TOLL, TUNNEL_LIGHT } from './drawing/place.ts';
import { between, seeded } from './drawing/random.ts';
import { makePlace } from './drawing/settings.ts';
import { drawVehicle, type PlacedVehicle } from './drawing/vehicle.ts';
import { PICTURE_WIDTH, type Point2, View } from './drawing/view.ts';
import { drawLens, drawRain, drawVeil, fogVeil, makeRain, type Rain } from './drawing/weather.ts';
import { drawPerson, type Happening, happeningOf, truthOf } from './happenings.ts';
import type { Look, Scene } from './scenes.ts';
import { tollQueue } from './toll-queue.ts';
import { type Lane, makeLane, vehiclesOf } from './traffic.ts';
import type { Truth } from './truth.ts';

const EVENT_FOG_VISIBILITY = 46;

/** Draws one scene at any moment of its loop. What does not move is drawn once. */
export class ScenePainter {
  readonly truth: readonly Truth[];
  readonly #scene: Scene;
  readonly #air: Atmosphere;
  readonly #view: View;
  readonly #place: Place;
  readonly #behind: Canvas;
  readonly #median: Layer | null;
  readonly #front: Layer | null;
  readonly #openings: readonly (readonly Point2[])[];
  readonly #lanes: readonly Lane[];
  readonly #happening: Happening | null;
  readonly #rain: Rain | null;
  readonly #veil: Canvas | null;
  readonly #canvas: Canvas;
  readonly #context: Context;
  readonly #scale: number;
  /** The picture after a fault of the picture was applied. */
  readonly #finished: Finished | null;

  constructor(scene: Scene, look: Look, size: { readonly width: number; readonly height: number }) {
    const random = seeded(scene.seed);
    this.#scene = scene;
    this.#air = airOf(scene);
    this.#place = makePlace(scene.setting, random);
    this.#view = new View(this.#place.camera);
    this.#scale = size.width / PICTURE_WIDTH;
    this.#canvas = createCanvas(size.width, size.height);
    this.#context = this.#canvas.getContext('2d');
    this.#happening = happeningOf(scene, this.#place.away);
    this.#rain = scene.weather === 'rain' ? makeRain(random) : null;
    const brush = (context: Context) => ({ context, view: this.#view, air: this.#air, random });
    let openings: readonly (readonly Point2[])[] | undefined;
    this.#behind = this.#layer((context) => {
      openings = this.#place.behind(brush(context));
      drawLens(context, this.#air);
    });
    this.#openings = openings ?? [];
    const { median, front } = this.#place;
    this.#median = median && cropped(this.#layer((context) => median(brush(context))));
    this.#front = front && cropped(this.#layer((context) => front(brush(context))));
    this.#veil = this.#makeVeil();
    this.#lanes =
      scene.setting === 'toll' ? [] : makeLanes(scene, this.#place, this.#happening, random);
    this.truth = this.#truths(look);
    this.#finished = look === 'clean' ? null : finishedCanvas(this.#canvas, look);
  }

  /** The picture at a moment of the loop, RGBA rows. The buffer is overwritten by the next call. */
  draw(seconds: number): Buffer {
    const context = this.#context;
    context.drawImage(this.#behind, 0, 0);
    context.save();
    context.scale(this.#scale, this.#scale);
    this.#traffic(context, seconds);
    if (this.#veil)
      drawVeil(
        context,
        this.#veil,
        this.#happening?.truth.type === 'fog' ? this.#happening.fog(seconds) : 1,
      );
    if (this.#rain) drawRain(context, this.#rain, seconds / this.#scene.seconds);
    context.restore();
    this.#finished?.context.drawImage(this.#canvas, 0, 0);
    return this.canvas.data();
  }

  /** After somebody else drew on `canvas`. */
  restoreFilter(): void {
    if (this.#finished) this.#finished.context.filter = this.#finished.filter;
  }

  get canvas(): Canvas {
    return this.#finished?.canvas ?? this.#canvas;
  }

  #layer(draw: (context: Context) => void): Canvas {
    const canvas = createCanvas(this.#canvas.width, this.#canvas.height);
    const context = canvas.getContext('2d');
    context.scale(this.#scale, this.#scale);
    draw(context);
    return canvas;
  }

  #makeVeil(): Canvas | null {
    if (this.#happening?.truth.type === 'fog')
      return fogVeil(this.#view, mix(this.#air.haze, [214, 218, 220], 0.6), EVENT_FOG_VISIBILITY);
    return this.#scene.weather === 'fog'
      ? fogVeil(this.#view, this.#air.haze, this.#air.visibility * 1.4)
      : null;
  }

  #truths(look: Look): Truth[] {
    const truths: Truth[] = [];
    if (this.#happening) truths.push(truthOf(this.#scene, this.#happening, this.#view));
    const whole = {
      fromMs: 0,
      toMs: this.#scene.seconds * 1000,
      lane: null,
      direction: null,
      boxes: [],
    };
    if (look !== 'clean') truths.push({ type: look, ...whole });
    return truths;
  }

  #traffic(context: Context, seconds: number): void {
    const vehicles = this.#lanes.flatMap((lane) => vehiclesOf(lane, seconds));
    if (this.#scene.setting === 'toll')
      vehicles.push(...tollQueue(this.#scene.seed, seconds, this.#scene.seconds, TOLL));
    const inSight = vehicles.filter((one) => one.z < this.#farAt);
    const extra = this.#happening?.vehicle(seconds);
    if (extra) inSight.push(extra);
    const farFirst = inSight.sort((a, b) => b.z - a.z);
    const comes = farFirst.filter((one) => one.x < 0 && this.#place.towards !== null);
    const leaves = farFirst.filter((one) => !comes.includes(one));
    for (const one of comes) this.#vehicle(context, one);
    if (this.#median) stampLayer(context, this.#median);
    for (const one of leaves) if (one.z > this.#place.frontAt) this.#vehicle(context, one);
    const person = this.#happening?.person(seconds);
    if (this.#front) stampLayer(context, this.#front);
    for (const one of leaves) if (one.z <= this.#place.frontAt) this.#vehicle(context, one);
    if (person) drawPerson(context, this.#view, this.#air, person);
  }

  /** In the service area the building ends the lane. */
  get #farAt(): number {
    return this.#scene.setting === 'service' ? 92 : Number.POSITIVE_INFINITY;
  }

  #vehicle(context: Context, vehicle: PlacedVehicle): void {
    const { portalAt } = this.#place;
    if (portalAt === null || vehicle.z < portalAt - 2) {
      drawVehicle(context, this.#view, this.#air, vehicle);
      drawVehicleLights(context, this.#view, this.#air, vehicle);
      return;
    }
    const depth = vehicle.z - portalAt;
    const opening = this.#openings[vehicle.x < 0 ? 0 : 1];
    if (!opening || depth > 140) return;
    context.save();
    context.beginPath();
    for (const [x, y] of opening) context.lineTo(x, y);
    context.clip();
    const dark = 1 - Math.exp(-Math.max(0, depth) / 26);
    const air: Atmosphere = {
      ...this.#air,
      ambient: mix(this.#air.ambient, [48, 40, 30], dark),
      haze: [18, 17, 16],
      lamps: depth > 0,
    };
    drawVehicle(context, this.#view, air, vehicle);
    drawVehicleLights(context, this.#view, air, vehicle);
    context.restore();
  }
}

function airOf(scene: Scene): Atmosphere {
  const air = atmosphere(scene.light, scene.weather);
  if (scene.setting !== 'tunnel') return air;
  return { ...air, ambient: TUNNEL_LIGHT, haze: [58, 48, 36], visibility: 320 };
}

function makeLanes(
  scene: Scene,
  place: Place,
  happening: Happening | null,
  random: () => number,
): Lane[] {
  const lanes: Lane[] = [];
  for (const way of [place.away, place.towards]) {
    if (!way) continue;
    for (let lane = 0; lane < way.lanes; lane++) {
      if (way === place.away && lane === happening?.freeLane) continue;
      const density = scene.density === 'jam' && way !== place.away ? 'normal' : scene.density;
      const plan = { way, lane, density, loopSeconds: scene.seconds, random };
      lanes.push(
        scene.setting === 'service'
          ? slowLane(makeLane({ ...plan, density: 'light' }), plan.loopSeconds, random)
          : makeLane(plan),
      );
    }
  }
  return lanes;
}

/** Cars looking for a bay. */
function slowLane(lane: Lane, loopSeconds: number, random: () => number): Lane {
  const speed = between(random, 4, 6);
  const ringMetres = speed * loopSeconds;
  const vehicles = lane.vehicles.filter((one) => one.at < ringMetres - 8).slice(0, 2);
  return { ...lane, ringMetres, vehicles, driven: (seconds) => speed * seconds };
}

const LOOK_FILTERS: Readonly<Record<Exclude<Look, 'clean'>, string>> = {
  blur: 'blur(7px)',
  cast: 'sepia(0.4) hue-rotate(70deg) saturate(3.2)',
  dark: 'brightness(0.1)',
};

type Finished = { readonly canvas: Canvas; readonly context: Context; readonly filter: string };

function finishedCanvas(like: Canvas, look: Exclude<Look, 'clean'>): Finished {
  const canvas = createCanvas(like.width, like.height);
  const context = canvas.getContext('2d');
  const filter = LOOK_FILTERS[look];
  context.filter = filter;
  return { canvas, context, filter };
}

/**
 * The scenes simulated cameras show. A scene is data: what stands there, light and weather, traffic, what happens.
 * Cameras share scenes; each has its own name, clock and moment in the loop.
 */
import type { Light, Weather } from './drawing/atmosphere.ts';
import { hashText } from './drawing/random.ts';

export type Setting =
  | 'plain'
  | 'hills'
  | 'bridge'
  | 'portal'
  | 'tunnel'
  | 'toll'
  | 'service'
  | 'ramp';
export type Density = 'light' | 'normal' | 'dense' | 'jam';
export type SceneEvent = 'stopped-vehicle' | 'wrong-way' | 'pedestrian' | 'congestion' | 'fog';
/** What is wrong with the picture itself; drawn into a loop of its own. */
export type Look = 'clean' | 'blur' | 'cast' | 'dark';

export type Scene = {
  readonly id: string;
  readonly setting: Setting;
  readonly light: Light;
  readonly weather: Weather;
  readonly density: Density;
  readonly event: SceneEvent | null;
  readonly seconds: 12 | 24;
  /** Some cameras have a microphone. */
  readonly audio: boolean;
  /** Cameras without `?scene=` show one of the ordinary ones. */
  readonly ordinary: boolean;
  readonly seed: number;
};

type Short = Omit<Scene, 'id' | 'event' | 'seconds' | 'audio' | 'ordinary' | 'seed'> &
  Partial<Pick<Scene, 'event' | 'seconds' | 'audio' | 'ordinary'>>;

function scene(id: string, short: Short): Scene {
  const event = short.event ?? null;
  return {
    event,
    seconds: event ? 24 : 12,
    audio: false,
    ordinary: event === null,
    ...short,
    id,
    seed: hashText(id),
  };
}

export const SCENES: readonly Scene[] = [
  scene('plain-day', {
    setting: 'plain',
    light: 'day',
    weather: 'clear',
    density: 'normal',
    audio: true,
  }),
  scene('hills-day', { setting: 'hills', light: 'day', weather: 'clear', density: 'light' }),
  scene('bridge-day', { setting: 'bridge', light: 'day', weather: 'clear', density: 'normal' }),
  scene('portal-day', {
    setting: 'portal',
    light: 'overcast',
    weather: 'clear',
    density: 'normal',
  }),
  scene('tunnel', {
    setting: 'tunnel',
    light: 'night',
    weather: 'clear',
    density: 'normal',
    audio: true,
  }),
  scene('toll-day', { setting: 'toll', light: 'day', weather: 'clear', density: 'normal' }),
  scene('service-day', {
    setting: 'service',
    light: 'overcast',
    weather: 'clear',
    density: 'light',
  }),
  scene('ramp-dusk', { setting: 'ramp', light: 'dusk', weather: 'clear', density: 'normal' }),
  scene('plain-night', { setting: 'plain', light: 'night', weather: 'clear', density: 'normal' }),
  scene('hills-rain', { setting: 'hills', light: 'overcast', weather: 'rain', density: 'normal' }),
  scene('bridge-dusk', { setting: 'bridge', light: 'dusk', weather: 'clear', density: 'dense' }),
  scene('plain-fog', { setting: 'plain', light: 'overcast', weather: 'fog', density: 'light' }),
  scene('stopped-vehicle', {
    setting: 'hills',
    light: 'day',
    weather: 'clear',
    density: 'light',
    event: 'stopped-vehicle',
  }),
  scene('wrong-way', {
    setting: 'plain',
    light: 'overcast',
    weather: 'clear',
    density: 'light',
    event: 'wrong-way',
  }),
  scene('pedestrian', {
    setting: 'ramp',
    light: 'day',
    weather: 'clear',
    density: 'light',
    event: 'pedestrian',
  }),
  scene('congestion', {
    setting: 'plain',
    light: 'day',
    weather: 'clear',
    density: 'jam',
    event: 'congestion',
  }),
  scene('fog-rising', {
    setting: 'hills',
    light: 'overcast',
    weather: 'clear',
    density: 'light',
    event: 'fog',
  }),
];

export const LOOKS: readonly Look[] = ['clean', 'blur', 'cast', 'dark'];

export function sceneById(id: string): Scene | null {
  return SCENES.find((one) => one.id === id) ?? null;
}

/** The scene of a camera that names none: the same for its code for ever. */
export function sceneOfCamera(code: string): Scene {
  const ordinary = SCENES.filter((one) => one.ordinary);
  const found = ordinary[hashText(code) % ordinary.length];
  if (!found) throw new RangeError('there is no ordinary scene');
  return found;
}

import { type Colour, lit, mix } from './colour.ts';

export type Light = 'day' | 'overcast' | 'dusk' | 'night';
export type Weather = 'clear' | 'rain' | 'fog';

/** Everything that light and weather decide. */
export type Atmosphere = {
  readonly light: Light;
  readonly weather: Weather;
  readonly zenith: Colour;
  readonly horizon: Colour;
  /** What surfaces are lit with. */
  readonly ambient: Colour;
  /** What far things fade into, and the distance at which two thirds have. */
  readonly haze: Colour;
  readonly visibility: number;
  readonly sunShadow: number;
  readonly lamps: boolean;
  readonly wet: boolean;
};

const LIGHTS: Readonly<Record<Light, Omit<Atmosphere, 'light' | 'weather' | 'wet'>>> = {
  day: {
    zenith: [96, 150, 214],
    horizon: [206, 224, 238],
    ambient: [255, 252, 244],
    haze: [198, 214, 228],
    visibility: 900,
    sunShadow: 0.42,
    lamps: false,
  },
  overcast: {
    zenith: [150, 162, 174],
    horizon: [204, 210, 214],
    ambient: [214, 218, 224],
    haze: [192, 200, 206],
    visibility: 620,
    sunShadow: 0.16,
    lamps: false,
  },
  dusk: {
    zenith: [58, 74, 120],
    horizon: [240, 170, 116],
    ambient: [176, 146, 140],
    haze: [190, 150, 132],
    visibility: 700,
    sunShadow: 0.2,
    lamps: true,
  },
  night: {
    zenith: [8, 11, 20],
    horizon: [34, 38, 52],
    ambient: [58, 62, 80],
    haze: [26, 30, 42],
    visibility: 520,
    sunShadow: 0,
    lamps: true,
  },
};

export function atmosphere(light: Light, weather: Weather): Atmosphere {
  const base = LIGHTS[light];
  if (weather === 'clear') return { ...base, light, weather, wet: false };
  const grey: Colour = lit([196, 202, 206], base.ambient);
  const fog = weather === 'fog';
  return {
    ...base,
    light,
    weather,
    wet: !fog,
    zenith: mix(base.zenith, grey, fog ? 0.95 : 0.6),
    horizon: mix(base.horizon, grey, fog ? 0.95 : 0.6),
    haze: mix(base.haze, grey, fog ? 0.9 : 0.5),
    visibility: fog ? 95 : 330,
    sunShadow: 0.1,
    lamps: true,
  };
}

/** A surface's colour as the camera sees it at a distance. */
export function seen(air: Atmosphere, colour: Colour, distance: number): Colour {
  return mix(
    lit(colour, air.ambient),
    air.haze,
    1 - Math.exp(-Math.max(0, distance) / air.visibility),
  );
}

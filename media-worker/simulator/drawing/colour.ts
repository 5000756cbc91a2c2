export type Colour = readonly [red: number, green: number, blue: number];

export function mix(from: Colour, to: Colour, share: number): Colour {
  const at = Math.min(1, Math.max(0, share));
  return [
    from[0] + (to[0] - from[0]) * at,
    from[1] + (to[1] - from[1]) * at,
    from[2] + (to[2] - from[2]) * at,
  ];
}

export function shade(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** Light falling on a surface. */
export function lit(colour: Colour, light: Colour): Colour {
  return [(colour[0] * light[0]) / 255, (colour[1] * light[1]) / 255, (colour[2] * light[2]) / 255];
}

export function css(colour: Colour, alpha = 1): string {
  const part = (value: number) => Math.round(Math.min(255, Math.max(0, value)));
  return `rgba(${part(colour[0])},${part(colour[1])},${part(colour[2])},${alpha})`;
}

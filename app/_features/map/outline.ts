import { z } from 'zod';

const worldSchema = z.object({
  features: z.array(
    z.object({
      properties: z.object({ iso_a3: z.string().nullish() }),
      geometry: z.object({
        type: z.enum(['Polygon', 'MultiPolygon']),
        coordinates: z.array(z.unknown()),
      }),
    }),
  ),
});

/** About 100 m: finer than the outline itself. */
const DECIMALS = 3;

function round(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(round);
  return typeof value === 'number' ? Number(value.toFixed(DECIMALS)) : value;
}

/** Bare outlines: which land is China, and nothing else about anybody. */
export function toOutline(world: unknown) {
  const { features } = worldSchema.parse(world);
  return {
    type: 'FeatureCollection' as const,
    features: features.map(({ properties, geometry }) => ({
      type: 'Feature' as const,
      properties: { home: properties.iso_a3 === 'CHN' },
      geometry: { type: geometry.type, coordinates: round(geometry.coordinates) },
    })),
  };
}

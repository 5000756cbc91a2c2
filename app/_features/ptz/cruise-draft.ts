import {
  type CruiseStop,
  cruiseStopsSchema,
  MOST_STOPS,
  type PtzPresetView,
} from '../../../server/ptz/schema.ts';

/** A stop while it is edited: a preset may come twice, so it has a key of its own. */
export type DraftStop = CruiseStop & { readonly key: number };

const USUAL = { dwellS: 15, speed: 50 } as const;

export function draftOf(stops: readonly CruiseStop[]): DraftStop[] {
  return stops.map((stop, key) => ({ ...stop, key }));
}

/** A new cruise goes through every preset once. */
export function usualStops(presets: readonly PtzPresetView[]): DraftStop[] {
  return draftOf(presets.slice(0, MOST_STOPS).map(({ number }) => ({ number, ...USUAL })));
}

/** The next preset after the last stop's, as one would add them. */
export function withStop(
  stops: readonly DraftStop[],
  presets: readonly PtzPresetView[],
): DraftStop[] {
  const last = presets.findIndex(({ number }) => number === stops.at(-1)?.number);
  const next = presets[(last + 1) % presets.length];
  if (!next || stops.length >= MOST_STOPS) return [...stops];
  const key = Math.max(-1, ...stops.map((stop) => stop.key)) + 1;
  return [...stops, { key, number: next.number, ...USUAL }];
}

/** Takes the place of what stands at `to`; out of range nothing moves. */
export function moved(stops: readonly DraftStop[], from: number, to: number): readonly DraftStop[] {
  const stop = stops[from];
  if (!stop || to < 0 || to >= stops.length) return stops;
  return stops.toSpliced(from, 1).toSpliced(to, 0, stop);
}

export function isGood(name: string, stops: readonly DraftStop[]): boolean {
  return name.trim() !== '' && cruiseStopsSchema.safeParse(stops).success;
}

'use client';
import { formatLonLat } from '../../../_lib/format/quantity.ts';
import type { Crs } from '../engine/crs.ts';
import type { LonLat } from '../engine/library.ts';
import type { MapEngine } from '../engine/map-engine.ts';
import { formatLength, scaleBar } from '../format.ts';

const SCALE_PX = 96;
const CRS_NAMES: Record<Crs, string> = {
  wgs84: 'WGS-84',
  gcj02: 'GCJ-02 → WGS-84',
  bd09: 'BD-09 → WGS-84',
};

/** Where the pointer is, and how long a stretch on the screen is on the ground. */
export function MapReadout({
  engine,
  pointer,
  crs,
}: {
  engine: MapEngine;
  /** Grows with every move of the map. */
  moves: number;
  pointer: LonLat | null;
  crs: Crs;
}) {
  const view = engine.view();
  const [lon, lat] = pointer ?? [view.lon, view.lat];
  const bar = scaleBar(engine.metresPerPixel(), SCALE_PX);
  return (
    <div className="pointer-events-none absolute right-3 bottom-3 flex items-end gap-3 rounded-md border border-edge bg-panel px-2.5 py-1 text-xs text-quiet">
      <span>{CRS_NAMES[crs]}</span>
      <span>{formatLonLat(lon, lat)}</span>
      <span>z {view.zoom.toFixed(1)}</span>
      <span className="flex items-end gap-1">
        <span className="mb-1 h-1.5 border-x border-b border-quiet" style={{ width: bar.px }} />
        {formatLength(bar.metres)}
      </span>
    </div>
  );
}

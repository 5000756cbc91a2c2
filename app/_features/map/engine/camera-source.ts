import type * as GeoJSON from 'geojson';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { STALE_MS } from '../../../../server/tracks/schema.ts';
import { formatChainage } from '../../../_lib/format/chainage.ts';
import type { LonLat, SourceDiff } from './library.ts';

export type CameraPlacer = (at: LonLat) => LonLat;

/** Feature of a camera, in the basemap's coordinates. */
function toFeature(camera: MapCamera, place: CameraPlacer): GeoJSON.Feature {
  return {
    type: 'Feature',
    id: camera.id,
    properties: { id: camera.id, ...propertiesOf(camera), ...motionOf(camera) },
    geometry: geometryOf(camera, place),
  };
}

function propertiesOf(camera: MapCamera): Record<string, string> {
  return {
    status: camera.status,
    kind: camera.kind,
    name: camera.name,
    chainage: camera.chainageM === null ? '' : formatChainage(camera.chainageM),
  };
}

/** Numbers alone, which expressions compare: -1 is no heading. */
function motionOf({ movedAt, heading }: MapCamera): Record<string, number> {
  if (movedAt === null) return {};
  return { heading: heading ?? -1, stale: Date.now() - movedAt.getTime() > STALE_MS ? 1 : 0 };
}

function geometryOf(camera: MapCamera, place: CameraPlacer): GeoJSON.Point {
  return { type: 'Point', coordinates: [...place([camera.lon, camera.lat])] };
}

export function toCollection(
  cameras: readonly MapCamera[],
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  return { type: 'FeatureCollection', features: cameras.map((camera) => toFeature(camera, place)) };
}

/** What must change for a source that shows `before` to show `after`; null when nothing does. */
export function diffCameras(
  before: readonly MapCamera[],
  after: readonly MapCamera[],
  place: CameraPlacer,
): SourceDiff | null {
  const old = new Map(before.map((camera) => [camera.id, camera]));
  const diff: SourceDiff = {
    remove: [],
    add: [],
    update: [],
    all: () => toCollection(after, place),
  };
  for (const camera of after) {
    const known = old.get(camera.id);
    old.delete(camera.id);
    if (known === undefined) diff.add.push(toFeature(camera, place));
    else if (known !== camera && !looksSame(known, camera)) {
      diff.update.push({
        id: camera.id,
        properties: { ...propertiesOf(camera), ...motionOf(camera) },
        geometry: geometryOf(camera, place),
      });
    }
  }
  diff.remove = [...old.keys()];
  return diff.remove.length + diff.add.length + diff.update.length === 0 ? null : diff;
}

function looksSame(a: MapCamera, b: MapCamera): boolean {
  return (
    a.status === b.status &&
    a.kind === b.kind &&
    a.name === b.name &&
    a.chainageM === b.chainageM &&
    a.lon === b.lon &&
    a.lat === b.lat &&
    a.heading === b.heading &&
    a.movedAt?.getTime() === b.movedAt?.getTime()
  );
}

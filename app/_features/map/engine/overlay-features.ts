import type * as GeoJSON from 'geojson';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import type { RoadGeometry, RoadPosts } from '../../../../server/roads/schema.ts';
import type { CameraPlacer } from './camera-source.ts';
import { viewCone } from './cone.ts';
import type { LonLat } from './library.ts';

type Line = readonly LonLat[];

const CONE_FALLBACK_RANGE_M = 300;

function collection(
  features: { geometry: GeoJSON.Geometry; properties?: GeoJSON.GeoJsonProperties }[],
): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: features.map(({ geometry, properties = {} }) => ({
      type: 'Feature',
      properties,
      geometry,
    })),
  };
}

export function roadFeatures(roads: RoadGeometry, place: CameraPlacer): GeoJSON.FeatureCollection {
  return collection(
    roads.features.map(({ properties, geometry: { coordinates } }) => ({
      properties,
      geometry: { type: 'LineString', coordinates: coordinates.map((at) => [...place(at)]) },
    })),
  );
}

export function postFeatures(posts: RoadPosts, place: CameraPlacer): GeoJSON.FeatureCollection {
  return collection(
    posts.roads.flatMap((road) =>
      road.posts.map(({ km, at }) => ({
        properties: { km, tenth: km % 10 === 0 },
        geometry: { type: 'Point' as const, coordinates: [...place(at)] },
      })),
    ),
  );
}

export function pointFeatures(
  points: readonly LonLat[],
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  return collection(
    points.map((at) => ({ geometry: { type: 'Point', coordinates: [...place(at)] } })),
  );
}

export function areaFeatures(
  { rings, lines }: { rings: readonly Line[]; lines: readonly Line[] },
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  const placed = (line: Line) => line.map((at) => [...place(at)]);
  const closed = (ring: Line) => placed([...ring, ...ring.slice(0, 1)]);
  return collection([
    ...rings.map((ring) => ({
      geometry: { type: 'Polygon' as const, coordinates: [closed(ring)] },
    })),
    ...lines.map((line) => ({
      geometry: { type: 'LineString' as const, coordinates: placed(line) },
    })),
  ]);
}

/** What cameras see; nothing of those whose direction is not known. */
export function coneFeatures(
  cameras: readonly MapCamera[],
  place: CameraPlacer,
): GeoJSON.FeatureCollection {
  return collection(
    cameras.flatMap(({ lon, lat, azimuth, viewAngle, viewRangeM, movedAt, heading }) => {
      // One that moves looks ahead.
      const facing = movedAt === null ? azimuth : heading;
      if (facing === null || viewAngle === null) return [];
      const ring = viewCone([lon, lat], facing, viewAngle, viewRangeM ?? CONE_FALLBACK_RANGE_M);
      const coordinates = [ring.map((at) => [...place(at)])];
      return [{ geometry: { type: 'Polygon' as const, coordinates } }];
    }),
  );
}

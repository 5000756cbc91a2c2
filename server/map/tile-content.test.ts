import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { cameraKindSchema, cameraStatusSchema } from '../cameras/schema.ts';
import type { PlacedCamera } from './data.ts';
import { encodeTile } from './encode.ts';
import { type Tile, tileAt, toUnit } from './mercator.ts';
import { PlaceIndex } from './place-index.ts';
import { SINGLES_ZOOM } from './schema.ts';
import { aCamera, anyCameras } from './testing.ts';
import { NOTHING, type TileContent, tileContent } from './tile-content.ts';

const HIDEABLE = [...cameraStatusSchema.options, ...cameraKindSchema.options];
const asIs = (lon: number, lat: number) => [lon, lat] as const;
const EXTENT = 4_096;

function indexOf(cameras: PlacedCamera[]): PlaceIndex<PlacedCamera> {
  const index = new PlaceIndex<PlacedCamera>(asIs);
  index.fill(cameras);
  return index;
}

const keyOf = ({ z, x, y }: Tile) => `${z}/${x}/${y}`;
const tileOf = ({ lon, lat }: PlacedCamera, z: number) => tileAt(toUnit(lon, lat), z);

/** The tiles of a zoom that have cameras, each with what stands on it. */
function tilesAt(cameras: PlacedCamera[], z: number, hidden = NOTHING): TileContent[] {
  const index = indexOf(cameras);
  const tiles = new Map(cameras.map((camera) => [keyOf(tileOf(camera, z)), tileOf(camera, z)]));
  return [...tiles.values()].map((tile) => tileContent(index, tile, hidden));
}

function countsOf({ clusters, cameras, alerts }: TileContent) {
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
  const single = (status: string) =>
    cameras.filter(({ camera }) => camera.status === status).length;
  return {
    online: sum(clusters.map(({ online }) => online)) + single('online'),
    offline: sum(clusters.map(({ offline }) => offline)) + single('offline'),
    unknown: sum(clusters.map(({ unknown }) => unknown)) + single('unknown'),
    fault: sum(alerts.map(({ count }) => count)) + single('fault'),
  };
}

/** Cameras on tiles, in clusters or by themselves. */
const cameraCount = (tiles: TileContent[]) =>
  tiles.flatMap((tile) => Object.values(countsOf(tile))).reduce((all, count) => all + count, 0);

const zooms = fc.integer({ min: 0, max: SINGLES_ZOOM });

describe('tiles of any cameras', () => {
  it('leave out a state or a kind, and nothing else', () => {
    fc.assert(
      fc.property(anyCameras, zooms, fc.subarray(HIDEABLE), (cameras, z, names) => {
        const hidden = new Set<string>(names);
        const left = cameras.filter(({ status, kind }) => !hidden.has(status) && !hidden.has(kind));
        expect(cameraCount(tilesAt(cameras, z, hidden))).toBe(left.length);
      }),
    );
  });

  it('count every camera once on every zoom, by its status', () => {
    fc.assert(
      fc.property(anyCameras, zooms, (cameras, z) => {
        const of = (status: string) => cameras.filter((camera) => camera.status === status).length;
        const counts = tilesAt(cameras, z).map(countsOf);
        const total = (status: 'online' | 'offline' | 'unknown' | 'fault') =>
          counts.reduce((all, tile) => all + tile[status], 0);
        expect({
          online: total('online'),
          offline: total('offline'),
          unknown: total('unknown'),
          fault: total('fault'),
        }).toEqual({
          online: of('online'),
          offline: of('offline'),
          unknown: of('unknown'),
          fault: of('fault'),
        });
      }),
    );
  });

  it('put nothing outside the tile and never one camera into a cluster', () => {
    fc.assert(
      fc.property(anyCameras, zooms, (cameras, z) => {
        for (const { clusters, cameras: singles, alerts } of tilesAt(cameras, z)) {
          for (const { x, y } of [...clusters, ...singles, ...alerts])
            expect([x, y].every((at) => Number.isInteger(at) && at >= 0 && at < EXTENT)).toBe(true);
          for (const { total, online, offline, unknown } of clusters) {
            expect(total).toBeGreaterThan(1);
            expect(online + offline + unknown).toBe(total);
          }
        }
      }),
    );
  });

  it('show each camera by itself from the zoom of single cameras on', () => {
    fc.assert(
      fc.property(anyCameras, (cameras) => {
        const tiles = tilesAt(cameras, SINGLES_ZOOM);
        const ids = tiles.flatMap((tile) => [...tile.cameras, ...tile.alerts]);
        expect(ids.map(({ camera }) => camera.id).toSorted()).toEqual(
          cameras.map(({ id }) => id).toSorted(),
        );
      }),
    );
  });

  it('say of a cluster at which zoom it parts', () => {
    const two = [aCamera({ id: 'a', lon: 117.2 }), aCamera({ id: 'b', lon: 117.25 })];
    const shown = Array.from({ length: SINGLES_ZOOM + 1 }, (_, z) => ({
      z,
      parts: tilesAt(two, z).flatMap(({ clusters }) => clusters.map(({ partsAt }) => partsAt)),
    }));
    const first = shown.find(({ parts }) => parts.length === 0)?.z ?? 0;
    expect(first).toBe(8);
    expect(shown.slice(0, first).map(({ parts }) => parts)).toEqual(Array(first).fill([first]));
  });
});

describe('a fault', () => {
  const crowd = Array.from({ length: 50 }, (_, n) => aCamera({ id: `c${n}` }));

  it('stands beside the cluster of the crowd it is in', () => {
    const [tile] = tilesAt([...crowd, aCamera({ id: 'bad', status: 'fault' })], 6);
    expect(tile?.clusters.map(({ total }) => total)).toEqual([50]);
    expect(tile?.alerts.map(({ camera, count }) => [camera.id, count])).toEqual([['bad', 1]]);
  });

  it('shares its mark with those that it would cover anyway, until singles are shown', () => {
    const faults = crowd.map((camera) => ({ ...camera, status: 'fault' as const }));
    expect(tilesAt(faults, 6).flatMap(({ alerts }) => alerts.map(({ count }) => count))).toEqual([
      50,
    ]);
    expect(tilesAt(faults, SINGLES_ZOOM).flatMap(({ alerts }) => alerts)).toHaveLength(50);
  });
});

describe('the encoded tile, read by the library that maps read it with', () => {
  const read = (cameras: PlacedCamera[], tile: Tile) =>
    new VectorTile(new PbfReader(encodeTile(tileContent(indexOf(cameras), tile))));

  it('says what a cluster, a camera and a fault are', () => {
    const cameras = [
      aCamera({ id: 'a' }),
      aCamera({ id: 'b', status: 'offline' }),
      aCamera({ id: 'far', name: '大桥', lat: 32, kind: 'ptz', azimuth: 45.5, chainageM: 612_300 }),
      aCamera({ id: 'bad', status: 'fault' }),
    ];
    const { layers } = read(cameras, tileAt(toUnit(117, 31), 4));
    const all = Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, n) => layer.feature(n).properties),
    ]);
    expect(Object.fromEntries(all)).toEqual({
      clusters: [{ point_count: 2, online: 1, offline: 1, unknown: 0, parts_at: SINGLES_ZOOM }],
      cameras: [
        {
          id: 'far',
          name: '大桥',
          kind: 'ptz',
          status: 'online',
          chainage: 'K612+300',
          azimuth: 45.5,
        },
      ],
      alerts: [
        { id: 'bad', name: '摄像机 bad', kind: 'bullet', status: 'fault', chainage: '', count: 1 },
      ],
    });
  });

  it('stands where the camera stands', () => {
    const tile = tileAt(toUnit(117, 31), SINGLES_ZOOM);
    const layer = read([aCamera({ id: 'a' })], tile).layers.cameras;
    const { geometry } = layer?.feature(0).toGeoJSON(tile.x, tile.y, tile.z) ?? {};
    const [lon = 0, lat = 0] = geometry?.type === 'Point' ? geometry.coordinates : [];
    expect([lon.toFixed(4), lat.toFixed(4)]).toEqual(['117.0000', '31.0000']);
  });

  it('is empty where nothing is', () => {
    expect(read([aCamera({ id: 'a' })], { z: 6, x: 0, y: 0 }).layers).toEqual({});
  });
});

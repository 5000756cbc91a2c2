import { describe, expect, it } from 'vitest';
import type { MapCamera } from '../../../server/cameras/schema.ts';
import { diffCameras } from './engine/camera-source.ts';
import { destination, viewCone } from './engine/cone.ts';
import { fromBasemap, toBasemap } from './engine/crs.ts';
import { templateFromCapabilities, toTileTemplate } from './engine/wmts.ts';
import { bareName, formatLength, scaleBar } from './format.ts';
import { toOutline } from './outline.ts';

const asIs = (at: readonly [number, number]) => at;

function camera(id: string, part: Partial<MapCamera> = {}): MapCamera {
  return {
    id,
    code: id,
    name: id,
    kind: 'bullet',
    lon: 117,
    lat: 31,
    status: 'online',
    statusSince: new Date(0),
    azimuth: null,
    viewAngle: null,
    viewRangeM: null,
    roadId: null,
    direction: null,
    chainageM: 612_300,
    movedAt: null,
    speedKmh: null,
    heading: null,
    ...part,
  };
}

describe('differences of the camera source', () => {
  it('tells what came, went and changed', () => {
    const before = [camera('a'), camera('b'), camera('c')];
    const after = [before[0] ?? camera('a'), camera('b', { status: 'offline' }), camera('d')];
    const diff = diffCameras(before, after, asIs);
    expect(diff?.remove).toEqual(['c']);
    expect(diff?.add.map(({ id }) => id)).toEqual(['d']);
    expect(
      diff?.update.map(({ id, properties }) => [id, properties.status, properties.chainage]),
    ).toEqual([['b', 'offline', 'K612+300']]);
  });
  it('is nothing when only what is not drawn changed', () => {
    expect(diffCameras([camera('a')], [camera('a', { code: 'other' })], asIs)).toBeNull();
  });
});

describe('view cone', () => {
  it('walks a degree of latitude north in 111.195 km', () => {
    const [lon, lat] = destination([117, 31], 0, 111_195);
    expect([lon, Number(lat.toFixed(4))]).toEqual([117, 32]);
  });
  it('is a closed sector that begins and ends at the camera', () => {
    const ring = viewCone([117, 31], 90, 60, 500);
    expect([ring[0], ring.at(-1), ring.length]).toEqual([[117, 31], [117, 31], 15]);
  });
  it('is a closed circle when the camera sees all round', () => {
    const ring = viewCone([117, 31], 0, 360, 500);
    expect(ring[0]).toEqual(ring.at(-1));
    expect(ring).not.toContainEqual([117, 31]);
  });
});

describe('coordinate systems', () => {
  it('leaves WGS-84 alone', () => {
    expect(toBasemap([117.23, 31.82], 'wgs84')).toEqual([117.23, 31.82]);
  });
  it.each(['gcj02', 'bd09'] as const)('goes to %s and back within a metre', (crs) => {
    const there = toBasemap([117.23, 31.82], crs);
    const [lon, lat] = fromBasemap(there, crs);
    expect(Math.abs(there[0] - 117.23)).toBeGreaterThan(0.001);
    expect([Math.abs(lon - 117.23) < 0.00001, Math.abs(lat - 31.82) < 0.00001]).toEqual([
      true,
      true,
    ]);
  });
});

describe('WMTS', () => {
  it('speaks of tiles as XYZ does', () => {
    const template = 'https://m/{TileMatrix}/{TileRow}/{TileCol}.png';
    expect(toTileTemplate(template)).toBe('https://m/{z}/{y}/{x}.png');
  });
  it('finds the tile address in the capabilities', () => {
    const xml = `<Capabilities><Contents><Layer><ows:Identifier>img</ows:Identifier>
      <Style isDefault="true"><ows:Identifier>dim</ows:Identifier></Style>
      <TileMatrixSetLink><TileMatrixSet>w</TileMatrixSet></TileMatrixSetLink>
      <ResourceURL format="image/png" resourceType="tile"
        template="https://m/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}?a=1&amp;b=2"/>
      </Layer></Contents></Capabilities>`;
    expect(templateFromCapabilities(xml)).toBe(
      'https://m/dim/w/{TileMatrix}/{TileRow}/{TileCol}?a=1&b=2',
    );
  });
  it('finds none where there is none', () => {
    expect(templateFromCapabilities('<Capabilities/>')).toBeNull();
  });
});

describe('words and measures on the map', () => {
  it('leaves the place out of a name that begins with it', () => {
    const place = 'G40 K612+300 上行';
    expect(bareName('G40 K612+300 上行 桥头', place)).toBe('桥头');
    expect(bareName(place, place)).toBe(place);
    expect(bareName('桥头', place)).toBe('桥头');
    expect(bareName('G40 K612+300 上行 桥头', 'G40 K612+300 up')).toBe('桥头');
  });
  it.each([
    [10, { metres: 500, px: 50 }],
    [25, { metres: 2_000, px: 80 }],
    [0.3, { metres: 20, px: 20 / 0.3 }],
  ])('draws a round length at %d m per pixel', (metresPerPixel, bar) => {
    expect(scaleBar(metresPerPixel, 96)).toEqual(bar);
  });
  it('writes lengths', () => {
    expect([formatLength(500), formatLength(2_000)]).toEqual(['500 m', '2 km']);
  });
});

describe('outline', () => {
  it('keeps shapes and forgets names', () => {
    const world = {
      features: [
        {
          properties: { name: 'x', iso_a3: 'CHN' },
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1.23456, 2],
                [3, 4],
                [1.23456, 2],
              ],
            ],
          },
        },
      ],
    };
    expect(toOutline(world).features).toEqual([
      {
        type: 'Feature',
        properties: { home: true },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [1.235, 2],
              [3, 4],
              [1.235, 2],
            ],
          ],
        },
      },
    ]);
  });
});

'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import type { Basemap } from '../../../../server/settings/schema.ts';
import { MapCanvas } from '../../map/components/map-canvas.tsx';
import type { LonLat } from '../../map/engine/library.ts';
import type { MapEngine } from '../../map/engine/map-engine.ts';
import { useMapSettings, useRoadGeometry } from '../../map/queries.ts';
import { useCamerasOnMap } from '../../map/use-cameras-on-map.ts';

const CLOSE_ZOOM = 13;
const BUILTIN: Basemap = { id: 'builtin', name: '', kind: 'builtin', crs: 'wgs84' };

type PositionPickerProps = {
  lon: string;
  lat: string;
  view: { azimuth: string; viewAngle: string; viewRangeM: string };
  onPick: (at: LonLat) => void;
};

/** A small map: press where the camera stands; its view cone is drawn as typed. */
export function PositionPicker({ lon, lat, view, onPick }: PositionPickerProps) {
  const settings = useMapSettings();
  const roads = useRoadGeometry();
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const marked = useMarked(lon, lat, view);
  const followed = useRef('');

  useCamerasOnMap(engine);
  useEffect(() => {
    if (roads.data) engine?.setRoads(roads.data);
  }, [engine, roads.data]);
  useEffect(() => {
    engine?.setMarked(marked === null ? [] : [marked]);
    const key = marked === null ? '' : `${marked.lon},${marked.lat}`;
    if (engine === null || marked === null || followed.current === key) return;
    followed.current = key;
    engine.moveTo([marked.lon, marked.lat], Math.max(engine.view().zoom, CLOSE_ZOOM));
  }, [engine, marked]);

  if (!settings.data) return <div className="h-60 rounded-md border bg-page" />;
  const { basemaps, defaultBasemapId, center, zoom } = settings.data;
  return (
    <div className="relative h-60 overflow-hidden rounded-md border border-edge bg-page">
      <MapCanvas
        settings={settings.data}
        basemap={basemaps.find(({ id }) => id === defaultBasemapId) ?? BUILTIN}
        start={{ lon: center[0], lat: center[1], zoom }}
        onEngine={setEngine}
        events={{
          onGround: (at) => {
            followed.current = `${Number(at[0].toFixed(6))},${Number(at[1].toFixed(6))}`;
            onPick(at);
          },
        }}
      />
    </div>
  );
}

/** The draft as a camera on the map, once it has a position. */
function useMarked(
  lonText: string,
  latText: string,
  view: PositionPickerProps['view'],
): MapCamera | null {
  const { azimuth, viewAngle, viewRangeM } = view;
  return useMemo(() => {
    const [lon, lat] = [Number(lonText), Number(latText)];
    if (lonText === '' || latText === '' || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
      return null;
    const number = (text: string) =>
      text === '' || Number.isNaN(Number(text)) ? null : Number(text);
    return {
      id: 'draft',
      code: '',
      name: '',
      kind: 'bullet',
      lon,
      lat,
      status: 'unknown',
      statusSince: new Date(0),
      azimuth: number(azimuth),
      viewAngle: number(viewAngle),
      viewRangeM: number(viewRangeM),
      roadId: null,
      direction: null,
      chainageM: null,
      movedAt: null,
      speedKmh: null,
      heading: null,
    };
  }, [lonText, latText, azimuth, viewAngle, viewRangeM]);
}

import type { Feature } from 'geojson';
import mapboxgl, { type GeoJSONSource, type MapMouseEvent, type VectorTileSource } from 'mapbox-gl';
import 'mapbox-gl/dist/mapbox-gl.css';
import type { LibraryMap, MapOptions, PointerPress } from './library.ts';

const FLIGHT_MS = 900;

function press(event: MapMouseEvent): PointerPress {
  return {
    point: event.point,
    at: [event.lngLat.lng, event.lngLat.lat],
    more: event.originalEvent.ctrlKey || event.originalEvent.metaKey,
    preventDefault: () => event.preventDefault(),
  };
}

/** Styles, sources and layers are written once, for maplibre-gl; they cross over as the JSON that they are. */
function json<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value));
}

export function createMapbox(options: MapOptions & { token: string }): LibraryMap {
  mapboxgl.accessToken = options.token;
  const map = new mapboxgl.Map({
    container: options.container,
    center: [...options.center],
    zoom: options.zoom,
    maxZoom: 20,
    localFontFamily: options.font,
    projection: 'mercator',
    dragRotate: false,
    boxZoom: false, // a box selects cameras
    pitchWithRotate: false,
    fadeDuration: 100,
    performanceMetricsCollection: false,
    style: { version: 8, sources: {}, layers: [] },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const source = (id: string) => map.getSource<GeoJSONSource>(id);
  return {
    onStyleLoad: (run) => void map.on('style.load', run),
    onMove: (run) => void map.on('move', run),
    onMoveEnd: (run) => void map.on('moveend', run),
    onError: (run) =>
      void map.on('error', (event) => {
        const failed: unknown = 'sourceId' in event ? event.sourceId : null;
        run(typeof failed === 'string' ? failed : null);
      }),
    onPress: (kind, run) => void map.on(kind, (event) => run(press(event))),
    onLeave: (run) => void map.on('mouseout', run),
    onMissingImage: (run) => void map.on('styleimagemissing', (event) => run(event.id)),
    setStyle: (style) =>
      void map.setStyle(json(style), {
        diff: false,
        localFontFamily: options.font,
        localIdeographFontFamily: options.font,
      }),
    addSource: (id, spec) => void map.addSource(id, json(spec)),
    addLayer: (layer, beforeId) => void map.addLayer(json(layer), beforeId),
    removeLayer: (id) => void map.removeLayer(id),
    removeSource: (id) => void map.removeSource(id),
    setVisible: (layerId, visible) => {
      if (map.getLayer(layerId) !== undefined)
        map.setLayoutProperty(layerId, 'visibility', visible ? 'visible' : 'none');
    },
    setFilter: (layerId, filter) => {
      if (map.getLayer(layerId) !== undefined) map.setFilter(layerId, json(filter));
    },
    setData: (id, data) => void source(id)?.setData(data),
    patch: (id, diff) => void source(id)?.setData(diff.all()),
    // This library only knows all of a source's tiles.
    refreshTiles: (id) => map.getSource<VectorTileSource>(id)?.reload(),
    addImage: (id, image, pixelRatio) => {
      if (!map.hasImage(id)) map.addImage(id, image, { pixelRatio });
    },
    hits: ({ x, y }, reach, layers) =>
      map
        .queryRenderedFeatures(
          [
            [x - reach, y - reach],
            [x + reach, y + reach],
          ],
          { layers: layers.filter((layer) => map.getLayer(layer) !== undefined) },
        )
        .map((hit) => {
          const { properties, geometry }: Feature = hit.toJSON();
          return {
            layerId: hit.layer?.id ?? '',
            properties: properties ?? {},
            at:
              geometry.type === 'Point'
                ? [geometry.coordinates[0] ?? 0, geometry.coordinates[1] ?? 0]
                : null,
          };
        }),
    clusterZoom: (id, cluster) =>
      new Promise((resolve) => {
        const fallback = map.getZoom() + 1;
        source(id)?.getClusterExpansionZoom(cluster, (_, zoom) => resolve(zoom ?? fallback));
      }),
    project: ([lon, lat]) => map.project([lon, lat]),
    unproject: ({ x, y }) => map.unproject([x, y]).toArray(),
    center: () => map.getCenter().toArray(),
    bounds: () => {
      const bounds = map.getBounds();
      if (bounds === null) throw new Error('a map without bounds');
      return [bounds.getSouthWest().toArray(), bounds.getNorthEast().toArray()];
    },
    zoom: () => map.getZoom(),
    moveTo: ([lon, lat], zoom, animate) =>
      void (animate
        ? map.flyTo({ center: [lon, lat], zoom, duration: FLIGHT_MS })
        : map.jumpTo({ center: [lon, lat], zoom })),
    zoomBy: (step) => void map.zoomTo(map.getZoom() + step, { duration: 200 }),
    fit: ([west, south], [east, north], padding, left) =>
      void map.fitBounds([west, south, east, north], {
        padding: { top: padding, bottom: padding, right: padding, left: padding + left },
        duration: FLIGHT_MS,
        maxZoom: 14,
      }),
    canvas: () => map.getCanvas(),
    remove: () => map.remove(),
  };
}

import {
  type GeoJSONSource,
  Map as MaplibreMap,
  type MapMouseEvent,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { LibraryMap, MapOptions, PointerPress, SourceDiff } from './library.ts';
import { MotionResolution } from './motion-resolution.ts';

/** Served by our own route: a strict content-security policy lets no script in from a blob. */
const WORKER_URL = '/map-worker/maplibre.mjs';
const FLIGHT_MS = 900;

function press(event: MapMouseEvent): PointerPress {
  return {
    point: event.point,
    at: [event.lngLat.lng, event.lngLat.lat],
    more: event.originalEvent.ctrlKey || event.originalEvent.metaKey,
    preventDefault: () => event.preventDefault(),
  };
}

function toDiff(diff: SourceDiff) {
  return {
    remove: diff.remove,
    add: diff.add,
    update: diff.update.map(({ id, properties, geometry }) => ({
      id,
      newGeometry: geometry,
      addOrUpdateProperties: Object.entries(properties).map(([key, value]) => ({ key, value })),
    })),
  };
}

/** Can draw itself at another resolution without letting go of what moves it. */
class ScalableMap extends MaplibreMap {
  /** What the library tells of a movement is about its own change of size. */
  isRescaling = false;

  override stop(): this {
    return this.isRescaling ? this : super.stop();
  }

  /** The canvas is cleared by its new size, so it is drawn in the same turn. */
  drawAt(share: number): void {
    this.isRescaling = true;
    this.setPixelRatio(window.devicePixelRatio * share);
    this.isRescaling = false;
    this.redraw();
  }
}

export function createMaplibre(options: MapOptions): LibraryMap {
  setWorkerUrl(WORKER_URL);
  const map = new ScalableMap({
    container: options.container,
    center: [...options.center],
    zoom: options.zoom,
    maxZoom: 20,
    localIdeographFontFamily: options.font,
    attributionControl: { compact: true },
    dragRotate: false,
    boxZoom: false, // a box selects cameras
    pitchWithRotate: false,
    fadeDuration: 100,
    style: { version: 8, sources: {}, layers: [] },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const motion = new MotionResolution({
    draw: (share) => map.drawAt(share),
    requestFrame: (run) => requestAnimationFrame(run),
    cancelFrame: (frame) => cancelAnimationFrame(frame),
  });
  const onOwn = (kind: 'movestart' | 'move' | 'moveend', run: () => void) =>
    void map.on(kind, () => {
      if (!map.isRescaling) run();
    });
  onOwn('movestart', () => motion.started());
  onOwn('moveend', () => motion.ended());
  const source = (id: string) => map.getSource<GeoJSONSource>(id);
  return {
    onStyleLoad: (run) => void map.on('style.load', run),
    onMove: (run) => onOwn('move', run),
    onMoveEnd: (run) => onOwn('moveend', run),
    onError: (run) =>
      void map.on('error', (event) => {
        const failed: unknown = 'sourceId' in event ? event.sourceId : null;
        run(typeof failed === 'string' ? failed : null);
      }),
    onPress: (kind, run) => void map.on(kind, (event) => run(press(event))),
    onLeave: (run) => void map.on('mouseout', run),
    onMissingImage: (run) => void map.setMissingStyleImageResolver(run),
    setStyle: (style) => void map.setStyle(style, { diff: false }),
    addSource: (id, spec) => void map.addSource(id, spec),
    addLayer: (layer, beforeId) => void map.addLayer(layer, beforeId),
    removeLayer: (id) => void map.removeLayer(id),
    removeSource: (id) => void map.removeSource(id),
    setVisible: (layerId, visible) => {
      if (map.getLayer(layerId) !== undefined)
        map.setLayoutProperty(layerId, 'visibility', visible ? 'visible' : 'none');
    },
    setFilter: (layerId, filter) => {
      if (map.getLayer(layerId) !== undefined) map.setFilter(layerId, filter);
    },
    setData: (id, data) => void source(id)?.setData(data),
    patch: (id, diff) => void source(id)?.updateData(toDiff(diff)),
    refreshTiles: (id, tiles) => {
      if (map.getSource(id) !== undefined)
        map.refreshTiles(id, tiles === 'all' ? undefined : [...tiles]);
    },
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
        .map(({ layer, properties, geometry }) => ({
          layerId: layer.id,
          properties,
          at:
            geometry.type === 'Point'
              ? [geometry.coordinates[0] ?? 0, geometry.coordinates[1] ?? 0]
              : null,
        })),
    clusterZoom: async (id, cluster) =>
      (await source(id)?.getClusterExpansionZoom(cluster)) ?? map.getZoom() + 1,
    project: ([lon, lat]) => map.project([lon, lat]),
    unproject: ({ x, y }) => map.unproject([x, y]).toArray(),
    center: () => map.getCenter().toArray(),
    bounds: () => map.getBounds().toArray(),
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
    remove: () => {
      motion[Symbol.dispose]();
      map.remove();
    },
  };
}

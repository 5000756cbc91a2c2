import type * as GeoJSON from 'geojson';
import type {
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl';

export type LonLat = readonly [lon: number, lat: number];
/** South-west and north-east corner. */
export type Bounds = readonly [LonLat, LonLat];
export type ScreenPoint = { x: number; y: number };
export type MapStyle = StyleSpecification | string;
export type PointerPress = {
  point: ScreenPoint;
  at: LonLat;
  /** With Ctrl or ⌘ held. */
  more: boolean;
  preventDefault: () => void;
};
type PressKind = 'click' | 'dblclick' | 'mousemove' | 'contextmenu';
type Hit = { layerId: string; properties: Record<string, unknown>; at: LonLat | null };

/** What changed in a source of points. `all` is for libraries that only know the whole. */
export type SourceDiff = {
  remove: string[];
  add: GeoJSON.Feature[];
  update: {
    id: string;
    properties: Record<string, string | number | null>;
    geometry: GeoJSON.Geometry;
  }[];
  all: () => GeoJSON.FeatureCollection;
};

export type TileAddress = { z: number; x: number; y: number };

export type MapOptions = {
  container: HTMLElement;
  center: LonLat;
  zoom: number;
  font: string;
};

/** The part of a map library that we use: maplibre-gl and mapbox-gl each stand behind it. */
export type LibraryMap = {
  onStyleLoad: (run: () => void) => void;
  onMove: (run: () => void) => void;
  onMoveEnd: (run: () => void) => void;
  /** With the source that failed, where one did. */
  onError: (run: (sourceId: string | null) => void) => void;
  onPress: (kind: PressKind, run: (press: PointerPress) => void) => void;
  onLeave: (run: () => void) => void;
  onMissingImage: (run: (id: string) => void) => void;
  setStyle: (style: MapStyle) => void;
  addSource: (id: string, source: SourceSpecification) => void;
  addLayer: (layer: LayerSpecification, beforeId?: string) => void;
  removeLayer: (id: string) => void;
  removeSource: (id: string) => void;
  /** Nothing where the style has no such layer. */
  setVisible: (layerId: string, visible: boolean) => void;
  /** Nothing where the style has no such layer. */
  setFilter: (layerId: string, filter: FilterSpecification) => void;
  setData: (sourceId: string, data: GeoJSON.FeatureCollection) => void;
  patch: (sourceId: string, diff: SourceDiff) => void;
  /** Asks for tiles of a vector source again; what they showed stays until the answer. */
  refreshTiles: (sourceId: string, tiles: readonly TileAddress[] | 'all') => void;
  addImage: (id: string, image: ImageData, pixelRatio: number) => void;
  hits: (around: ScreenPoint, reach: number, layerIds: string[]) => Hit[];
  clusterZoom: (sourceId: string, clusterId: number) => Promise<number>;
  project: (at: LonLat) => ScreenPoint;
  unproject: (point: ScreenPoint) => LonLat;
  center: () => LonLat;
  bounds: () => Bounds;
  zoom: () => number;
  moveTo: (at: LonLat, zoom: number, animate: boolean) => void;
  zoomBy: (step: number) => void;
  /** `left`: pixels on that side beside the padding, where something stands over the map. */
  fit: (southWest: LonLat, northEast: LonLat, padding: number, left: number) => void;
  canvas: () => HTMLCanvasElement;
  remove: () => void;
};

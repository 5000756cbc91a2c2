// In one file, since sources, layers and what was set on them are one state that is drawn again whenever the map gets a new style.

import {
  type CameraMap,
  cameraKindSchema,
  cameraStatusSchema,
  type MapCamera,
} from '../../../../server/cameras/schema.ts';
import type { OpenEvents } from '../../../../server/events/schema.ts';
import { type MapLayer, mapLayerSchema } from '../../../../server/map-views/schema.ts';
import type { RoadGeometry, RoadPosts } from '../../../../server/roads/schema.ts';
import type { Basemap } from '../../../../server/settings/schema.ts';
import type { Track } from '../../../../server/tracks/schema.ts';
import { basemapStyle } from './basemap-style.ts';
import { builtinStyle } from './builtin-style.ts';
import { clusterIcon, ICON_PIXEL_RATIO, markIcon, markName } from './camera-icons.ts';
import {
  ALARM,
  addLayers,
  addSources,
  CAMERA_LAYERS,
  CLUSTER_LAYERS,
  SOURCES,
  STYLE_LAYERS,
} from './camera-layers.ts';
import { diffCameras, toCollection } from './camera-source.ts';
import { fromBasemap, toBasemap } from './crs.ts';
import { EditedCameras } from './edited-cameras.ts';
import type { LibraryMap, LonLat, PointerPress, ScreenPoint } from './library.ts';
import { MovingCameras } from './moving-cameras.ts';
import {
  areaFeatures,
  coneFeatures,
  pointFeatures,
  postFeatures,
  roadFeatures,
} from './overlay-features.ts';
import { type MapPalette, readPalette } from './palette.ts';
import { DEVICE_LAYER, RoadsideDevices } from './roadside-devices.ts';
import { TiledCameras } from './tiled-cameras.ts';
import type { Trail } from './track-features.ts';

type Line = readonly LonLat[];
export type MapView = { lon: number; lat: number; zoom: number };

export type MapEngineEvents = {
  onReady: () => void;
  onMove: () => void;
  onView: (view: MapView) => void;
  onHover: (cameraId: string | null) => void;
  /** `at`: where its mark stands. */
  onPick: (cameraId: string, at: LonLat | null) => void;
  onOpen: (cameraId: string) => void;
  /** Pressed with Ctrl or ⌘ held. */
  onChoose: (cameraId: string) => void;
  /** Right button, or the menu key of a device without one. */
  onMenu: (cameraId: string, at: ScreenPoint) => void;
  /** A roadside device, where no camera stands over it. */
  onDevice: (deviceId: string, at: LonLat) => void;
  onHoverDevice: (deviceId: string | null) => void;
  /** A press on the ground, away from any camera. */
  onGround: (at: LonLat) => void;
  /** The same with Ctrl or ⌘ held. */
  onPoint: (at: LonLat) => void;
  onGroundMenu: (at: LonLat, point: ScreenPoint) => void;
  onPointer: (at: LonLat | null) => void;
  /** `shown`: what is on the map instead, or that it is still the basemap, with holes. */
  onBasemapFailed: (basemap: Basemap, shown: 'builtin' | 'holes') => void;
};

const REACH_PX = 8;
/** Nearer than this every camera in sight shows what it looks at. */
const CONES_FROM_ZOOM = 12.5;

/** Our map: cameras, roads and what is selected, over any basemap, on either library. All positions are WGS-84. */
export class MapEngine {
  readonly #map: LibraryMap;
  readonly #events: Partial<MapEngineEvents>;
  readonly #life = new AbortController();
  #palette: MapPalette;
  #basemap: Basemap;
  #locale: 'zh' | 'en';
  #ready = false;
  #cameras: readonly MapCamera[] = [];
  /** How far they reach where they are drawn from tiles; null: they are listed. */
  #tiled: CameraMap['tiled'] = null;
  readonly #tiles: TiledCameras;
  readonly #edited: EditedCameras;
  readonly #devices: RoadsideDevices;
  readonly #moving: MovingCameras;
  #roads: RoadGeometry | null = null;
  #posts: RoadPosts | null = null;
  #hidden: ReadonlySet<MapLayer> = new Set();
  #marked: readonly MapCamera[] = [];
  /** Cameras that were pointed, and where they look since. */
  #sights: readonly MapCamera[] = [];
  #alarms: OpenEvents['alarms'] = [];
  #selected: readonly LonLat[] = [];
  #areas: { rings: readonly Line[]; lines: readonly Line[] } = { rings: [], lines: [] };
  #shown: { calm: MapCamera[]; alert: MapCamera[] } = { calm: [], alert: [] };
  #hovered: string | null = null;
  #hoveredDevice: string | null = null;
  #complained: string | null = null;

  constructor(
    map: LibraryMap,
    options: { basemap: Basemap; locale: 'zh' | 'en'; label: string },
    events: Partial<MapEngineEvents>,
  ) {
    this.#map = map;
    this.#tiles = new TiledCameras(map);
    this.#edited = new EditedCameras(map);
    this.#devices = new RoadsideDevices(map);
    this.#moving = new MovingCameras(map);
    this.#events = events;
    this.#palette = readPalette();
    this.#basemap = options.basemap;
    this.#locale = options.locale;
    map.canvas().setAttribute('aria-label', options.label);
    this.#listen();
    void this.#restyle();
  }

  setBasemap(basemap: Basemap): void {
    const view = this.view();
    this.#basemap = basemap;
    this.moveTo([view.lon, view.lat], view.zoom, false);
    void this.#restyle();
  }

  /** Colours and label language again, after the theme or the language changed. */
  refresh(locale: 'zh' | 'en'): void {
    this.#locale = locale;
    void this.#restyle();
  }

  setCameras({ cameras, tiled }: CameraMap): void {
    const changesKind = (this.#tiled === null) !== (tiled === null);
    this.#cameras = cameras;
    this.#tiled = tiled;
    if (!this.#ready) return;
    this.#showCameras('changed');
    if (changesKind) this.#showTiles();
  }

  /** Places where something happened to a camera that is drawn from tiles. */
  camerasChanged(places: readonly (LonLat | 'somewhere')[]): void {
    this.#tiles.changed(places.map((at) => (at === 'somewhere' ? at : this.#place(at))));
  }

  setRoads(roads: RoadGeometry): void {
    this.#roads = roads;
    if (this.#ready) this.#showRoads();
  }

  setPosts(posts: RoadPosts): void {
    this.#posts = posts;
    if (this.#ready) this.#showPosts();
  }

  /** From now on roadside devices are on this map. */
  showRoadside(): void {
    this.#devices.want();
    if (this.#ready) this.#showDevices();
  }

  roadsideChanged(): void {
    this.#devices.changed();
  }

  /** Layers that are off. */
  setHidden(hidden: readonly MapLayer[]): void {
    this.#hidden = new Set(hidden);
    if (!this.#ready) return;
    this.#showHidden();
    this.#devices.hide(this.#hidden);
    this.#showCameras('changed');
    this.#showMarked();
    if (this.#tiled === null) return;
    this.#tiles.hide();
    this.#showTiles();
  }

  /** Cameras with a ring around them and their view cone in front. */
  setMarked(cameras: readonly MapCamera[]): void {
    this.#marked = cameras;
    if (this.#ready) this.#showMarked();
  }

  /** Cameras with an event nobody has acknowledged. */
  setAlarms(alarms: OpenEvents['alarms']): void {
    this.#alarms = alarms;
    if (this.#ready) this.#showAlarms();
  }

  /** Where cameras that are watched came from. */
  setTrails(trails: readonly Trail[]): void {
    this.#moving.setTrails(trails);
  }

  setTrack(track: Track | null): void {
    this.#moving.setTrack(track);
  }

  /** Where the camera of the track was at a time. */
  setMoment(at: LonLat | null): void {
    this.#moving.setMoment(at);
  }

  /** Their cones lead to where they were pointed. */
  setSights(cameras: readonly MapCamera[]): void {
    this.#sights = cameras;
    if (this.#ready) this.#showCones();
  }

  /** Cameras that stand where they are being put, instead of where they are known to be. */
  setEdited(cameras: readonly MapCamera[]): void {
    this.#edited.set(cameras);
    if (!this.#ready) return;
    this.#edited.show(this.#place);
    this.#showCones();
  }

  /** Rings around cameras that were chosen. */
  setSelected(points: readonly LonLat[]): void {
    this.#selected = points;
    if (this.#ready) this.#showSelected();
  }

  /** What they were chosen by: shapes, and stretches of road. */
  setAreas(rings: readonly Line[], lines: readonly Line[]): void {
    this.#areas = { rings, lines };
    if (this.#ready) this.#showAreas();
  }

  project(at: LonLat): ScreenPoint {
    return this.#map.project(toBasemap(at, this.#basemap.crs));
  }

  /** What lies under a point of the screen. */
  ground(point: ScreenPoint): LonLat {
    return fromBasemap(this.#map.unproject(point), this.#basemap.crs);
  }

  moveTo(at: LonLat, zoom: number, animate = true): void {
    this.#map.moveTo(toBasemap(at, this.#basemap.crs), zoom, animate);
  }

  zoomBy(step: number): void {
    this.#map.zoomBy(step);
  }

  fitCameras(): void {
    const corners = this.#tiled === null ? [] : [this.#tiled.southWest, this.#tiled.northEast];
    this.fit([...this.#cameras, ...corners]);
  }

  /** `left`: pixels of the map that something stands over. */
  fit(places: readonly { lon: number; lat: number }[], left = 0): void {
    const points = places.map(({ lon, lat }) => this.#place([lon, lat]));
    if (points.length === 0) return;
    const lons = points.map(([lon]) => lon);
    const lats = points.map(([, lat]) => lat);
    this.#map.fit([least(lons), least(lats)], [most(lons), most(lats)], 60, left);
  }

  view(): MapView {
    const [lon, lat] = fromBasemap(this.#map.center(), this.#basemap.crs);
    return { lon, lat, zoom: this.#map.zoom() };
  }

  /** Metres that one screen pixel covers in the middle of the map. */
  metresPerPixel(): number {
    const { lat, zoom } = this.view();
    return (Math.cos((lat * Math.PI) / 180) * 2 * Math.PI * 6_378_137) / (512 * 2 ** zoom);
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    this.#tiles[Symbol.dispose]();
    this.#moving[Symbol.dispose]();
    this.#map.remove();
  }

  readonly #place = (at: LonLat): LonLat => toBasemap(at, this.#basemap.crs);

  async #restyle(): Promise<void> {
    const { signal } = this.#life;
    const basemap = this.#basemap;
    this.#ready = false;
    this.#moving.forget();
    this.#palette = readPalette();
    try {
      const style = await basemapStyle(basemap, this.#palette, this.#locale, signal);
      if (!signal.aborted && basemap === this.#basemap) this.#map.setStyle(style);
    } catch {
      if (signal.aborted) return;
      this.#fallBack();
    }
  }

  /** A style that does not come leaves nothing at all to look at. */
  #fallBack(): void {
    this.#complain('builtin');
    this.#map.setStyle(builtinStyle(this.#palette, this.#locale));
  }

  /** Once per basemap: every missing tile is an error of its own. */
  #complain(shown: 'builtin' | 'holes'): void {
    if (this.#complained === this.#basemap.id) return;
    this.#complained = this.#basemap.id;
    this.#events.onBasemapFailed?.(this.#basemap, shown);
  }

  #dress(): void {
    for (const status of cameraStatusSchema.options)
      for (const kind of cameraKindSchema.options)
        this.#map.addImage(
          markName(status, kind),
          markIcon(status, kind, this.#palette),
          ICON_PIXEL_RATIO,
        );
    addSources(this.#map);
    addLayers(this.#map, this.#palette);
    const first = !this.#ready;
    this.#ready = true;
    this.#showRoads();
    this.#showDevices();
    this.#moving.show(this.#place, this.#palette, ALARM);
    this.#showCameras('anew');
    this.#tiles.forget();
    this.#showTiles();
    this.#showMarked();
    this.#showAlarms();
    this.#showSelected();
    this.#showAreas();
    this.#showPosts();
    this.#showHidden();
    if (first) this.#events.onReady?.();
  }

  #showRoads(): void {
    if (this.#roads !== null)
      this.#map.setData(SOURCES.roads, roadFeatures(this.#roads, this.#place));
  }

  #showDevices(): void {
    this.#devices.show(this.#basemap.crs, this.#palette, this.#hidden);
  }

  #showCameras(how: 'anew' | 'changed'): void {
    const shown = this.#cameras.filter((camera) => this.#isOn(camera));
    this.#moving.set(shown.filter(({ movedAt }) => movedAt !== null));
    const still = shown.filter(({ movedAt }) => movedAt === null);
    const calm = still.filter((camera) => camera.status !== 'fault');
    const alert = still.filter((camera) => camera.status === 'fault');
    for (const [source, before, after] of [
      [SOURCES.cameras, this.#shown.calm, calm],
      [SOURCES.alerts, this.#shown.alert, alert],
    ] as const) {
      if (how === 'anew' || before.length === 0) {
        this.#map.setData(source, toCollection(after, this.#place));
        continue;
      }
      const diff = diffCameras(before, after, this.#place);
      if (diff !== null) this.#map.patch(source, diff);
    }
    this.#shown = { calm, alert };
    if (this.#alarms.length > 0 && this.#moving.cameras.length > 0) this.#showAlarms();
  }

  #isOn({ status, kind }: MapCamera): boolean {
    return !this.#hidden.has(status) && !this.#hidden.has(kind);
  }

  #showHidden(): void {
    for (const layer of mapLayerSchema.options)
      for (const id of STYLE_LAYERS[layer] ?? [])
        this.#map.setVisible(id, !this.#hidden.has(layer));
  }

  #showPosts(): void {
    if (this.#posts !== null)
      this.#map.setData(SOURCES.posts, postFeatures(this.#posts, this.#place));
  }

  #showTiles(): void {
    if (this.#tiled === null) this.#tiles.hide();
    else this.#tiles.show(this.#basemap.crs, this.#palette, [...this.#hidden]);
    this.#edited.show(this.#place);
  }

  #showMarked(): void {
    const rings = toCollection(this.#marked, this.#place);
    this.#map.setData(SOURCES.rings, rings);
    this.#showCones();
  }

  /** Of what is marked, edited and pointed, and near enough of every listed camera in sight. */
  #showCones(): void {
    const first = [...this.#edited.cameras, ...this.#sights];
    const shown = new Set(first.map(({ id }) => id));
    const others = [...this.#marked, ...this.#nearCameras()].filter(({ id }) => !shown.has(id));
    this.#map.setData(SOURCES.cone, coneFeatures([...first, ...others], this.#place));
  }

  #nearCameras(): MapCamera[] {
    if (this.#hidden.has('cones') || this.#map.zoom() < CONES_FROM_ZOOM) return [];
    const [[west, south], [east, north]] = this.#map.bounds();
    const known = new Set(this.#marked.map(({ id }) => id));
    return this.#cameras.filter((camera) => {
      if (known.has(camera.id) || !this.#isOn(camera)) return false;
      const [lon, lat] = this.#place([camera.lon, camera.lat]);
      return lon >= west && lon <= east && lat >= south && lat <= north;
    });
  }

  #showAlarms(): void {
    // Those that went on since the event was told.
    const moving = new Map(this.#moving.cameras.map((camera) => [camera.id, camera]));
    this.#map.setData(SOURCES.alarms, {
      type: 'FeatureCollection',
      features: this.#alarms.map(({ cameraId, severity, ...told }) => {
        const { lon, lat } = moving.get(cameraId) ?? told;
        return {
          type: 'Feature',
          properties: { id: cameraId, severity },
          geometry: { type: 'Point', coordinates: [...this.#place([lon, lat])] },
        };
      }),
    });
  }

  #showSelected(): void {
    this.#map.setData(SOURCES.selected, pointFeatures(this.#selected, this.#place));
  }

  #showAreas(): void {
    this.#map.setData(SOURCES.areas, areaFeatures(this.#areas, this.#place));
  }

  #listen(): void {
    const { onChoose, onMenu, onMove, onOpen, onPick, onPointer, onView } = this.#events;
    const map = this.#map;
    map.onStyleLoad(() => this.#dress());
    map.onMissingImage((id) => {
      const image = clusterIcon(id, this.#palette);
      if (image !== null) map.addImage(id, image, ICON_PIXEL_RATIO);
    });
    map.onError((sourceId) => {
      if (sourceId === 'basemap') this.#complain('holes');
      else if (!this.#ready && this.#basemap.kind === 'style') this.#fallBack();
    });
    map.onMove(() => onMove?.());
    map.onMoveEnd(() => {
      this.#tiles.refreshSoon();
      if (this.#ready) this.#showCones();
      onView?.(this.view());
    });
    map.onLeave(() => {
      onPointer?.(null);
      this.#hover(null, null);
    });
    map.onPress('mousemove', (press) => {
      onPointer?.(fromBasemap(press.at, this.#basemap.crs));
      const cameraId = this.#cameraAt(press.point)?.id ?? null;
      const free = cameraId === null && map.hits(press.point, 2, CLUSTER_LAYERS).length === 0;
      const deviceId = free ? (this.#deviceAt(press.point)?.id ?? null) : null;
      this.#hover(cameraId, deviceId);
      map.canvas().style.cursor = !free || deviceId !== null ? 'pointer' : '';
    });
    map.onPress('click', (press) => {
      const camera = this.#cameraAt(press.point);
      if (camera !== null && press.more) onChoose?.(camera.id);
      else if (camera !== null) onPick?.(camera.id, camera.at);
      else if (!this.#openCluster(press)) this.#pressGround(press);
    });
    map.onPress('contextmenu', (press) => {
      const camera = this.#cameraAt(press.point);
      const { onGroundMenu } = this.#events;
      if (camera !== null) onMenu?.(camera.id, press.point);
      else onGroundMenu?.(fromBasemap(press.at, this.#basemap.crs), press.point);
      if (camera !== null || onGroundMenu !== undefined) press.preventDefault();
    });
    map.onPress('dblclick', (press) => {
      const camera = this.#cameraAt(press.point);
      if (camera === null) return;
      press.preventDefault();
      onOpen?.(camera.id);
    });
  }

  #pressGround({ point, at, more }: PointerPress): void {
    const { onDevice, onGround, onPoint } = this.#events;
    const device = more ? null : this.#deviceAt(point);
    if (more) onPoint?.(fromBasemap(at, this.#basemap.crs));
    else if (device === null) onGround?.(fromBasemap(at, this.#basemap.crs));
    else onDevice?.(device.id, device.at ?? fromBasemap(at, this.#basemap.crs));
  }

  #hover(cameraId: string | null, deviceId: string | null): void {
    if (cameraId !== this.#hovered) this.#events.onHover?.(cameraId);
    if (deviceId !== this.#hoveredDevice) this.#events.onHoverDevice?.(deviceId);
    this.#hovered = cameraId;
    this.#hoveredDevice = deviceId;
  }

  #cameraAt(point: ScreenPoint): { id: string; at: LonLat | null } | null {
    return this.#markAt(point, CAMERA_LAYERS);
  }

  #deviceAt(point: ScreenPoint): { id: string; at: LonLat | null } | null {
    return this.#markAt(point, [DEVICE_LAYER]);
  }

  #markAt(point: ScreenPoint, layers: string[]): { id: string; at: LonLat | null } | null {
    if (!this.#ready) return null;
    const hit = this.#map.hits(point, REACH_PX, layers)[0];
    const id = hit?.properties.id;
    if (hit === undefined || typeof id !== 'string') return null;
    return { id, at: hit.at === null ? null : fromBasemap(hit.at, this.#basemap.crs) };
  }

  #openCluster({ point, at }: PointerPress): boolean {
    if (!this.#ready) return false;
    const hit = this.#map.hits(point, 2, CLUSTER_LAYERS)[0];
    if (hit === undefined) return false;
    const { cluster_id: clusterId, parts_at: partsAt } = hit.properties;
    const open = (zoom: number) => this.#map.moveTo(hit.at ?? at, zoom + 0.3, true);
    if (typeof partsAt === 'number') open(partsAt);
    else if (typeof clusterId === 'number')
      void this.#map.clusterZoom(SOURCES.cameras, clusterId).then(open);
    else return false;
    return true;
  }
}

// Not Math.min(...values): a spread of 100,000 arguments overflows the stack.
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

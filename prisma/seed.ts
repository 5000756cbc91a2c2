/** The demo site: Anhui's expressways with some 300 simulated cameras. Only ever into an empty database. */
import { searchEntry, sortName } from '../server/cameras/search-text.ts';
import type { Database, Transaction } from '../server/platform/db.ts';
import { createId } from '../server/platform/ids.ts';
import { formatChainage } from '../server/roads/chainage.ts';
import { DEFAULT_MAP } from '../server/settings/data.ts';
import { storeMap } from '../server/settings/mutations.ts';
import { camerasAlong, type DemoCamera, drawnScene, SCENES } from './demo/cameras.ts';
import { carriageway, middleLine } from './demo/course.ts';
import { devicesAlong } from './demo/devices.ts';
import { CITIES, PROVINCE } from './demo/divisions.ts';
import { GROUPS } from './demo/groups.ts';
import { PATROL_CARS, type PatrolCar, patrolCamera } from './demo/patrol-cars.ts';
import { type DemoRoad, ROADS } from './demo/roads.ts';

/** Remembers which port the simulated cameras' addresses name. */
const DEMO_KEY = 'demo';
/** Nobody answers there (the discard service): these cameras are offline in truth. */
const SILENT_PORT = 9;
/** Every so many-th camera is such a one: five or so of 300. */
const SILENT_EVERY = 61;
const SEED_LOCK = 5_712_064;
/** Where patrol cars are registered. */
const PATROL_COUNTY = CITIES[0]?.counties[0]?.code ?? PROVINCE.code;
const TRANSACTION_MS = 60_000;
const ANHUI = { center: [117.25, 31.85] as [number, number], zoom: 6.4 };

type Options = { readonly simulatorPort: number };

/** false: there is something already, nothing was touched. */
export async function seedDemoSite(db: Database, { simulatorPort }: Options): Promise<boolean> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${SEED_LOCK})`;
      if (!(await isEmpty(tx))) return false;
      const divisionIds = await insertDivisions(tx);
      const groupIds = await insertGroups(tx);
      const roads = ROADS.map((road) => ({ road, line: middleLine(road.course, road.startKm) }));
      const standing = roads.flatMap(({ road, line }) => camerasAlong(road.code, line));
      const moving = PATROL_CARS.flatMap((car) => {
        const line = roads.find(({ road }) => road.code === car.roadCode)?.line;
        return line === undefined ? [] : patrolCamera(car, line);
      });
      const cameras = [...standing, ...moving];
      const roadIds = new Map<string, string>();
      for (const [position, { road, line }] of roads.entries())
        roadIds.set(road.code, await insertRoad(tx, road, line, position));
      await insertCameras(tx, cameras, { divisionIds, groupIds, roadIds, simulatorPort });
      await tx.roadsideDevice.createMany({
        data: roads.flatMap(({ road, line }) =>
          devicesAlong(road.code, roadIds.get(road.code) ?? '', line),
        ),
      });
      await storeMap(tx, { ...DEFAULT_MAP, ...ANHUI });
      await tx.setting.create({ data: { key: DEMO_KEY, value: { simulatorPort } } });
      return true;
    },
    { timeout: TRANSACTION_MS },
  );
}

/** The simulator listens elsewhere than last time: the demo cameras' addresses follow. */
export async function adjustDemoAddresses(db: Database, simulatorPort: number): Promise<void> {
  await db.$transaction(async (tx) => {
    const demo = await tx.setting.findUnique({ where: { key: DEMO_KEY } });
    const before = portOf(demo?.value);
    if (before === null || before === simulatorPort) return;
    const [from, to] = [before, simulatorPort].map((port) => `rtsp://127.0.0.1:${port}/`);
    await tx.$executeRaw`
      update "CameraStream" set url = ${to} || substr(url, length(${from}) + 1)
      where starts_with(url, ${from})`;
    await tx.setting.update({ where: { key: DEMO_KEY }, data: { value: { simulatorPort } } });
  });
}

/** Whether this database holds the demo site. */
export async function isDemoSite(db: Database): Promise<boolean> {
  return (await db.setting.count({ where: { key: DEMO_KEY } })) > 0;
}

function portOf(value: unknown): number | null {
  const isDemo = typeof value === 'object' && value !== null && 'simulatorPort' in value;
  return isDemo && typeof value.simulatorPort === 'number' ? value.simulatorPort : null;
}

async function isEmpty(tx: Transaction): Promise<boolean> {
  const counts = [await tx.camera.count(), await tx.division.count(), await tx.road.count()];
  return counts.every((count) => count === 0);
}

async function insertDivisions(tx: Transaction): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const row = (code: string, name: string, above: readonly string[], position: number) => {
    const id = createId();
    ids.set(code, id);
    const parentId = ids.get(above.at(-1) ?? '') ?? null;
    return { id, code, name, parentId, position, path: `${[...above, code].join('/')}/` };
  };
  const province = row(PROVINCE.code, PROVINCE.name, [], 0);
  const cities = CITIES.map((city, index) => row(city.code, city.name, [PROVINCE.code], index));
  const counties = CITIES.flatMap((city) =>
    city.counties.map((county, index) =>
      row(county.code, county.name, [PROVINCE.code, city.code], index),
    ),
  );
  await tx.division.createMany({ data: [province, ...cities, ...counties] });
  return ids;
}

async function insertGroups(tx: Transaction): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const [position, { code, name, groups }] of GROUPS.entries()) {
    const parentId = createId();
    await tx.businessGroup.create({
      data: { id: parentId, code, name, position, path: `${code}/` },
    });
    const rows = groups.map((group, index) => {
      const id = createId();
      ids.set(group.code, id);
      const place = { parentId, position: index, path: `${code}/${group.code}/` };
      return { id, code: group.code, name: group.name, ...place };
    });
    await tx.businessGroup.createMany({ data: rows });
  }
  return ids;
}

async function insertRoad(
  tx: Transaction,
  road: DemoRoad,
  line: ReturnType<typeof middleLine>,
  position: number,
): Promise<string> {
  const { id } = await tx.road.create({
    select: { id: true },
    data: {
      code: road.code,
      name: road.name,
      kind: 'expressway',
      position,
      lines: {
        create: (['up', 'down'] as const).map((direction) => ({
          direction,
          name: direction === 'up' ? road.up : road.down,
          coordinates: carriageway(line, direction),
          chainagesM: [...line.chainagesM],
        })),
      },
    },
  });
  return id;
}

type Places = {
  readonly divisionIds: ReadonlyMap<string, string>;
  readonly groupIds: ReadonlyMap<string, string>;
  readonly roadIds: ReadonlyMap<string, string>;
  readonly simulatorPort: number;
};

async function insertCameras(
  tx: Transaction,
  cameras: readonly DemoCamera[],
  places: Places,
): Promise<void> {
  const rows = cameras.map((camera, index) => cameraRows(camera, index, places));
  await tx.device.createMany({ data: rows.map((row) => row.device) });
  await tx.camera.createMany({ data: rows.map((row) => row.camera) });
  await tx.cameraStream.createMany({ data: rows.flatMap((row) => row.streams) });
  await tx.cameraGroup.createMany({ data: rows.flatMap((row) => row.groups) });
  await tx.cameraSearch.createMany({ data: rows.map((row) => row.search) });
}

function cameraRows(camera: DemoCamera, index: number, places: Places) {
  const id = createId();
  const deviceId = createId();
  const { suffix: _, tags, ...traits } = SCENES[camera.scene];
  const { roadCode, name, chainageM, direction, lon, lat, azimuth, county } = camera;
  const code = gbCode(county.code, camera.number ?? index + 1);
  const port = index % SILENT_EVERY === SILENT_EVERY - 1 ? SILENT_PORT : places.simulatorPort;
  // The label is burnt into the picture in ASCII, the scene says what is drawn.
  const label =
    chainageM === null
      ? `${roadCode} PATROL`
      : `${roadCode} ${formatChainage(chainageM)} ${direction === 'up' ? 'UP' : 'DOWN'}`;
  const scene = drawnScene(camera.scene, index);
  const drawing = `label=${encodeURIComponent(label)}&scene=${scene}`;
  const groups = GROUPS.flatMap((root) => root.groups).filter((group) => group.holds(camera));
  return {
    device: { id: deviceId, driver: 'rtsp' as const },
    camera: {
      id,
      deviceId,
      code,
      name,
      sortName: sortName(name),
      ...traits,
      tags: [...tags],
      divisionId: places.divisionIds.get(county.code) ?? '',
      roadId: places.roadIds.get(roadCode) ?? null,
      ...{ direction, chainageM, lon, lat, azimuth },
    },
    streams: (['main', 'sub'] as const).map((quality) => ({
      id: createId(),
      cameraId: id,
      quality,
      url: `rtsp://127.0.0.1:${port}/${code}/${quality}?${drawing}`,
    })),
    groups: groups.map((group) => ({
      cameraId: id,
      groupId: places.groupIds.get(group.code) ?? '',
    })),
    search: { cameraId: id, ...searchEntry({ code, name, roadCode, chainageM }) },
  };
}

/** By which positions of a patrol car are reported. */
export function patrolCode({ number }: PatrolCar): string {
  return gbCode(PATROL_COUNTY, number);
}

/** GB/T 28181 annex D: division and 00, 04 traffic road, 132 network camera, 0, six digits of its own. */
function gbCode(divisionCode: string, number: number): string {
  return `${divisionCode}00041320${String(number).padStart(6, '0')}`;
}

import { formatChainage } from '../../server/roads/chainage.ts';
import { distanceM, type MeasuredLine, offset, pointAt } from '../../server/roads/geometry.ts';
import { CITIES, type County } from './divisions.ts';

export type Scene =
  | 'mainline'
  | 'bridge'
  | 'tunnel'
  | 'toll'
  | 'service'
  | 'interchange'
  | 'patrol';

type SceneTraits = {
  readonly suffix: string;
  readonly kind: 'bullet' | 'dome' | 'ptz' | 'panorama' | 'mobile';
  readonly viewAngle: number;
  readonly viewRangeM: number;
  readonly tags: readonly string[];
};

export const SCENES = {
  mainline: { suffix: '主线', kind: 'bullet', viewAngle: 40, viewRangeM: 300, tags: [] },
  bridge: { suffix: '桥头', kind: 'ptz', viewAngle: 55, viewRangeM: 400, tags: ['桥梁'] },
  tunnel: { suffix: '隧道口', kind: 'bullet', viewAngle: 60, viewRangeM: 150, tags: ['隧道'] },
  toll: { suffix: '收费站广场', kind: 'dome', viewAngle: 90, viewRangeM: 120, tags: ['收费站'] },
  service: {
    suffix: '服务区',
    kind: 'panorama',
    viewAngle: 180,
    viewRangeM: 100,
    tags: ['服务区'],
  },
  interchange: { suffix: '互通', kind: 'ptz', viewAngle: 60, viewRangeM: 350, tags: ['互通'] },
  patrol: { suffix: '巡逻车', kind: 'mobile', viewAngle: 60, viewRangeM: 150, tags: ['巡逻车'] },
} as const satisfies Record<Scene, SceneTraits>;

/** What the simulated cameras draw there; a camera takes one for good. */
const DRAWN = {
  mainline: [
    'plain-day',
    'hills-day',
    'plain-day',
    'hills-rain',
    'plain-fog',
    'congestion',
    'hills-day',
    'stopped-vehicle',
  ],
  bridge: ['bridge-day', 'bridge-dusk'],
  tunnel: ['portal-day', 'tunnel'],
  toll: ['toll-day'],
  service: ['service-day'],
  interchange: ['ramp-dusk'],
  patrol: ['plain-day', 'hills-day'],
} as const satisfies Record<Scene, readonly string[]>;

export function drawnScene(scene: Scene, index: number): string {
  const choices = DRAWN[scene];
  return choices[index % choices.length] ?? choices[0];
}

/** What follows what along a road, over and over. */
const SEQUENCE: readonly Scene[] = [
  'mainline',
  'interchange',
  'mainline',
  'bridge',
  'mainline',
  'toll',
  'mainline',
  'mainline',
  'service',
  'bridge',
  'mainline',
  'tunnel',
];
/** Roads through the mountains of the south and west have the tunnels; elsewhere a bridge stands there. */
const TUNNELS_SOUTH_OF = 31.3;

export type DemoCamera = {
  readonly roadCode: string;
  /** null: it is nowhere for long. */
  readonly direction: 'up' | 'down' | null;
  readonly chainageM: number | null;
  readonly scene: Scene;
  readonly name: string;
  /** The last digits of its code, where they are not its place in the list. */
  readonly number?: number;
  readonly county: County;
  readonly lon: number;
  readonly lat: number;
  readonly azimuth: number | null;
};

const SPACING_M = 8_300;
const ROADSIDE_M = 22;
/** Stands in every description of the demo site, whatever the spacing makes of its neighbours. */
const KNOWN = { roadCode: 'G40', chainageM: 612_300, direction: 'up', scene: 'bridge' } as const;

/** Cameras every few kilometres, the two directions in turn. */
export function camerasAlong(roadCode: string, line: MeasuredLine): DemoCamera[] {
  const first = line.chainagesM.at(0) ?? 0;
  const last = line.chainagesM.at(-1) ?? 0;
  const count = Math.floor((last - first) / SPACING_M);
  const spaced = Array.from({ length: count }, (_, index) => {
    const wobble = ((index * 7919) % 23) * 100; // no two gaps alike, the same in every copy
    const chainageM = Math.round((first + (index + 0.4) * SPACING_M + wobble) / 100) * 100;
    const scene = SEQUENCE[index % SEQUENCE.length] ?? 'mainline';
    const direction = index % 2 === 0 ? ('up' as const) : ('down' as const);
    return { roadCode, direction, chainageM, scene };
  });
  const known = KNOWN.roadCode === roadCode ? [KNOWN] : [];
  return [...spaced.filter((place) => place.chainageM !== KNOWN.chainageM), ...known].flatMap(
    (place) => standing(place, line) ?? [],
  );
}

type Place = {
  readonly roadCode: string;
  readonly direction: 'up' | 'down';
  readonly chainageM: number;
  readonly scene: Scene;
};

function standing(place: Place, line: MeasuredLine): DemoCamera | null {
  const { roadCode, direction, chainageM } = place;
  const at = pointAt(line, chainageM);
  if (!at) return null;
  const scene = place.scene === 'tunnel' && at.lat > TUNNELS_SOUTH_OF ? 'bridge' : place.scene;
  const driving = direction === 'up' ? at.bearing : (at.bearing + 180) % 360;
  const [lon, lat] = offset([at.lon, at.lat], driving + 90, ROADSIDE_M);
  return {
    ...place,
    scene,
    name: `${roadCode} ${formatChainage(chainageM)} ${direction === 'up' ? '上行' : '下行'} ${SCENES[scene].suffix}`,
    county: nearestCounty(lon, lat),
    lon: Math.round(lon * 1e6) / 1e6,
    lat: Math.round(lat * 1e6) / 1e6,
    azimuth: Math.round(driving) % 360,
  };
}

function nearestCounty(lon: number, lat: number): County {
  const counties = CITIES.flatMap((city) => city.counties);
  return counties.reduce((best, county) =>
    distanceM([county.lon, county.lat], [lon, lat]) < distanceM([best.lon, best.lat], [lon, lat])
      ? county
      : best,
  );
}

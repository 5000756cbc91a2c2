import type {
  CameraCreateInput,
  CameraUpdateInput,
  CameraView,
  Direction,
} from '../../../server/cameras/schema.ts';
import { formatChainage, parseChainage } from '../../_lib/format/chainage.ts';

/** What stands in the fields, as text; `''` is nothing. */
export type CameraDraft = {
  driver: CameraView['driver'];
  mainAddress: string;
  subAddress: string;
  username: string;
  password: string;
  transport: 'auto' | 'tcp' | 'udp';
  code: string;
  name: string;
  kind: CameraView['kind'];
  projection: CameraView['projection'];
  maker: string;
  tags: string;
  divisionId: string;
  groupIds: string[];
  roadId: string;
  direction: Direction;
  chainage: string;
  lon: string;
  lat: string;
  displayLon: string;
  displayLat: string;
  azimuth: string;
  viewAngle: string;
  viewRangeM: string;
};

type DraftProblem = 'required' | 'badChainage' | 'badNumber';
export type DraftProblems = Partial<Record<keyof CameraDraft, DraftProblem>>;

export const EMPTY_DRAFT: CameraDraft = {
  driver: 'rtsp',
  mainAddress: '',
  subAddress: '',
  username: '',
  password: '',
  transport: 'auto',
  code: '',
  name: '',
  kind: 'bullet',
  projection: 'flat',
  maker: '',
  tags: '',
  divisionId: '',
  groupIds: [],
  roadId: '',
  direction: 'up',
  chainage: '',
  lon: '',
  lat: '',
  displayLon: '',
  displayLat: '',
  azimuth: '',
  viewAngle: '',
  viewRangeM: '',
};

const text = (value: number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

export function draftOf(camera: CameraView): CameraDraft {
  const address = (quality: 'main' | 'sub') =>
    camera.streams.find((stream) => stream.quality === quality)?.address ?? '';
  const moved = camera.displayPointMoved ? camera.displayPoint : null;
  return {
    driver: camera.driver,
    mainAddress: address('main'),
    subAddress: address('sub'),
    username: camera.username ?? '',
    password: '',
    transport: camera.streams[0]?.transport ?? 'auto',
    code: camera.code,
    name: camera.name,
    kind: camera.kind,
    projection: camera.projection,
    maker: camera.maker ?? '',
    tags: camera.tags.join(', '),
    divisionId: camera.divisionPath.at(-1)?.id ?? '',
    groupIds: camera.groups.map((group) => group.id),
    roadId: camera.road?.id ?? '',
    direction: camera.direction ?? 'up',
    chainage: camera.chainageM === null ? '' : formatChainage(camera.chainageM),
    lon: text(camera.physicalPoint?.lon),
    lat: text(camera.physicalPoint?.lat),
    displayLon: text(moved?.lon),
    displayLat: text(moved?.lat),
    azimuth: text(camera.azimuth),
    viewAngle: text(camera.viewAngle),
    viewRangeM: text(camera.viewRangeM),
  };
}

const RANGES = {
  lon: [-180, 180],
  lat: [-90, 90],
  displayLon: [-180, 180],
  displayLat: [-90, 90],
  azimuth: [0, 359.999],
  viewAngle: [0.1, 360],
  viewRangeM: [1, 50_000],
} as const satisfies Partial<Record<keyof CameraDraft, readonly [number, number]>>;

const NUMBER_FIELDS = [
  'lon',
  'lat',
  'displayLon',
  'displayLat',
  'azimuth',
  'viewAngle',
  'viewRangeM',
] as const;
const PAIRS = [
  ['lon', 'lat'],
  ['displayLon', 'displayLat'],
] as const;

export function problemsOf(draft: CameraDraft): DraftProblems {
  const problems: DraftProblems = {};
  for (const field of ['code', 'name', 'divisionId'] as const) {
    if (draft[field].trim() === '') problems[field] = 'required';
  }
  if (draft.driver !== 'rtmp' && draft.mainAddress.trim() === '') problems.mainAddress = 'required';
  if (draft.chainage.trim() !== '' && parseChainage(draft.chainage) === null)
    problems.chainage = 'badChainage';
  for (const field of NUMBER_FIELDS) {
    const [least, most] = RANGES[field];
    const value = numberOf(draft[field]);
    if (value !== null && !(value >= least && value <= most)) problems[field] = 'badNumber';
  }
  for (const [one, other] of PAIRS) {
    if (draft[one].trim() !== '' && draft[other].trim() === '') problems[other] = 'required';
    if (draft[other].trim() !== '' && draft[one].trim() === '') problems[one] = 'required';
  }
  return problems;
}

/** NaN for what is no number, null for nothing. */
function numberOf(value: string): number | null {
  return value.trim() === '' ? null : Number(value);
}

const orNull = (value: string) => (value.trim() === '' ? null : value.trim());

function fieldsOf(draft: CameraDraft) {
  const onRoad = draft.roadId !== '';
  const pulled = draft.driver !== 'rtmp';
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    projection: draft.projection,
    divisionId: draft.divisionId,
    groupIds: draft.groupIds,
    roadId: orNull(draft.roadId),
    direction: onRoad ? draft.direction : null,
    chainageM: onRoad ? parseChainage(draft.chainage) : null,
    lon: numberOf(draft.lon),
    lat: numberOf(draft.lat),
    displayLon: numberOf(draft.displayLon),
    displayLat: numberOf(draft.displayLat),
    azimuth: numberOf(draft.azimuth),
    viewAngle: numberOf(draft.viewAngle),
    viewRangeM: numberOf(draft.viewRangeM),
    maker: orNull(draft.maker),
    tags: draft.tags
      .split(/[,，、]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    ...(pulled && {
      username: orNull(draft.username),
      transport: draft.transport,
      mainAddress: orNull(draft.mainAddress),
      subAddress: orNull(draft.subAddress),
      // Write only: what is not typed stays as it is.
      ...(draft.password !== '' && { password: draft.password }),
    }),
  };
}

export function createInput(draft: CameraDraft): CameraCreateInput {
  // Devices are added by their own dialog: here a camera comes by its stream's address.
  return { ...fieldsOf(draft), driver: draft.driver === 'rtmp' ? 'rtmp' : 'rtsp' };
}

export function updateInput(id: string, draft: CameraDraft): CameraUpdateInput {
  return { ...fieldsOf(draft), id };
}

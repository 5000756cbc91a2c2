import type { Direction } from '../../../server/cameras/schema.ts';
import type {
  RoadsideCreateInput,
  RoadsideDevice,
  RoadsideKind,
} from '../../../server/roadside/schema.ts';
import { formatChainage, parseChainage } from '../../_lib/format/chainage.ts';

/** What stands in the fields, as text; `''` is nothing. */
export type DeviceDraft = {
  code: string;
  name: string;
  kind: RoadsideKind;
  roadId: string;
  direction: Direction;
  chainage: string;
  lon: string;
  lat: string;
  maker: string;
  remark: string;
};

export type DeviceProblems = Partial<
  Record<keyof DeviceDraft, 'required' | 'badChainage' | 'badNumber'>
>;

export const EMPTY_DEVICE: DeviceDraft = {
  code: '',
  name: '',
  kind: 'sign',
  roadId: '',
  direction: 'up',
  chainage: '',
  lon: '',
  lat: '',
  maker: '',
  remark: '',
};

/** A position that was worked out from the road is left empty: it is worked out again. */
export function draftOfDevice(device: RoadsideDevice): DeviceDraft {
  const at = (value: number | null) => (value === null || device.byRoad ? '' : String(value));
  return {
    code: device.code,
    name: device.name,
    kind: device.kind,
    roadId: device.roadId ?? '',
    direction: device.direction ?? 'up',
    chainage: device.chainageM === null ? '' : formatChainage(device.chainageM),
    lon: at(device.lon),
    lat: at(device.lat),
    maker: device.maker ?? '',
    remark: device.remark ?? '',
  };
}

export function problemsOfDevice(draft: DeviceDraft): DeviceProblems {
  const problems: DeviceProblems = {};
  for (const field of ['code', 'name'] as const)
    if (draft[field].trim() === '') problems[field] = 'required';
  if (draft.chainage.trim() !== '' && parseChainage(draft.chainage) === null)
    problems.chainage = 'badChainage';
  for (const [field, most] of [
    ['lon', 180],
    ['lat', 90],
  ] as const)
    if (!(Math.abs(Number(draft[field])) <= most)) problems[field] = 'badNumber';
  if (draft.lon.trim() !== '' && draft.lat.trim() === '') problems.lat = 'required';
  if (draft.lat.trim() !== '' && draft.lon.trim() === '') problems.lon = 'required';
  return problems;
}

const orNull = (value: string) => (value.trim() === '' ? null : value.trim());
const numberOrNull = (value: string) => (value.trim() === '' ? null : Number(value));

export function deviceInput(draft: DeviceDraft): RoadsideCreateInput {
  const onRoad = draft.roadId !== '';
  return {
    code: draft.code.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    roadId: orNull(draft.roadId),
    direction: onRoad ? draft.direction : null,
    chainageM: onRoad ? parseChainage(draft.chainage) : null,
    lon: numberOrNull(draft.lon),
    lat: numberOrNull(draft.lat),
    maker: orNull(draft.maker),
    remark: orNull(draft.remark),
  };
}

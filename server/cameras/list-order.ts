import type { ListOrder } from '../platform/list-order.ts';
import type { CameraSort } from './schema.ts';

type Column =
  | 'sortName'
  | 'id'
  | 'code'
  | 'roadId'
  | 'direction'
  | 'chainageM'
  | 'status'
  | 'deviceId'
  | 'channel';

const NULLABLE: ReadonlySet<Column> = new Set(['roadId', 'direction', 'chainageM']);
const ENUMS = { status: ['fault', 'offline', 'unknown', 'online'], direction: ['up', 'down'] };
const by = (...columns: Column[]): ListOrder<Column> => ({
  columns,
  nullable: NULLABLE,
  enums: ENUMS,
});

export const CAMERA_ORDERS: Record<CameraSort, ListOrder<Column>> = {
  name: by('sortName', 'id'),
  code: by('code', 'id'),
  chainage: by('roadId', 'direction', 'chainageM', 'id'),
  status: by('status', 'id'),
  channel: by('deviceId', 'channel', 'id'),
};

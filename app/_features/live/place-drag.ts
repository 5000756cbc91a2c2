import type { DragEvent } from 'react';
import { z } from 'zod';
import {
  type CameraListInput,
  directionSchema,
  driverSchema,
} from '../../../server/cameras/schema.ts';

/** All cameras of a node of a tree, whatever is below it. */
export type CameraPlace = Pick<
  CameraListInput,
  | 'divisionId'
  | 'groupId'
  | 'roadId'
  | 'direction'
  | 'section'
  | 'driver'
  | 'deviceId'
  | 'tag'
  | 'favourite'
>;

const PLACE_TYPE = 'application/x-lukou-place';
const droppedSchema = z.union([
  z.strictObject({ divisionId: z.string() }),
  z.strictObject({ groupId: z.string() }),
  z.strictObject({ driver: driverSchema }),
  z.strictObject({ deviceId: z.string() }),
  z.strictObject({ tag: z.string() }),
  z.strictObject({ favourite: z.literal(true) }),
  z.strictObject({
    roadId: z.string(),
    direction: directionSchema.optional(),
    section: z.number().int().min(0).nullable().optional(),
  }),
]);

/** The order in which cameras of a place stand there. */
export function orderIn(place: CameraPlace): CameraListInput['sort'] {
  if (place.roadId !== undefined) return 'chainage';
  return place.deviceId === undefined ? 'name' : 'channel';
}

/** Puts a whole node on a drag. */
export function dragPlace(place: CameraPlace): (event: DragEvent) => void {
  return ({ dataTransfer }) => {
    dataTransfer.setData(PLACE_TYPE, JSON.stringify(place));
    dataTransfer.effectAllowed = 'copy';
  };
}

type Carrier = { readonly dataTransfer: Pick<DataTransfer, 'types' | 'getData'> };

export function carriesPlace({ dataTransfer }: Carrier): boolean {
  return dataTransfer.types.includes(PLACE_TYPE);
}

/** Null for anything that is no node, whoever put it on the drag. */
export function droppedPlace({ dataTransfer }: Carrier): CameraPlace | null {
  try {
    return droppedSchema.parse(JSON.parse(dataTransfer.getData(PLACE_TYPE)));
  } catch {
    return null;
  }
}

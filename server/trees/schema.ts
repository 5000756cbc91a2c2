import { z } from 'zod';
import { directionSchema, driverSchema } from '../cameras/schema.ts';
import { roadKindSchema } from '../roads/schema.ts';
import { idSchema } from '../trpc/schema.ts';

export const treeInputSchema = z.object({ parentId: idSchema.nullable() });
const treeNodeSchema = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  hasChildren: z.boolean(),
  /** Cameras in this node and everything below it. */
  online: z.number().int(),
  total: z.number().int(),
});
export type TreeNode = z.infer<typeof treeNodeSchema>;
export const treeNodesSchema = z.array(treeNodeSchema);

/** Everything there is, flat: for choosing a division or group in a form. */
export const treeChoicesSchema = z.array(
  z.object({ id: z.string(), code: z.string(), name: z.string(), parentId: z.string().nullable() }),
);

const countedSchema = z.object({ online: z.number().int(), total: z.number().int() });
const roadNodeSchema = countedSchema.extend({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: roadKindSchema,
  directions: z.array(countedSchema.extend({ direction: directionSchema, name: z.string() })),
});
export const roadNodesSchema = z.array(roadNodeSchema);

export const sectionsInputSchema = z.object({ roadId: idSchema, direction: directionSchema });
/** Sections that have cameras, by growing chainage; last what has no chainage. */
export const sectionNodesSchema = z.array(
  countedSchema.extend({ section: z.number().int().nullable() }),
);
export type SectionNode = z.infer<typeof sectionNodesSchema>[number];

/** What a person has marked, and every tag that cameras carry. */
export const markedNodesSchema = z.object({
  favourites: countedSchema,
  tags: z.array(countedSchema.extend({ tag: z.string() })),
});
export type MarkedNodes = z.infer<typeof markedNodesSchema>;

/** Drivers that have cameras. */
export const driverNodesSchema = z.array(countedSchema.extend({ driver: driverSchema }));
export type DriverNode = z.infer<typeof driverNodesSchema>[number];

/** Drivers that sign in to devices, with one channel or many; with the others a stream is all there is. */
export const DEVICE_DRIVERS: readonly z.infer<typeof driverSchema>[] = ['onvif'];
export const deviceNodesInputSchema = z.object({
  driver: driverSchema,
  /** So many of them. */
  first: z.number().int().min(1).max(20_000),
});
const deviceNodeSchema = countedSchema.extend({
  id: z.string(),
  /** Host, and port where it is none of the usual. */
  host: z.string(),
  maker: z.string().nullable(),
  model: z.string().nullable(),
  /** Of its only camera; null: it has several. */
  cameraName: z.string().nullable(),
});
/** `devices` is how many there are; those with several channels come first. */
export const deviceNodesSchema = z.object({
  nodes: z.array(deviceNodeSchema),
  devices: z.number().int(),
});
export type DeviceNode = z.infer<typeof deviceNodeSchema>;

export type RoadNode = z.infer<typeof roadNodeSchema>;

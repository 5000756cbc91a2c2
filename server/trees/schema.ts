import { z } from 'zod';
import { directionSchema } from '../cameras/schema.ts';
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

export type RoadNode = z.infer<typeof roadNodeSchema>;

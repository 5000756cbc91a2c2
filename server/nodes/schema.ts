import { z } from 'zod';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

const nodeSchema = z.object({
  id: z.string(),
  /** `lost`: silent for more than 6 s. */
  state: z.enum(['alive', 'lost']),
  version: z.string(),
  mediaPort: z.number().int(),
  rtmpPort: z.number().int(),
  rtspPort: z.number().int().nullable(),
  publicHost: z.string().nullable(),
  region: z.string().nullable(),
  weight: z.number().int(),
  /** Since when it is being emptied: it takes no streams, those it has go elsewhere. */
  drainingSince: z.date().nullable(),
  startedAt: z.date(),
  lastSeenAt: z.date(),
  streams: z.number().int(),
  viewers: z.number().int(),
  /** Share of one core, 0–1. */
  cpu: z.number(),
  residentBytes: z.number(),
});
export const nodeListSchema = z.object({ items: z.array(nodeSchema) });

const cameraNameSchema = z.object({
  cameraId: z.string().nullable(),
  cameraCode: z.string().nullable(),
  cameraName: z.string().nullable(),
});

export const nodeStreamsInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export const nodeStreamSchema = cameraNameSchema.extend({
  nodeId: z.string(),
  streamId: z.string(),
  state: z.enum(['idle', 'connecting', 'live', 'retrying']),
  since: z.date(),
  sourceKind: z.enum(['rtsp', 'publish']),
  viewers: z.number().int(),
  bitrate: z.number(),
  packetsLost: z.number(),
  failureCode: z.string().nullable(),
  codecs: z.array(z.string()),
});
export const nodeStreamsSchema = z.object({
  items: z.array(nodeStreamSchema),
  nextCursor: z.string().nullable(),
});

const nodeViewerSchema = cameraNameSchema.extend({
  nodeId: z.string(),
  viewerId: z.string(),
  streamId: z.string(),
  format: z.string(),
  address: z.string(),
  username: z.string().nullable(),
  since: z.date(),
  bytes: z.number(),
  framesDropped: z.number(),
});
export const nodeViewersSchema = z.object({ items: z.array(nodeViewerSchema) });

export const drainInputSchema = z.object({ nodeId: idSchema, draining: z.boolean() });
export const kickInputSchema = z.object({ nodeId: idSchema, viewerId: z.string().min(1).max(128) });

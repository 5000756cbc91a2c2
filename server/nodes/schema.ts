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
  /** Behind TLS; null: the worker has no certificate. */
  httpsPort: z.number().int().nullable(),
  rtmpsPort: z.number().int().nullable(),
  rtspsPort: z.number().int().nullable(),
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

const sourceKindSchema = z.enum([
  'rtsp',
  'publish',
  'http-flv',
  'ws-flv',
  'http-ts',
  'hls',
  'rtmp',
  'udp-ts',
  'srt',
  'rtp-ps',
  'gb28181',
  'file',
  'relay',
  'mosaic',
]);

export const nodeStreamsInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export const nodeStreamSchema = cameraNameSchema.extend({
  nodeId: z.string(),
  streamId: z.string(),
  state: z.enum(['idle', 'connecting', 'live', 'retrying']),
  since: z.date(),
  sourceKind: sourceKindSchema,
  viewers: z.number().int(),
  /** Bits a second: on the wire, of pictures, of sound. */
  bitrate: z.number(),
  videoBitrate: z.number(),
  audioBitrate: z.number(),
  fps: z.number(),
  gop: z.object({ frames: z.number(), seconds: z.number() }).nullable(),
  packetsLost: z.number(),
  /** Of sources over RTP. */
  jitterMs: z.number().nullable(),
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

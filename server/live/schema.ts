import { z } from 'zod';
import { qualitySchema } from '../cameras/schema.ts';
import { idSchema } from '../trpc/schema.ts';

export const liveInputSchema = z.object({ cameraId: idSchema, quality: qualitySchema });

const trackSchema = z.object({
  kind: z.enum(['video', 'audio']),
  codec: z.string(),
  codecString: z.string(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  fps: z.number().optional(),
});

const playPathsSchema = z.object({
  /** Over WebSocket or HTTP, as is fragmented MP4. */
  flv: z.string(),
  fmp4: z.string(),
  /** The master playlist, low latency. */
  hls: z.string(),
  whep: z.string(),
  /** The newest key frame as JPEG; takes `&width=`. */
  still: z.string(),
});

export const playSchema = z.object({
  streamId: z.string(),
  /** At ws/http://(mediaHost ?? location.hostname):mediaPort, all with the same ticket; for https pages at wss/https and `httpsPort`. */
  paths: playPathsSchema,
  mediaPort: z.number().int(),
  /** null: the worker has no certificate; a proxy before `mediaPort` may have one. */
  httpsPort: z.number().int().nullable(),
  mediaHost: z.string().nullable(),
  /** New connections are refused after this; a connection made before stays. */
  expiresAt: z.date(),
  /** Which of the two it is: a camera with one stream plays that one. */
  quality: qualitySchema,
  /** Known when the stream runs already, e.g. `avc1.640028`. */
  codec: z.string().optional(),
  pictureTakenAt: z.date().nullable(),
});
export type Play = z.infer<typeof playSchema>;

const liveFailureSchema = z.object({
  kind: z.string(),
  code: z.string(),
  step: z.string().optional(),
  message: z.string(),
  at: z.number(),
});

/** Why a picture comes, or does not. */
export const liveStateSchema = z.object({
  streamId: z.string(),
  nodeId: z.string().nullable(),
  /** `unplaced`: no worker carries it now. */
  state: z.enum(['unplaced', 'idle', 'connecting', 'live', 'retrying']),
  since: z.date().nullable(),
  tracks: z.array(trackSchema),
  viewers: z.number().int(),
  failure: liveFailureSchema.nullable(),
  nextAttemptAt: z.date().nullable(),
  bitrate: z.number(),
  packetsLost: z.number(),
  trace: z.array(z.object({ at: z.number(), step: z.string(), detail: z.string().optional() })),
});
export type LiveState = z.infer<typeof liveStateSchema>;

/** A connection test, line by line; the last has `done: true`. */
export const testStepSchema = z.object({
  step: z.string(),
  ok: z.boolean(),
  afterMs: z.number(),
  detail: z.string().optional(),
  failure: liveFailureSchema.optional(),
  tracks: z.array(trackSchema).optional(),
  jpegBase64: z.string().optional(),
  done: z.boolean(),
});
export type TestStep = z.infer<typeof testStepSchema>;

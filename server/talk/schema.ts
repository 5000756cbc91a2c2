import { z } from 'zod';
import { idSchema } from '../trpc/schema.ts';

export const talkCameraSchema = z.object({ cameraId: idSchema });

/** Whether a camera can be talked through, as its device said when somebody last tried. */
export const talkSupportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('yes') }),
  /** `code` says why, e.g. talk.no-back-channel. */
  z.object({ kind: z.literal('no'), code: z.string() }),
]);
export type TalkSupport = z.infer<typeof talkSupportSchema>;

export const talkingSchema = z.object({
  items: z.array(
    z.object({ cameraId: z.string(), userId: z.string(), name: z.string(), since: z.date() }),
  ),
});
export type Talking = z.infer<typeof talkingSchema>;

export const talkStartedSchema = z.object({
  talkId: z.string(),
  /** At ws://(mediaHost ?? location.hostname):mediaPort; for https pages at wss and `httpsPort`. */
  path: z.string(),
  mediaPort: z.number().int(),
  httpsPort: z.number().int().nullable(),
  mediaHost: z.string().nullable(),
});
export type TalkStarted = z.infer<typeof talkStartedSchema>;

/** Physical screens 大屏: what operators send and what a screen is told. */
import { z } from 'zod';
import { eventSchema } from '../events/schema.ts';
import { patrolCameraSchema, patrolProgramSchema } from '../patrols/schema.ts';
import { idSchema } from '../trpc/schema.ts';
import { MOST_CELLS, wallCellSchema, wallLayoutSchema, wallStyleSchema } from '../walls/schema.ts';

/** Far above what a control room has, and what one page still lists well. */
export const MOST_SCREENS = 200;
/** Without a sign of life for so long a screen counts as gone. */
export const ONLINE_MS = 30_000;
export const IDENTIFY_MS = 10_000;

const wallShownSchema = z.object({
  kind: z.literal('wall'),
  name: z.string(),
  layout: wallLayoutSchema,
  cells: z.array(wallCellSchema).max(MOST_CELLS),
});

/** What stands in the database: a wall as it was when it was sent. */
export const screenContentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('camera'), name: z.string(), cameraId: z.string() }),
  wallShownSchema,
  z.object({ kind: z.literal('patrol'), name: z.string(), planId: z.string() }),
]);
export type ScreenContent = z.infer<typeof screenContentSchema>;

/** A saved view goes by its id; a wall that nobody saved goes as it is. */
export const sendWhatSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('camera'), cameraId: idSchema }),
  z.object({ kind: z.literal('view'), viewId: idSchema }),
  z.object({
    kind: z.literal('wall'),
    name: z.string().trim().max(64),
    layout: wallLayoutSchema,
    cells: z.array(wallCellSchema).max(MOST_CELLS),
  }),
  z.object({ kind: z.literal('patrol'), planId: idSchema }),
]);
export type SendWhat = z.infer<typeof sendWhatSchema>;

export const screenIdSchema = z.object({ id: idSchema });
export const screenSendInputSchema = z.object({ id: idSchema, what: sendWhatSchema });
export const screenSentSchema = z.object({ id: z.string(), version: z.number().int() });
export const screenTakeBackInputSchema = z.object({ id: idSchema, version: z.number().int() });
export const screenBlankInputSchema = z.object({ id: idSchema, blank: z.boolean() });

const numberSchema = z.number().int().min(1).max(999);
const nameSchema = z.string().trim().min(1).max(64);
export const screenEnrolInputSchema = z.object({
  /** As people type it: small letters and spaces are forgiven. */
  code: z.string().trim().min(1).max(32),
  name: nameSchema,
  number: numberSchema.optional(),
});
export type ScreenEnrolInput = z.infer<typeof screenEnrolInputSchema>;
export const screenRenameInputSchema = z.object({
  id: idSchema,
  name: nameSchema,
  number: numberSchema,
  /** Without one it stays as it is. */
  style: wallStyleSchema.optional(),
});
export type ScreenRenameInput = z.infer<typeof screenRenameInputSchema>;

/** `moving`: frames come; `still`: there is a picture but it stands; `none`: nothing yet. */
export const screenFramesSchema = z.enum(['moving', 'still', 'none']);
export const screenBeatInputSchema = z.object({
  version: z.number().int(),
  cells: z.array(z.object({ cameraId: idSchema, frames: screenFramesSchema })).max(MOST_CELLS),
});
export type ScreenBeatInput = z.infer<typeof screenBeatInputSchema>;

export const screenReportSchema = z.object({
  /** Of what it was told: behind the screen's own version it has not come there yet. */
  version: z.number().int(),
  moving: z.number().int(),
  still: z.number().int(),
  none: z.number().int(),
  at: z.coerce.date(),
});
export type ScreenReport = z.infer<typeof screenReportSchema>;

const screenItemSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  online: z.boolean(),
  /** Online since, or last seen; null: never. */
  since: z.date().nullable(),
  blank: z.boolean(),
  version: z.number().int(),
  shows: z.object({
    kind: z.enum(['none', 'camera', 'wall', 'patrol']),
    name: z.string(),
    cameras: z.number().int().nullable(),
  }),
  style: wallStyleSchema,
  sentBy: z.string().nullable(),
  sentAt: z.date().nullable(),
  report: screenReportSchema.nullable(),
});
export type ScreenItem = z.infer<typeof screenItemSchema>;
export const screenListSchema = z.object({ items: z.array(screenItemSchema) });
export type ScreenList = z.infer<typeof screenListSchema>;

/** What the screen itself is told, whole each time: who comes back knows at once what to show. */
export const screenOrderSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), code: z.string(), expiresInMs: z.number() }),
  z.object({ state: z.literal('forgotten') }),
  z.object({
    state: z.literal('enrolled'),
    id: z.string(),
    number: z.number().int(),
    name: z.string(),
    version: z.number().int(),
    blank: z.boolean(),
    identifyForMs: z.number(),
    style: wallStyleSchema,
    shows: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      wallShownSchema,
      z.object({ kind: z.literal('patrol'), program: patrolProgramSchema }),
      /** Deleted, or no longer for whoever sent it. */
      z.object({ kind: z.literal('unavailable'), name: z.string(), code: z.string() }),
    ]),
    /** Those of the wall and its events that are there. */
    cameras: z.array(patrolCameraSchema),
    /** For the wall's event cells, or of the patrol's cameras: unacknowledged, newest first. */
    events: z.array(eventSchema),
  }),
]);
export type ScreenOrder = z.infer<typeof screenOrderSchema>;

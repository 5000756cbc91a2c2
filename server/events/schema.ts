/** Events 事件 as the console sees them. */
import { z } from 'zod';
import { directionSchema } from '../cameras/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const eventSourceSchema = z.enum(['device', 'platform', 'person']);
export type EventSource = z.infer<typeof eventSourceSchema>;

export const eventKindSchema = z.enum([
  'motion',
  'tamper',
  'signal_loss',
  'line_crossing',
  'intrusion',
  'io_alarm',
  'storage_failure',
  'camera_offline',
  'mark',
  'other',
]);
export type EventKind = z.infer<typeof eventKindSchema>;

/** From the lightest to the heaviest. */
export const eventSeveritySchema = z.enum(['info', 'warn', 'critical']);
export type EventSeverity = z.infer<typeof eventSeveritySchema>;

/** These and what is heavier. */
export function atLeast(severity: EventSeverity): EventSeverity[] {
  const all = eventSeveritySchema.options;
  return all.slice(all.indexOf(severity));
}

export const eventStateSchema = z.enum(['new', 'acknowledged', 'closed']);
export type EventState = z.infer<typeof eventStateSchema>;

export const eventSchema = z.object({
  id: z.string(),
  source: eventSourceSchema,
  kind: eventKindSchema,
  severity: eventSeveritySchema,
  topic: z.string().nullable(),
  /** null: it was removed, or none is meant. */
  cameraId: z.string().nullable(),
  name: z.string(),
  roadCode: z.string().nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  raisedAt: z.date(),
  /** By the device's own clock. */
  deviceAt: z.date().nullable(),
  lastAt: z.date(),
  endedAt: z.date().nullable(),
  /** It was told to have begun and not yet to have ended. */
  ongoing: z.boolean(),
  count: z.number().int(),
  state: eventStateSchema,
  acknowledgedAt: z.date().nullable(),
  acknowledgedBy: z.string().nullable(),
  closedAt: z.date().nullable(),
  closedBy: z.string().nullable(),
  remark: z.string().nullable(),
});
export type EventItem = z.infer<typeof eventSchema>;

export const eventDetailsSchema = eventSchema.extend({ raw: z.unknown() });
export const eventIdSchema = z.object({ id: idSchema });

export const eventListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  kind: eventKindSchema.optional(),
  /** At least so heavy. */
  severity: eventSeveritySchema.optional(),
  state: eventStateSchema.optional(),
  source: eventSourceSchema.optional(),
  cameraId: idSchema.optional(),
  roadId: idSchema.optional(),
  from: z.date().optional(),
  to: z.date().optional(),
});
export type EventListInput = z.infer<typeof eventListInputSchema>;
export const eventListSchema = z.object({
  items: z.array(eventSchema),
  nextCursor: z.string().nullable(),
});

/** At once: far more than anybody selects, far fewer than hurt. */
export const MOST_HANDLED = 500;
const eventIdsSchema = z.array(idSchema).min(1).max(MOST_HANDLED);
export const eventAcknowledgeInputSchema = z.object({ ids: eventIdsSchema });
export const eventCloseInputSchema = z.object({
  ids: eventIdsSchema,
  remark: z.string().trim().max(500),
});
export type EventCloseInput = z.infer<typeof eventCloseInputSchema>;
/** How many were not in that state already. */
export const eventHandledSchema = z.object({ changed: z.number().int() });

export const eventMarkInputSchema = z.object({
  cameraId: idSchema,
  severity: eventSeveritySchema,
  remark: z.string().trim().min(1).max(500),
});
export type EventMarkInput = z.infer<typeof eventMarkInputSchema>;

/** Beyond this many they are not counted. */
export const MOST_COUNTED = 1_000;
/** The newest of those nobody has acknowledged. */
export const MOST_NEWEST = 64;

export const openEventsSchema = z.object({
  /** Unacknowledged; at `MOST_COUNTED`: that many or more. */
  count: z.number().int(),
  newest: z.array(eventSchema),
  /** Cameras with something unacknowledged that is more than information, where they stand on the map. */
  alarms: z.array(
    z.object({
      cameraId: z.string(),
      severity: eventSeveritySchema,
      lon: z.number(),
      lat: z.number(),
    }),
  ),
});
export type OpenEvents = z.infer<typeof openEventsSchema>;

export const eventSettingSchema = z.object({
  /** Older ones go, whatever their state. */
  keepDays: z.number().int().min(1).max(3_650),
  /** The same again within so long is no event of its own. */
  foldS: z.number().int().min(0).max(3_600),
});
export type EventSetting = z.infer<typeof eventSettingSchema>;

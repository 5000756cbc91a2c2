import { z } from 'zod';
import { selectionSchema } from '../cameras/schema.ts';
import { lensPartSchema, ptzSheetSchema } from '../drivers/schema.ts';
import { idSchema } from '../trpc/schema.ts';

/** Without a sign of life from the browser for this long the camera is stopped. */
export const SILENCE_MS = 600;
/** Nobody of the same rank takes a camera for this long after somebody moved it. */
export const SOFT_LOCK_MS = 15_000;
export const MOST_WAITING = 20;
export const MOVES_KEPT = 50;
/** Preset numbers as people call them, as GB/T 28181 bounds them. */
export const MOST_PRESETS = 255;

const shareSchema = z.number().min(-1).max(1);
export const motionSchema = z.object({
  pan: shareSchema,
  tilt: shareSchema,
  zoom: shareSchema,
  focus: shareSchema,
  iris: shareSchema,
});

const sequenceSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What a browser says over its PTZ connection. Sequence numbers grow with every start and stop. */
export const ptzCommandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    sequence: sequenceSchema,
    cameraId: idSchema,
    motion: motionSchema,
    speed: z.number().int().min(1).max(100),
  }),
  z.object({ type: z.literal('beat') }),
  z.object({ type: z.literal('stop'), sequence: sequenceSchema }),
]);
export type PtzCommand = z.infer<typeof ptzCommandSchema>;
export type PtzStart = Extract<PtzCommand, { type: 'start' }>;

/** Why a camera stands still that was moving. */
const stopReasonSchema = z.enum(['asked', 'silence', 'gone', 'signed-out', 'taken-over', 'other']);
export type StopReason = z.infer<typeof stopReasonSchema>;

/** What it hears back. */
export const ptzReportSchema = z.discriminatedUnion('type', [
  /** The device has taken the command. */
  z.object({ type: z.literal('moved'), sequence: z.number() }),
  z.object({ type: z.literal('stopped'), cameraId: z.string(), reason: stopReasonSchema }),
  z.object({
    type: z.literal('failed'),
    sequence: z.number(),
    code: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
]);
export type PtzReport = z.infer<typeof ptzReportSchema>;

const personSchema = z.object({ userId: z.string(), name: z.string() });

/** Who may steer now: nobody in particular, or one person until then. */
export const standingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  z.object({
    /** `locked` by hand, `reserved` for who waited longest, `moved` by somebody just now. */
    kind: z.enum(['locked', 'reserved', 'moved']),
    holder: personSchema,
    rank: z.number().int(),
    until: z.date(),
    reason: z.string().nullable(),
  }),
]);
export type Standing = z.infer<typeof standingSchema>;

export const ptzPresetSchema = z.object({
  number: z.number().int(),
  name: z.string(),
  pictureTakenAt: z.date().nullable(),
  /** Where it looks, degrees clockwise from north; null: nobody said. */
  azimuth: z.number().nullable(),
});
export type PtzPresetView = z.infer<typeof ptzPresetSchema>;

export const MOST_CRUISES = 16;
export const LEAST_STOPS = 2;
export const MOST_STOPS = 32;
/** Not longer than GB/T 28181 knows; shorter, a dome would hardly arrive. */
export const CRUISE_DWELL_S = { least: 3, most: 4_095 } as const;
/** One preset of a cruise; speed as on the panel's slider. */
export const cruiseStopSchema = z.object({
  number: z.number().int().min(1).max(MOST_PRESETS),
  dwellS: z.number().int().min(CRUISE_DWELL_S.least).max(CRUISE_DWELL_S.most),
  speed: z.number().int().min(1).max(100),
});
export type CruiseStop = z.infer<typeof cruiseStopSchema>;
export const cruiseStopsSchema = z.array(cruiseStopSchema).min(LEAST_STOPS).max(MOST_STOPS);
export const ptzCruiseSchema = z.object({
  id: z.string(),
  name: z.string(),
  stops: z.array(cruiseStopSchema),
  /** Who set it going; null: it rests. */
  running: z.object({ name: z.string(), since: z.date() }).nullable(),
});
export type PtzCruiseView = z.infer<typeof ptzCruiseSchema>;

export const scanSideSchema = z.enum(['left', 'right']);
export type ScanSide = z.infer<typeof scanSideSchema>;
export const ptzScanSchema = z.object({
  /** Why this camera cannot: it does not say where it looks, or would not stop by itself. */
  cannot: z.enum(['no-position', 'no-timeout']).nullable(),
  /** Where its limits are, as shares of the whole travel; null: not set. */
  left: z.number().nullable(),
  right: z.number().nullable(),
  /** As it last was; null: it never was. */
  speed: z.number().int().nullable(),
  running: z.object({ name: z.string(), since: z.date() }).nullable(),
  /** The last one ended by itself, and why. */
  ended: z.object({ code: z.string(), at: z.date() }).nullable(),
});
export type PtzScanView = z.infer<typeof ptzScanSchema>;

export const ptzStateSchema = z.object({
  cameraId: z.string(),
  cameraName: z.string(),
  /** What the head can do; null: it has none. */
  sheet: ptzSheetSchema.nullable(),
  standing: standingSchema,
  mayMove: z.boolean(),
  mayTakeOver: z.boolean(),
  lastMove: z.object({ name: z.string(), at: z.date() }).nullable(),
  /** As they were last read from the device. */
  presets: z.array(ptzPresetSchema),
  cruises: z.array(ptzCruiseSchema),
  /** null: the head does not turn. */
  scan: ptzScanSchema.nullable(),
  /** Where the map says it looks. */
  azimuth: z.number().nullable(),
  /** Azimuth of pan 0; null: it was never said where it looks. */
  panZero: z.number().nullable(),
  waiting: z.array(personSchema.extend({ since: z.date() })),
  /** The server's clock: what is left of a lock is counted from it. */
  now: z.date(),
});
export type PtzState = z.infer<typeof ptzStateSchema>;

export const ptzPresetsSchema = z.object({ items: z.array(ptzPresetSchema) });

export const ptzActSchema = z.enum([
  'move',
  'preset',
  'preset-set',
  'preset-remove',
  'home',
  'home-set',
  'auxiliary',
  'frame',
  'auto-focus',
  'auto-iris',
  'cruise',
  'cruise-stop',
  'scan',
  'scan-stop',
  'scan-limit',
  'point',
  'calibrate',
]);
export type PtzAct = z.infer<typeof ptzActSchema>;

export const ptzMovesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      username: z.string(),
      at: z.date(),
      what: ptzActSchema,
      detail: z.string().nullable(),
    }),
  ),
});

export const ptzCameraSchema = z.object({ cameraId: idSchema });
const numberSchema = z.number().int().min(1).max(MOST_PRESETS);
const presetNameSchema = z.string().trim().min(1).max(64);
export const presetInputSchema = ptzCameraSchema.extend({ number: numberSchema });
/** Without a number: the first that is free. */
export const presetSaveInputSchema = ptzCameraSchema.extend({
  number: numberSchema.optional(),
  name: presetNameSchema,
});
const azimuthSchema = z.number().min(0).lt(360);
/** Without an azimuth it stays as it is. */
export const presetRenameInputSchema = presetInputSchema.extend({
  name: presetNameSchema,
  azimuth: azimuthSchema.nullable().optional(),
});
/** A preset by the device's own name for it, as plans keep it. */
export const aimInputSchema = ptzCameraSchema.extend({ token: z.string().min(1).max(64) });
export const cruiseInputSchema = ptzCameraSchema.extend({ id: idSchema });
/** Without an id: a new one. */
export const cruiseSaveInputSchema = ptzCameraSchema.extend({
  id: idSchema.optional(),
  name: presetNameSchema,
  stops: cruiseStopsSchema,
});
export const scanLimitInputSchema = ptzCameraSchema.extend({ side: scanSideSchema });
/** Speed as on the panel's slider. */
export const scanStartInputSchema = ptzCameraSchema.extend({
  speed: z.number().int().min(1).max(100),
});
/** It looks there now. */
export const sightInputSchema = ptzCameraSchema.extend({ azimuth: azimuthSchema });
export type PtzSight = z.infer<typeof sightInputSchema>;

/** So many are pointed at a place at most, the nearest. */
export const MOST_POINTED = 8;
/** A camera without a view range of its own sees this far. */
export const SEEN_WITHIN_M = 1_000;
export const pointInputSchema = z.object({
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-85).max(85),
});
const triedSchema = z.object({ cameraId: z.string(), name: z.string(), distanceM: z.number() });
export const pointedSchema = z.object({
  items: z.array(
    z.discriminatedUnion('kind', [
      triedSchema.extend({
        kind: z.literal('pointed'),
        azimuth: z.number(),
        /** The preset that was called; null: it looks straight there. */
        preset: z.string().nullable(),
      }),
      triedSchema.extend({
        kind: z.literal('refused'),
        code: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ]),
  ),
  /** Farther ones see it too and were left alone. */
  more: z.boolean(),
});
export type Pointed = z.infer<typeof pointedSchema>;
/** A part of the picture that is to fill it; see `Framing`. */
export const frameInputSchema = ptzCameraSchema.extend({
  x: shareSchema,
  y: shareSchema,
  closer: z.number().min(0.05).max(20),
});
export const autoLensInputSchema = ptzCameraSchema.extend({ part: lensPartSchema });
export const auxiliaryInputSchema = ptzCameraSchema.extend({ command: z.string().min(1).max(64) });

export const LOCK_MINUTES = [5, 15, 60] as const;
const minutesSchema = z.literal(LOCK_MINUTES);
export const lockInputSchema = ptzCameraSchema.extend({ minutes: minutesSchema });
/** So many are locked together at most. */
export const MOST_LOCKED = 200;
export const lockManyInputSchema = z.object({ selection: selectionSchema, minutes: minutesSchema });
export const unlockManyInputSchema = lockManyInputSchema.pick({ selection: true });
export const lockedManySchema = z.object({
  locked: z.number().int(),
  /** Somebody else holds them. */
  refused: z.array(z.object({ cameraId: z.string(), name: z.string(), holder: z.string() })),
});
export type LockedMany = z.infer<typeof lockedManySchema>;
export const unlockedManySchema = z.object({ unlocked: z.number().int() });
export type UnlockedMany = z.infer<typeof unlockedManySchema>;
export const takeOverInputSchema = lockInputSchema.extend({
  reason: z.string().trim().min(1).max(200),
});

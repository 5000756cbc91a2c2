/** Patrol plans 巡检计划 and what their runs leave, as the console sees them. */
import { z } from 'zod';
import { cameraStatusSchema, directionSchema } from '../cameras/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';
import { wallLayoutSchema, wallQualitySchema } from '../walls/schema.ts';

/** Of an expanded plan: more than a shift can look at, few enough for one answer. */
export const MOST_CAMERAS = 2_000;
/** Lists of lists of lists: deeper is a mistake. */
export const MOST_NESTED = 5;
/** Of one person. */
export const MOST_PLANS_OF_ONE = 2_000;
export const DWELL_S = { least: 5, usual: 15, most: 300 } as const;

const presetSchema = z.object({ token: z.string().max(64), name: z.string().max(64) });

export const patrolEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('camera'),
    cameraId: idSchema,
    dwellS: z.number().int().min(DWELL_S.least).max(DWELL_S.most),
    quality: wallQualitySchema,
    /** Where a PTZ camera should look. */
    preset: presetSchema.nullable(),
    /** Begins a page of its own, whether or not the one before is full. */
    newPage: z.boolean(),
  }),
  z.object({ kind: z.literal('plan'), planId: idSchema }),
]);
export type PatrolEntry = z.infer<typeof patrolEntrySchema>;
export type CameraEntry = Extract<PatrolEntry, { kind: 'camera' }>;

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
export const patrolWindowSchema = z.object({
  /** 1 is Monday, 7 is Sunday: the day the window opens. */
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: clockSchema,
  /** Not after `from`: the next morning. */
  to: clockSchema,
});
export type PatrolWindow = z.infer<typeof patrolWindowSchema>;

const patrolFieldsSchema = z.object({
  name: z.string().trim().min(1).max(64),
  layout: wallLayoutSchema,
  entries: z.array(patrolEntrySchema).max(MOST_CAMERAS),
  loop: z.boolean(),
  skipOffline: z.boolean(),
  attested: z.boolean(),
  checklist: z.array(z.string().trim().min(1).max(64)).max(12),
  windows: z.array(patrolWindowSchema).max(20),
  cron: z.string().trim().min(9).max(100).nullable(),
  shared: z.boolean(),
  locked: z.boolean(),
});

export const patrolCreateInputSchema = patrolFieldsSchema
  .partial()
  .required({ name: true, layout: true, entries: true });
export type PatrolCreateInput = z.infer<typeof patrolCreateInputSchema>;
/** `version` is the one the change starts from. */
export const patrolUpdateInputSchema = patrolFieldsSchema
  .partial()
  .extend({ id: idSchema, version: z.number().int().min(1) });
export type PatrolUpdateInput = z.infer<typeof patrolUpdateInputSchema>;
/** Cameras behind those a plan has; what it has already is left out. */
export const patrolAppendInputSchema = z.object({
  id: idSchema,
  cameraIds: z.array(idSchema).min(1).max(MOST_CAMERAS),
});
export type PatrolAppendInput = z.infer<typeof patrolAppendInputSchema>;
export const patrolAppendedSchema = z.object({
  name: z.string(),
  /** So many were not in it before. */
  added: z.number().int(),
});
export type PatrolAppended = z.infer<typeof patrolAppendedSchema>;
/** How a camera is shown that nobody said more about. */
export const cameraEntry = (cameraId: string): PatrolEntry => ({
  kind: 'camera',
  cameraId,
  dwellS: DWELL_S.usual,
  quality: 'auto',
  preset: null,
  newPage: false,
});
export const patrolIdSchema = z.object({ id: idSchema });

const patrolHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  layout: wallLayoutSchema,
  cameraCount: z.number().int(),
  planCount: z.number().int(),
  loop: z.boolean(),
  skipOffline: z.boolean(),
  attested: z.boolean(),
  checklist: z.array(z.string()),
  windows: z.array(patrolWindowSchema),
  cron: z.string().nullable(),
  owner: z.object({ id: z.string(), displayName: z.string() }),
  shared: z.boolean(),
  locked: z.boolean(),
  version: z.number().int(),
  changedAt: z.date(),
  changedBy: z.string(),
  mayChange: z.boolean(),
  /** Rename, share, lock and remove. */
  mayManage: z.boolean(),
});
export type PatrolHead = z.infer<typeof patrolHeadSchema>;

export const patrolSortSchema = z.enum(['name', 'changed']);
export const patrolListInputSchema = z.object({
  q: z.string().trim().max(64).optional(),
  mine: z.boolean().optional(),
  sort: patrolSortSchema.default('name'),
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(100),
});
export type PatrolListInput = z.infer<typeof patrolListInputSchema>;
export const patrolListSchema = z.object({
  items: z.array(patrolHeadSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

/** What an editor and a running patrol must know of a camera. */
export const patrolCameraSchema = z.object({
  id: z.string(),
  name: z.string(),
  roadCode: z.string().nullable(),
  direction: directionSchema.nullable(),
  chainageM: z.number().nullable(),
  status: cameraStatusSchema,
  /** Where it can be made to look. */
  presets: z.array(presetSchema),
});
export type PatrolCamera = z.infer<typeof patrolCameraSchema>;

export const patrolSchema = patrolHeadSchema.extend({
  entries: z.array(patrolEntrySchema),
  /** Those of the entries that are there; an entry without one was deleted or is not for this reader. */
  cameras: z.array(patrolCameraSchema),
  /** Plans among the entries; one that is missing is gone, or not for this reader. */
  plans: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** null: it contains itself, or too much. */
      cameras: z.number().int().nullable(),
      /** Once through it on this plan's pages. */
      cycleS: z.number().int(),
    }),
  ),
});
export type PatrolPlanView = z.infer<typeof patrolSchema>;

/** A plan as it runs: other plans have become their cameras. */
export const patrolProgramSchema = patrolHeadSchema.extend({
  entries: z.array(
    z.object({
      cameraId: z.string(),
      dwellS: z.number().int(),
      quality: wallQualitySchema,
      preset: presetSchema.nullable(),
      newPage: z.boolean(),
      /** null: deleted, or not for this reader. */
      camera: patrolCameraSchema.nullable(),
    }),
  ),
  /** When the time window that is open now closes; null: none is open. */
  windowEndsAt: z.date().nullable(),
  /** The server's clock: records tell times by it. */
  now: z.date(),
});
export type PatrolProgram = z.infer<typeof patrolProgramSchema>;

/** Cameras to add in one go, in the order one meets them. */
export const patrolPickInputSchema = z
  .object({
    divisionId: idSchema.optional(),
    groupId: idSchema.optional(),
    tag: z.string().trim().min(1).max(64).optional(),
    roadId: idSchema.optional(),
    direction: directionSchema.optional(),
    /** From a higher chainage to a lower one: against it. */
    fromM: z.number().min(0).max(10_000_000).optional(),
    toM: z.number().min(0).max(10_000_000).optional(),
    ids: z.array(idSchema).min(1).max(MOST_CAMERAS).optional(),
  })
  .refine((pick) => Object.values(pick).some((value) => value !== undefined), 'says nothing');
export type PatrolPickInput = z.infer<typeof patrolPickInputSchema>;
export const patrolPickSchema = z.object({
  cameras: z.array(patrolCameraSchema),
  /** More than a plan can hold were found; these are the first. */
  more: z.boolean(),
});

/** Plans that run by themselves: those whose window is open, and those that come next. */
export const patrolDueSchema = z.object({
  items: z.array(
    z.object({
      planId: z.string(),
      name: z.string(),
      startsAt: z.date(),
      endsAt: z.date().nullable(),
    }),
  ),
  now: z.date(),
});
export type PatrolDue = z.infer<typeof patrolDueSchema>;

type Paged = { dwellS: number; newPage: boolean };

/** Pages of a plan: as many as fit, and a fresh one where an entry asks for it. */
export function splitPages<E extends Paged>(entries: readonly E[], cells: number): E[][] {
  const pages: E[][] = [];
  for (const entry of entries) {
    const page = pages.at(-1);
    if (page === undefined || page.length >= cells || entry.newPage) pages.push([entry]);
    else page.push(entry);
  }
  return pages;
}

/** A page stays as long as the camera on it that is to be seen longest. */
export function pageDwellS(page: readonly Paged[]): number {
  return page.reduce((longest, { dwellS }) => Math.max(longest, dwellS), 0);
}

/** Once through all pages: 36 cameras, 9 at a time, 15 s each are 60 s. */
export function cycleS(entries: readonly Paged[], cells: number): number {
  return splitPages(entries, cells).reduce((sum, page) => sum + pageDwellS(page), 0);
}

export const patrolRunStateSchema = z.enum(['running', 'done', 'stopped', 'interrupted']);
export const patrolRemarkSchema = z.enum(['normal', 'abnormal']);
/** What can be wrong with what one sees. */
export const abnormalitySchema = z.enum([
  'no-picture',
  'blurred',
  'blocked',
  'moved',
  'too-dark',
  'wrong-caption',
  'road-event',
  'damage',
  'other',
]);
export type Abnormality = z.infer<typeof abnormalitySchema>;

/** Made by the page, before it has reached the server. */
export const runIdSchema = z.string().regex(/^[a-z0-9]{16,40}$/);

export const patrolBeginInputSchema = z.object({
  id: runIdSchema,
  planId: idSchema,
  round: z.number().int().min(1).max(1_000_000),
  startedAt: z.date(),
});
export type PatrolBeginInput = z.infer<typeof patrolBeginInputSchema>;
export const patrolBeganSchema = z.object({ id: z.string(), cameras: z.number().int() });

/** Everything known of one place so far, not what was added: sent twice it says the same. */
export const shownSchema = z
  .object({
    position: z
      .number()
      .int()
      .min(0)
      .max(MOST_CAMERAS - 1),
    shownFrom: z.date().nullable(),
    shownTo: z.date().nullable(),
    shownMs: z
      .number()
      .int()
      .min(0)
      .max(7 * 24 * 3_600_000),
    status: cameraStatusSchema.nullable(),
    /** Code of why it did not go to the plan's preset. */
    presetFailure: z.string().max(64).nullable().default(null),
    remark: patrolRemarkSchema.nullable(),
    abnormality: abnormalitySchema.nullable(),
    note: z.string().trim().max(500).nullable(),
    failed: z.array(z.string().trim().min(1).max(64)).max(12),
    remarkedAt: z.date().nullable(),
  })
  .refine(
    ({ remark, abnormality }) => (remark === 'abnormal') === (abnormality !== null),
    'says what is wrong, and only of what is abnormal',
  );
export type ShownRecord = z.infer<typeof shownSchema>;
export const patrolReportInputSchema = z.object({
  runId: runIdSchema,
  /** Empty: the page says it is still there. */
  records: z.array(shownSchema).max(200),
});
export type PatrolReportInput = z.infer<typeof patrolReportInputSchema>;
export const patrolEndInputSchema = z.object({
  runId: runIdSchema,
  how: z.enum(['done', 'stopped']),
  at: z.date(),
});
export type PatrolEndInput = z.infer<typeof patrolEndInputSchema>;

const countsSchema = z.object({
  cameras: z.number().int(),
  seen: z.number().int(),
  normal: z.number().int(),
  abnormal: z.number().int(),
});
export type RunCounts = z.infer<typeof countsSchema>;

const runHeadSchema = countsSchema.extend({
  id: z.string(),
  planId: z.string(),
  planName: z.string(),
  planVersion: z.number().int(),
  attested: z.boolean(),
  round: z.number().int(),
  operator: z.string(),
  state: patrolRunStateSchema,
  startedAt: z.date(),
  endedAt: z.date().nullable(),
});
export type PatrolRunHead = z.infer<typeof runHeadSchema>;

const daySchema = z.iso.date();
export const patrolRunsInputSchema = z.object({
  planId: idSchema.optional(),
  day: daySchema.optional(),
  state: patrolRunStateSchema.optional(),
  abnormal: z.boolean().optional(),
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(100),
});
export type PatrolRunsInput = z.infer<typeof patrolRunsInputSchema>;
export const patrolRunsSchema = z.object({
  items: z.array(runHeadSchema),
  nextCursor: z.string().nullable(),
});

const recordSchema = z.object({
  position: z.number().int(),
  cameraId: z.string(),
  cameraName: z.string(),
  cameraPlace: z.string(),
  statusBefore: cameraStatusSchema.nullable(),
  shownFrom: z.date().nullable(),
  shownTo: z.date().nullable(),
  shownMs: z.number().int(),
  statusShown: cameraStatusSchema.nullable(),
  presetFailure: z.string().nullable(),
  remark: patrolRemarkSchema.nullable(),
  abnormality: abnormalitySchema.nullable(),
  note: z.string().nullable(),
  failed: z.array(z.string()),
  pictureAt: z.date().nullable(),
  /** SHA-256 of the picture as it was stored. */
  pictureHash: z.string().nullable(),
  /** The fault that was found here. */
  faultId: z.string().nullable(),
});
export type PatrolRecordView = z.infer<typeof recordSchema>;
export const runIdInputSchema = z.object({ id: runIdSchema });
export const patrolRunSchema = runHeadSchema.extend({
  checklist: z.array(z.string()),
  records: z.array(recordSchema),
});
export type PatrolRunView = z.infer<typeof patrolRunSchema>;

export const patrolDayInputSchema = z.object({ day: daySchema.optional() });
export const patrolDaySchema = z.object({
  /** In the site's time zone; today when none was asked for. */
  day: z.string(),
  today: z.string(),
  timeZone: z.string(),
  runs: z.number().int(),
  interrupted: z.number().int(),
  /** Places of all runs together. */
  total: countsSchema,
});
export type PatrolDay = z.infer<typeof patrolDaySchema>;

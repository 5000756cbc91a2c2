import { z } from 'zod';
import {
  cameraKindSchema,
  directionSchema,
  driverSchema,
  projectionSchema,
  transportSchema,
} from '../cameras/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

/** What the rows of a file are. */
export const importSubjectSchema = z.enum(['cameras', 'roadside']);
export type ImportSubject = z.infer<typeof importSubjectSchema>;

export const importStateSchema = z.enum([
  'checking',
  'checked',
  'applying',
  'applied',
  'cancelled',
  'failed',
]);

export const importJobSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  subject: importSubjectSchema,
  state: importStateSchema,
  createdAt: z.date(),
  createdBy: z.string(),
  progress: z.object({ done: z.number().int(), total: z.number().int() }),
  counts: z.object({
    ok: z.number().int(),
    error: z.number().int(),
    update: z.number().int(),
    new: z.number().int(),
  }),
  /** Why the whole file was refused, e.g. `import.bad-columns`. */
  failure: z
    .object({ code: z.string(), details: z.record(z.string(), z.unknown()).optional() })
    .nullable(),
});
export type ImportJobView = z.infer<typeof importJobSchema>;

export const importListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(100).default(20),
});
export const importListSchema = z.object({
  items: z.array(importJobSchema),
  nextCursor: z.string().nullable(),
});

export const importRowErrorSchema = z.object({
  /** Column key of the template, e.g. `longitude`; null: the row as a whole. */
  column: z.string().nullable(),
  code: z.enum([
    'import.required',
    'import.too-long',
    'import.not-a-number',
    'import.out-of-range',
    'import.not-a-choice',
    'import.bad-chainage',
    'import.half-a-position',
    'import.unknown-division',
    'import.unknown-group',
    'import.unknown-road',
    'import.duplicate-in-file',
    'import.formula',
    'import.bad-address',
    'import.address-not-allowed',
    'import.driver-fixed',
    'import.off-road',
    'import.signs-in-itself',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type ImportRowError = z.infer<typeof importRowErrorSchema>;

export const importRowsInputSchema = z.object({
  id: idSchema,
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(500).default(100),
  onlyErrors: z.boolean().default(false),
});
export const importRowsSchema = z.object({
  items: z.array(
    z.object({
      rowNumber: z.number().int(),
      code: z.string(),
      name: z.string(),
      outcome: z.enum(['new', 'update', 'error']),
      errors: z.array(importRowErrorSchema),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export const importIdSchema = z.object({ id: idSchema });

/** Answer of `POST /api/imports?name=<file name>&subject=<cameras or roadside>` (raw body, at most MAX_IMPORT_BYTES). */
export const importUploadedSchema = z.object({ id: z.string() });
export const MAX_IMPORT_BYTES = 32 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 100_000;

/** A camera's row that may be written; its password is sealed already. */
export const checkedRowSchema = z.object({
  code: z.string(),
  name: z.string().optional(),
  driver: driverSchema,
  kind: cameraKindSchema.optional(),
  projection: projectionSchema.optional(),
  divisionId: z.string().optional(),
  groupIds: z.array(z.string()).optional(),
  roadId: z.string().optional(),
  direction: directionSchema.optional(),
  chainageM: z.number().optional(),
  lon: z.number().optional(),
  lat: z.number().optional(),
  azimuth: z.number().optional(),
  viewAngle: z.number().optional(),
  viewRangeM: z.number().optional(),
  maker: z.string().optional(),
  tags: z.array(z.string()).optional(),
  mainAddress: z.string().optional(),
  subAddress: z.string().optional(),
  transport: transportSchema.optional(),
  username: z.string().optional(),
  passwordCipher: z.string().optional(),
});
export type CheckedRow = z.infer<typeof checkedRowSchema>;

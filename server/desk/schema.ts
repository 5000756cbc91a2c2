/** What one person's pages look like, as the pages keep it. The server carries it and does not look into it. */
import { z } from 'zod';

export const deskPartSchema = z.enum(['wall', 'keys', 'map']);
export type DeskPart = z.infer<typeof deskPartSchema>;

/** As JSON, in characters. A wall of 36 cells takes about 3,000. */
const MOST_CHARACTERS = 64 * 1024;

const keptValueSchema = z
  .record(z.string(), z.json())
  .refine((value) => JSON.stringify(value).length <= MOST_CHARACTERS);

export const deskGetInputSchema = z.object({ part: deskPartSchema });
/** Null while nothing was ever kept. */
export const deskKeptSchema = z
  .object({ version: z.number().int(), value: z.record(z.string(), z.json()) })
  .nullable();
export type DeskKept = NonNullable<z.infer<typeof deskKeptSchema>>;

export const deskKeepInputSchema = z.object({ part: deskPartSchema, value: keptValueSchema });
export type DeskKeepInput = z.infer<typeof deskKeepInputSchema>;
export const deskVersionSchema = z.object({ version: z.number().int() });

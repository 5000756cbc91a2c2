import { z } from 'zod';
import type { ShownRecord } from '../../../server/patrols/schema.ts';
import { shownSchema } from '../../../server/patrols/schema.ts';

/** A run as far as this browser has something to tell about it. */
export type KeptRun = {
  readonly id: string;
  readonly planId: string;
  readonly round: number;
  readonly startedAt: number;
  begun: boolean;
  /** By position; holes where nothing was shown yet. */
  records: (ShownRecord | undefined)[];
  /** Positions whose news the server does not have. */
  dirty: number[];
  end: { how: 'done' | 'stopped'; at: number } | null;
  touchedAt: number;
};

export type RunKeeper = {
  keep: (run: KeptRun) => void;
  forget: (runId: string) => void;
  /** Runs nobody has touched for a while: their page is gone. */
  orphans: (now: number) => KeptRun[];
};

/** A living page touches its runs every few seconds. */
const ORPHAN_AFTER_MS = 60_000;
/** Older ones are refused by the server. */
const TOO_OLD_MS = 7 * 86_400_000;
const MOST_ORPHANS = 50;

const keptSchema = z.object({
  id: z.string(),
  planId: z.string(),
  round: z.number(),
  startedAt: z.number(),
  begun: z.boolean(),
  dirty: z.array(z.number().int().nonnegative()),
  records: z.array(z.preprocess(withDates, shownSchema)),
  end: z.object({ how: z.enum(['done', 'stopped']), at: z.number() }).nullable(),
  touchedAt: z.number(),
});

/** Keeps in the browser only what the server does not have yet: little, as long as there is a connection. */
export function createRunKeeper(storage: Storage, userId: string): RunKeeper {
  const prefix = `lukou-patrol-run-${userId}-`;
  return {
    keep(run) {
      const records = run.dirty.flatMap((position) => run.records[position] ?? []);
      try {
        storage.setItem(prefix + run.id, JSON.stringify({ ...run, records }));
      } catch {
        // The storage is full or forbidden: the run lives as long as its page.
      }
    },
    forget: (runId) => storage.removeItem(prefix + runId),
    orphans(now) {
      const keys = Object.keys(storage).filter((key) => key.startsWith(prefix));
      const found: KeptRun[] = [];
      for (const key of keys) {
        const run = readKept(storage.getItem(key));
        const age = run === null ? Number.POSITIVE_INFINITY : now - run.touchedAt;
        if (run === null || age > TOO_OLD_MS) storage.removeItem(key);
        else if (age > ORPHAN_AFTER_MS) found.push(closed(run));
      }
      return found.toSorted((a, b) => b.touchedAt - a.touchedAt).slice(0, MOST_ORPHANS);
    },
  };
}

/** Its page is gone: the run ended when it was last touched. */
function closed(run: KeptRun): KeptRun {
  return { ...run, end: run.end ?? { how: 'stopped', at: run.touchedAt } };
}

function readKept(text: string | null): KeptRun | null {
  try {
    const { records, ...run } = keptSchema.parse(JSON.parse(text ?? ''));
    const placed: (ShownRecord | undefined)[] = [];
    for (const record of records) placed[record.position] = record;
    return { ...run, records: placed };
  } catch {
    return null; // of another version of the product, or damaged
  }
}

function withDates(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]: [string, unknown]) => {
    const isTime = ['shownFrom', 'shownTo', 'remarkedAt'].includes(key);
    return [key, isTime && typeof field === 'string' ? new Date(field) : field];
  });
  return Object.fromEntries(entries);
}

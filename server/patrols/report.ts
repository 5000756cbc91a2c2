/** The daily report 巡检日报: every run of a day, every camera of a run. */
import { writeAudit } from '../audit/mutations.ts';
import type { Cell } from '../imports/columns.ts';
import { writeBook } from '../imports/sheet.ts';
import type { Db } from '../platform/db.ts';
import { timeOf } from '../platform/site-time.ts';
import type { Scope } from '../session/policy.ts';
import { REPORT_WORDS, type ReportWords } from './report-words.ts';
import { listRuns, recordsOf } from './run-data.ts';
import type { PatrolRecordView, PatrolRunHead } from './schema.ts';

type Viewer = Scope<'patrols.view'>;
export type ReportDay = { day: string; timeZone: string; locale: 'zh' | 'en' };

const RUNS_A_PAGE = 200;
/** A spreadsheet program opens this; nobody reads more. */
const MAX_ROWS = 200_000;

/** The runs of a day, the newest first, a page at a time. */
export async function* runsOfDay(
  db: Db,
  scope: Viewer,
  { day, timeZone }: ReportDay,
): AsyncGenerator<PatrolRunHead> {
  let cursor: string | undefined;
  do {
    const page = await listRuns(db, scope, { day, limit: RUNS_A_PAGE, cursor }, timeZone);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** What came of one place: never seen, seen, or what somebody said of it. */
export function resultOf(record: PatrolRecordView, words: ReportWords): string {
  if (record.remark !== null) return words[record.remark];
  return record.shownFrom === null ? words.unseen : words.seen;
}

export function rateOf({ seen, cameras }: { seen: number; cameras: number }): string {
  return cameras === 0 ? '–' : `${((seen / cameras) * 100).toFixed(1)}%`;
}

/** A workbook: one sheet of runs with their rates, one of all records. */
export async function reportBook(db: Db, scope: Viewer, wanted: ReportDay): Promise<Buffer> {
  const words = REPORT_WORDS[wanted.locale];
  const at = (time: Date | null) => time && timeOf(time.getTime(), wanted.timeZone);
  const runs: Cell[][] = [];
  const records: Cell[][] = [recordHeadings(words)];
  const total = { cameras: 0, seen: 0, normal: 0, abnormal: 0 };
  for await (const run of runsOfDay(db, scope, wanted)) {
    for (const key of ['cameras', 'seen', 'normal', 'abnormal'] as const) total[key] += run[key];
    runs.push([
      run.planName,
      run.round,
      run.operator,
      at(run.startedAt),
      at(run.endedAt),
      words.states[run.state],
      ...countCells(run),
    ]);
    if (records.length > MAX_ROWS) continue;
    for (const record of await recordsOf(db, run.id))
      records.push([run.planName, run.round, run.operator, ...recordCells(record, words, at)]);
  }
  if (records.length > MAX_ROWS) records.push([words.cut.replace('{max}', String(MAX_ROWS))]);
  await writeAudit(db, scope, {
    action: 'patrols.export',
    details: { day: wanted.day, runs: runs.length, records: records.length - 1 },
  });
  const summary: Cell[][] = [
    [words.title],
    [words.day, wanted.day],
    [words.timeZone, wanted.timeZone],
    [],
    runHeadings(words),
    ...runs,
    [words.total, null, null, null, null, null, ...countCells(total)],
  ];
  return writeBook([
    { name: words.summary, rows: summary },
    { name: words.records, rows: records },
  ]);
}

export function runHeadings(words: ReportWords): string[] {
  const { plan, round, operator, started, ended, state } = words;
  return [plan, round, operator, started, ended, state, ...countHeadings(words)];
}

function countHeadings({ cameras, seen, unseen, seenRate, normal, abnormal }: ReportWords) {
  return [cameras, seen, unseen, seenRate, normal, abnormal];
}

type Counts = { cameras: number; seen: number; normal: number; abnormal: number };

function countCells(counts: Counts): Cell[] {
  const { cameras, seen, normal, abnormal } = counts;
  return [cameras, seen, cameras - seen, rateOf(counts), normal, abnormal];
}

function recordHeadings(words: ReportWords): string[] {
  return [
    words.plan,
    words.round,
    words.operator,
    words.number,
    words.camera,
    words.place,
    words.statusBefore,
    words.statusShown,
    words.from,
    words.to,
    words.seconds,
    words.result,
    words.abnormality,
    words.failed,
    words.presetFailure,
    words.note,
    words.picture,
  ];
}

function recordCells(
  record: PatrolRecordView,
  words: ReportWords,
  at: (time: Date | null) => string | null,
): Cell[] {
  const { statusBefore, statusShown, abnormality } = record;
  return [
    record.position + 1,
    record.cameraName === '' ? `${record.cameraId}${words.gone}` : record.cameraName,
    record.cameraPlace,
    statusBefore && words.status[statusBefore],
    statusShown && words.status[statusShown],
    at(record.shownFrom),
    at(record.shownTo),
    Math.round(record.shownMs / 100) / 10,
    resultOf(record, words),
    abnormality && words.kinds[abnormality],
    record.failed.join('；'),
    record.presetFailure,
    record.note,
    record.pictureHash,
  ];
}

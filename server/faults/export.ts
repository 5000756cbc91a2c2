/** The list of faults as a workbook. */
import { writeAudit } from '../audit/mutations.ts';
import type { Cell } from '../imports/columns.ts';
import { writeBook } from '../imports/sheet.ts';
import { REPORT_WORDS } from '../patrols/report-words.ts';
import type { Db } from '../platform/db.ts';
import { timeOf } from '../platform/site-time.ts';
import { type FaultViewer, listFaults } from './data.ts';
import type { FaultFilter, FaultState } from './schema.ts';

const ROWS_A_PAGE = 200;
const MOST_ROWS = 50_000;

type Words = { readonly title: string; readonly heads: readonly string[] } & {
  readonly states: Record<FaultState, string>;
};
const WORDS: Record<'zh' | 'en', Words> = {
  zh: {
    title: '故障',
    heads: '摄像机,位置,故障类型,状态,发现时间,发现人,最近发现,次数,说明,负责人,关闭时间'.split(
      ',',
    ),
    states: { open: '待处理', assigned: '处理中', mended: '已修复', closed: '已关闭' },
  },
  en: {
    title: 'Faults',
    heads:
      'Camera,Place,Type,State,Found,Found by,Found last,Findings,Remark,In charge,Closed'.split(
        ',',
      ),
    states: { open: 'Open', assigned: 'Assigned', mended: 'Mended', closed: 'Closed' },
  },
};

export async function faultBook(
  db: Db,
  scope: FaultViewer,
  wanted: { filter: FaultFilter; timeZone: string; locale: 'zh' | 'en' },
): Promise<Buffer> {
  const { title, heads, states } = WORDS[wanted.locale];
  const { kinds } = REPORT_WORDS[wanted.locale];
  const at = (time: Date | null) => time && timeOf(time.getTime(), wanted.timeZone);
  const rows: Cell[][] = [[...heads]];
  let cursor: string | undefined;
  do {
    const page = await listFaults(db, scope, {
      ...wanted.filter,
      limit: ROWS_A_PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const fault of page.items)
      rows.push([
        fault.cameraName,
        fault.cameraPlace,
        kinds[fault.type],
        states[fault.state],
        at(fault.foundAt),
        fault.foundBy,
        at(fault.lastFoundAt),
        fault.findings,
        fault.remark,
        fault.inCharge,
        at(fault.closedAt),
      ]);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < MOST_ROWS);
  await writeAudit(db, scope, { action: 'faults.export', details: { rows: rows.length - 1 } });
  return writeBook([{ name: title, rows }]);
}

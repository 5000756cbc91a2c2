/**
 * The daily report as a page to print: the browser's own "save as PDF" has the reader's Chinese
 * fonts; a PDF made here would have to carry one of 10 MB. Written piece by piece, so that a day
 * with many runs is never in memory as a whole.
 */
import type { Db } from '../platform/db.ts';
import { timeOf } from '../platform/site-time.ts';
import type { Scope } from '../session/policy.ts';
import { type ReportDay, rateOf, resultOf, runsOfDay } from './report.ts';
import { REPORT_WORDS, type ReportWords } from './report-words.ts';
import { recordsOf } from './run-data.ts';
import type { PatrolRecordView, PatrolRunHead } from './schema.ts';

type Viewer = Scope<'patrols.view'>;

const STYLE = `
  @page { size: A4 landscape; margin: 12mm }
  body { font: 12px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #171d25; margin: 24px }
  h1 { font-size: 20px; margin: 0 } h2 { font-size: 14px; margin: 20px 0 4px; break-after: avoid }
  p { margin: 2px 0; color: #566170 }
  table { border-collapse: collapse; width: 100% }
  th, td { border: 1px solid #c8d0d9; padding: 3px 6px; text-align: left; vertical-align: top }
  th { background: #eef1f4; font-weight: 600 } tr { break-inside: avoid } thead { display: table-header-group }
  .abnormal td { background: #fbe6e4 } .unseen td { color: #626d7c }
  img { width: 160px; display: block }
  button { float: right; font: inherit; padding: 6px 12px }
  @media print { button { display: none } body { margin: 0 } }`;

/** Markup from the first tag to the last; style and script carry the page's nonce. */
export async function* reportPage(
  db: Db,
  scope: Viewer,
  wanted: ReportDay & { nonce: string },
): AsyncGenerator<string> {
  const words = REPORT_WORDS[wanted.locale];
  const title = `${words.title} ${wanted.day}`;
  yield `<!doctype html><html lang="${wanted.locale}"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style nonce="${wanted.nonce}">${STYLE}</style></head><body>
<button type="button">${escaped(words.print)}</button><h1>${escaped(title)}</h1>
<p>${escaped(`${words.timeZone} ${wanted.timeZone}`)}</p>`;
  let runs = 0;
  for await (const run of runsOfDay(db, scope, wanted)) {
    runs += 1;
    yield runHead(run, words, wanted.timeZone);
    yield `<table><thead><tr>${cells('th', headings(words))}</tr></thead><tbody>`;
    for (const record of await recordsOf(db, run.id))
      yield recordRow(run.id, record, words, wanted.timeZone);
    yield '</tbody></table>';
  }
  if (runs === 0) yield `<p>${escaped(words.none)}</p>`;
  yield `<script nonce="${wanted.nonce}">document.querySelector('button').onclick = () => print()</script></body></html>`;
}

function runHead(run: PatrolRunHead, words: ReportWords, timeZone: string): string {
  const at = (time: Date | null) => (time === null ? '–' : timeOf(time.getTime(), timeZone));
  const facts = [
    `${words.round} ${run.round}`,
    `${words.operator} ${run.operator}`,
    `${at(run.startedAt)} – ${at(run.endedAt)}`,
    words.states[run.state],
    `${words.cameras} ${run.cameras}`,
    `${words.seen} ${run.seen} (${rateOf(run)})`,
    `${words.unseen} ${run.cameras - run.seen}`,
    `${words.normal} ${run.normal}`,
    `${words.abnormal} ${run.abnormal}`,
  ];
  return `<h2>${escaped(run.planName)}</h2><p>${escaped(facts.join(' · '))}</p>`;
}

function headings(words: ReportWords): string[] {
  const { number, camera, place, statusShown, from, seconds, result, abnormality, note } = words;
  return [number, camera, place, statusShown, from, seconds, result, abnormality, note];
}

function recordRow(
  runId: string,
  record: PatrolRecordView,
  words: ReportWords,
  timeZone: string,
): string {
  const { position, shownFrom, statusShown, abnormality, remark } = record;
  const look = remark === 'abnormal' ? 'abnormal' : shownFrom === null ? 'unseen' : '';
  const picture =
    remark === 'abnormal' && record.pictureAt !== null
      ? `<img src="/api/patrols/${runId}/${position}.jpg" alt="">`
      : '';
  const texts = [
    String(position + 1),
    record.cameraName === '' ? `${record.cameraId}${words.gone}` : record.cameraName,
    record.cameraPlace,
    statusShown === null ? '' : words.status[statusShown],
    shownFrom === null ? '' : timeOf(shownFrom.getTime(), timeZone).slice(11),
    shownFrom === null ? '' : (record.shownMs / 1000).toFixed(1),
    resultOf(record, words),
    abnormality === null ? '' : words.kinds[abnormality],
  ];
  const missed = record.presetFailure && `${words.presetFailure} (${record.presetFailure})`;
  const last = [record.failed.join('；'), missed, record.note].filter(Boolean).join(' — ');
  return `<tr class="${look}">${cells('td', texts)}<td>${escaped(last)}${picture}</td></tr>`;
}

function cells(tag: 'td' | 'th', texts: readonly string[]): string {
  return texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * `npm run bench:patrol -- <page changes> <dwell seconds>`: a patrol of nine cells in real Chromium on
 * the demo site. Looks at every composed frame for black cells, and compares memory and sockets with
 * what they were at the tenth page.
 *
 * What a renderer holds tells little by itself; Chromium's own account does (`Tracing.requestMemoryDump` with
 * `memory-infra`). It showed 141 MB more of decoded stills after 20 pages, which lay unseen under playing videos and are
 * no longer drawn: the renderer had 330, 581 and 649 MB at pages 10, 50 and 80, and has 245, 272, 300 and 297 MB at pages
 * 10, 50, 100 and 120, on a busy machine. What is left is above 5 %: in 20 pages 7 MB of blocks of 40 kB outside the heap
 * (`partition_alloc`'s `buffer`) and 3 MB of page objects.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { CDPSession, Page } from '@playwright/test';
import { benchSettings, launchBrowser } from '../fixtures/bench-site.ts';
import { ScreenWatch } from '../fixtures/screen-watch.ts';
import { launchSite, stopSite, untilReady, untilScenesDrawn } from '../fixtures/site.ts';
import { PatrolPage } from '../pages/patrol-page.ts';
import { SignInPage } from '../pages/sign-in-page.ts';

const CHANGES = Number(process.argv[2] ?? 500);
const DWELL_S = Number(process.argv[3] ?? 5);
/** Measured from here on: by then every code path ran and every pool has its size. */
const BASE_PAGE = Math.min(10, CHANGES);
const MOST_GROWTH = 0.05;
const CELLS = 9;
const GARBAGE_ROUNDS = 3;

type Sample = {
  heapMb: number;
  /** What array buffers hold outside the heap. */
  buffersMb: number;
  /** Elements and all else that is the page's own. */
  pageMb: number;
  processMb: number;
  byKind: ReadonlyMap<string, number>;
  sockets: number;
  videos: number;
};

/** Open WebSockets as Chromium itself counts them. */
function countSockets(session: CDPSession): () => number {
  const open = new Set<string>();
  session.on('Network.webSocketCreated', ({ requestId }) => open.add(requestId));
  session.on('Network.webSocketClosed', ({ requestId }) => open.delete(requestId));
  return () => open.size;
}

/** A service Chromium starts by itself, 57 MB that it took between the tenth and the fiftieth page: no page of ours asks for them. */
const NOT_THE_PAGES = 'on_device_model.mojom.OnDeviceModelService';

/** Proportional memory of the browser's processes by their kind, in MB: shared pages are counted once. */
async function processMemoryMb(browser: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const megabytes = new Map<string, number>();
  for (const { id, type } of processInfo) {
    if (type === NOT_THE_PAGES) continue;
    const rollup = readOrNull(`/proc/${id}/smaps_rollup`) ?? '';
    const own = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    megabytes.set(type, (megabytes.get(type) ?? 0) + own);
  }
  return megabytes;
}

/** null: the process ended while we looked. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function takeSample(
  page: Page,
  session: CDPSession,
  browser: CDPSession,
  sockets: () => number,
): Promise<Sample> {
  const heap = await session.send('Runtime.getHeapUsage');
  const byKind = await processMemoryMb(browser);
  return {
    heapMb: heap.usedSize / 2 ** 20,
    buffersMb: heap.backingStorageSize / 2 ** 20,
    pageMb: heap.embedderHeapUsedSize / 2 ** 20,
    processMb: [...byKind.values()].reduce((sum, one) => sum + one, 0),
    byKind,
    sockets: sockets(),
    videos: await page.locator('video').count(),
  };
}

function kinds({ byKind }: Sample): string {
  return [...byKind].map(([kind, mb]) => `${kind} ${mb.toFixed(0)}`).join(', ');
}

async function untilNextPage(page: Page, from: string): Promise<string> {
  await page.waitForFunction(
    (before) => {
      const grid = document.querySelector<HTMLElement>('[data-patrol]');
      return `${grid?.dataset.patrolRound}/${grid?.dataset.patrolPage}` !== before;
    },
    from,
    { timeout: (DWELL_S + 60) * 1_000, polling: 200 },
  );
  return page.evaluate(() => {
    const grid = document.querySelector<HTMLElement>('[data-patrol]');
    return `${grid?.dataset.patrolRound}/${grid?.dataset.patrolPage}`;
  });
}

/** Paused, a patrol keeps what is on the screen and nothing else; memory is given back a little later. */
async function whilePaused(page: Page, session: CDPSession, sample: () => Promise<Sample>) {
  await page.keyboard.press('Space');
  await page.locator('[data-patrol]:not([data-patrol-ready])').waitFor({ timeout: 20_000 });
  for (let time = 0; time < GARBAGE_ROUNDS; time += 1) {
    await session.send('HeapProfiler.collectGarbage');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const taken = await sample();
  await page.keyboard.press('Space');
  return taken;
}

const own = await benchSettings('on');
const site = launchSite(own);
let failed = false;
try {
  await untilReady(site);
  await untilScenesDrawn(site);
  const browser = await launchBrowser();
  const page = await browser.newPage({
    baseURL: `http://127.0.0.1:${own.port}`,
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
  });
  await new SignInPage(page).signIn('admin', own.adminPassword);
  const patrol = new PatrolPage(page);
  const planId = await patrol.makePlan({
    name: 'bench',
    road: 'G3',
    from: 'K0',
    to: 'K2000',
    cells: String(CELLS),
    dwellS: DWELL_S,
  });
  const session = await page.context().newCDPSession(page);
  // Answers it has seen are nothing of the page's; without a bound the renderer keeps 100 MB of them for us.
  await session.send('Network.enable', { maxTotalBufferSize: 0 });
  const sockets = countSockets(session);
  const whole = await browser.newBrowserCDPSession();
  await patrol.run(planId);
  const watch = await ScreenWatch.start(page, await patrol.cellAreas(CELLS));
  let at = '1/0';
  let base: Sample | null = null;
  const late: number[] = [];
  for (let change = 1; change <= CHANGES; change += 1) {
    const before = performance.now();
    at = await untilNextPage(page, at);
    late.push(performance.now() - before);
    if (change !== BASE_PAGE && change !== CHANGES && change % 50 !== 0) continue;
    const sample = await whilePaused(page, session, () =>
      takeSample(page, session, whole, sockets),
    );
    base ??= sample;
    console.log(
      `  page ${change}: heap ${sample.heapMb.toFixed(1)} MB, buffers ${sample.buffersMb.toFixed(1)} MB, page ${sample.pageMb.toFixed(1)} MB, processes ${sample.processMb.toFixed(0)} MB (${kinds(sample)}), ${sample.sockets} sockets, ${sample.videos} videos, ${watch.frames} frames seen, ${watch.blackouts.length} black`,
    );
    if (change < CHANGES || base === null) continue;
    const verdicts = [
      [
        `heap within ${MOST_GROWTH * 100} % of page ${BASE_PAGE}`,
        sample.heapMb <= base.heapMb * (1 + MOST_GROWTH),
      ],
      [
        `processes within ${MOST_GROWTH * 100} %`,
        sample.processMb <= base.processMb * (1 + MOST_GROWTH),
      ],
      [`no more sockets than cells`, sample.sockets <= CELLS],
      ['no video element made anew', sample.videos === base.videos],
      ['no black cell', watch.blackouts.length === 0],
    ] as const;
    for (const [what, holds] of verdicts) console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${what}`);
    failed = verdicts.some(([, holds]) => !holds);
  }
  const sorted = late.slice(1).toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  console.log(
    `  ${CHANGES} page changes of ${CELLS} cells, ${DWELL_S} s each: one every ${(median / 1000).toFixed(1)} s (median), longest ${((sorted.at(-1) ?? 0) / 1000).toFixed(1)} s`,
  );
  await watch.stop();
  await browser.close();
} finally {
  await stopSite(site);
  await rm(own.data, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

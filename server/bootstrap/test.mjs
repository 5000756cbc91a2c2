// npm test: everything, from a fresh clone. Ends with one plain line, `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, node24, root } from './install.mjs';
import { ensureTestPrograms } from './test-programs.mjs';

ensureInstalled();
const chromium = ensureTestPrograms();
const reports = mkdtempSync(join(tmpdir(), 'lukou-test-'));
/** Outside programs that judge in real time may be starved of a busy machine's time; the reports name who needed it. */
const SECOND_CHANCE = { vitest: '--retry=1', playwright: '--retries=1' };
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a program of node_modules with the pinned Node; resolves with its exit code. */
function run(label, args, env = {}) {
  const startedAt = Date.now();
  console.log(`\n── ${label}`);
  return new Promise((resolve) => {
    const child = spawn(node24, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
        ...env,
      },
    });
    child.on('exit', (code) => {
      console.log(
        `── ${label}: ${code === 0 ? 'ok' : 'FAILED'} (${Math.round((Date.now() - startedAt) / 1000)} s)`,
      );
      resolve(code ?? 1);
    });
  });
}

/** A check counts as one test. */
async function check(label, args) {
  const code = await run(label, args);
  if (code === 0) total.passed += 1;
  else total.failed += 1;
}

/** A report that is missing or names no failure although the runner failed counts as one failure. */
function count(code, file, read) {
  const report = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  total.passed += report.passed;
  total.failed += code !== 0 && report.failed === 0 ? 1 : report.failed;
  total.skipped += report.skipped;
}

await check('format, lint and import boundaries', [
  'node_modules/@biomejs/biome/bin/biome',
  'ci',
  '.',
]);
await check('types of server, pages and tests', ['node_modules/typescript/bin/tsc', '-p', '.']);
await check('types of the media worker', ['node_modules/typescript/bin/tsc', '-p', 'media-worker']);
await check('promises and unions (typed lint)', [
  'node_modules/eslint/bin/eslint.js',
  'server',
  'media-worker',
]);
await check('unused files, exports and dependencies', ['node_modules/knip/bin/knip.js']);

const unit = join(reports, 'unit.json');
const unitCode = await run('unit, property and server tests', [
  'node_modules/vitest/vitest.mjs',
  'run',
  SECOND_CHANCE.vitest,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unit}`,
]);
count(unitCode, unit, (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
}));

const e2e = join(reports, 'e2e.json');
const e2eCode = await run(
  'end to end in Chromium',
  ['node_modules/@playwright/test/cli.js', 'test', SECOND_CHANCE.playwright],
  {
    PLAYWRIGHT_JSON_OUTPUT_NAME: e2e,
    LUKOU_CHROMIUM: chromium,
  },
);
count(e2eCode, e2e, ({ stats }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected,
  skipped: stats.skipped,
}));

rmSync(reports, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 ? 0 : 1);

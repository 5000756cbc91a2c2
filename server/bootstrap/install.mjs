// Runs on Node >= 20 with no dependency installed: brings the checkout to a state in which
// node_modules/.bin/node (the pinned Node 24) can run the product.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The pinned runtime, whatever Node runs this script. */
export const node24 = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Ends with one sentence that says what to do. */
export function fail(sentence) {
  console.error(`\nlukou: ${sentence}\n`);
  process.exit(1);
}

/** Runs a program to its end; its output is kept and shown only when it fails. */
function run(what, command, args, advice) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail(`${what} failed (${result.error?.message ?? `exit ${result.status}`}). ${advice}`);
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function freshBy(stamp, value) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === value;
}

function writeStamp(stamp, value) {
  try {
    writeFileSync(stamp, value);
  } catch (error) {
    fail(
      `cannot write ${stamp} (${error.code}). Check that you own this folder and that the disk is not full.`,
    );
  }
}

/** `npm install` when package.json or the lock changed. Not `npm ci`: the lock may name other platforms' builds. */
function ensureDependencies() {
  const value = hashOf(
    ['package.json', 'package-lock.json'].filter((file) => existsSync(join(root, file))),
  );
  const stamp = join(root, 'node_modules', '.lukou-installed');
  if (freshBy(stamp, value) && existsSync(node24)) return;
  console.log('lukou: installing dependencies (about a minute the first time) …');
  run(
    'npm install',
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error'],
    'Check the network or your npm registry (npm config get registry), that this folder is writable, and that 2 GB of disk are free.',
  );
  if (!existsSync(node24))
    fail('the npm package "node" did not install its binary. Run: npm rebuild node');
  // npm may have written the lock: stamp what is there now.
  writeStamp(
    stamp,
    hashOf(['package.json', 'package-lock.json'].filter((file) => existsSync(join(root, file)))),
  );
}

/** `prisma generate` when a model changed; works offline (see prisma.config.ts). */
function ensurePrismaClient() {
  const models = readdirSync(join(root, 'prisma'), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.prisma'))
    .sort()
    .map((file) => join('prisma', file));
  const value = hashOf([...models, 'package.json']);
  const stamp = join(root, 'node_modules', '.lukou-generated');
  if (freshBy(stamp, value) && existsSync(join(root, 'server', 'generated'))) return;
  run(
    'prisma generate',
    node24,
    ['node_modules/prisma/build/index.js', 'generate'],
    'The models in prisma/ may be invalid; see above.',
  );
  writeStamp(stamp, value);
}

/** Everything `npm start` and `npm test` need before they can run TypeScript. */
export function ensureInstalled() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20)
    fail(
      `Node ${process.versions.node} is too old to start from. Install Node 20 or newer from https://nodejs.org`,
    );
  ensureDependencies();
  ensurePrismaClient();
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from './preflight.ts';

/** What the pages are built from: their own files and the schemas they share with the server. */
const INPUTS = [
  'app/**/*.{ts,tsx,css}',
  'public/**/*',
  'server/**/schema.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

async function inputHash(root: string): Promise<string> {
  const files: string[] = [];
  for await (const entry of glob(INPUTS, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex');
}

function build(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/next/dist/bin/next'), 'build'],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(
            new StartError(
              `The pages could not be built:\n${Buffer.concat(output).toString('utf8')}`,
            ),
          ),
    );
  });
}

/** Builds Next when a page changed since the last build. @returns whether it built. @throws StartError */
export async function buildPagesIfStale(root: string, onBuild: () => void): Promise<boolean> {
  const stamp = join(root, '.next', 'lukou-built');
  const value = await inputHash(root);
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === value) return false;
  onBuild();
  await build(root);
  await writeFile(stamp, value);
  return true;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const ENV_MODULES = [
  'server/supervisor/env.ts',
  'server/platform/env.ts',
  'media-worker/platform/env.ts',
  'media-worker/simulator/platform/env.ts',
];
/** Set by the supervisor for its children, or by the machine; not for people. */
const INTERNAL = new Set(['LUKOU_DEV']);

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

it('README lists exactly the settings that the programs read', () => {
  const names = ENV_MODULES.flatMap(
    (file) => read(file).match(/\b(?:LUKOU_[A-Z_]+|DATABASE_URL)\b/g) ?? [],
  );
  const settings = [...new Set(names)].filter((name) => !INTERNAL.has(name)).sort();
  const documented = [
    ...read('README.md').matchAll(/^\| `((?:LUKOU_|DATABASE_)[A-Z_]+)` \|/gm),
  ].map((match) => match[1]);
  expect(documented.toSorted()).toEqual(settings);
});

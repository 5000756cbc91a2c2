import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CAPABILITIES, capabilityRows } from './capabilities.ts';
import { sourceSpecSchema, viewerStateSchema } from './control/contract.ts';
import { readEnv } from './platform/env.ts';

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');

it('the README lists what the worker can do, and nothing else', () => {
  const rows = readme.split('\n').filter((line) => /^\| (in|out) \|/.test(line));
  expect(rows).toEqual(capabilityRows());
});

it('every way in and out is in the contract and has its file', () => {
  const kinds = (direction: string) =>
    CAPABILITIES.filter((one) => one.direction === direction).map((one) => one.kind);
  const sources: string[] = sourceSpecSchema.options.map((option) => option.shape.kind.value);
  expect(kinds('in')).toEqual(expect.arrayContaining(sources));
  expect(kinds('out')).toEqual(expect.arrayContaining([...viewerStateSchema.shape.format.options]));
  for (const { file } of CAPABILITIES)
    expect(existsSync(new URL(file, import.meta.url)), file).toBe(true);
});

it('the README lists every setting with its default', () => {
  const read = readEnv({});
  if (!read.ok) throw new Error(read.problems.join());
  for (const [name, value] of Object.entries(read.env))
    expect(readme, name).toContain(`| \`${name}\` | ${value} |`);
});

it('all problems with the settings are told at once', () => {
  expect(
    readEnv({ LUKOU_MEDIA_PORT: 'many', LUKOU_SERVER_URL: 'http://a.example', LUKOU_NODE_ID: ' ' }),
  ).toEqual({
    ok: false,
    problems: [
      expect.stringMatching(/^LUKOU_MEDIA_PORT /),
      expect.stringMatching(/^LUKOU_NODE_ID /),
    ],
  });
  expect(readEnv({ LUKOU_SERVER_URL: 'http://a.example', LUKOU_CLUSTER_SECRET: '' })).toEqual({
    ok: false,
    problems: ['LUKOU_CLUSTER_SECRET is needed where LUKOU_SERVER_URL is set'],
  });
});

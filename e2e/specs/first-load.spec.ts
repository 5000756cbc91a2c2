import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const PAGES = ['/', '/wall', '/patrols', '/screens', '/devices', '/system'];
const SHELL_MOST_BYTES = 250_000;
/** Words that only the engines' own code has: of the map, mpegts.js, hls.js. */
const ENGINES = ['webglcontextlost', 'TransmuxingController', 'manifestParsingError'];

test('a page brings the shell and itself; map engine and players come when they are needed', async ({
  admin,
}) => {
  const pages: Map<string, string>[] = [];
  for (const path of PAGES) pages.push(await firstScripts(admin, path));
  const [first, ...others] = pages;
  const shell = [...(first ?? [])].filter(([url]) => others.every((page) => page.has(url)));
  const bytes = shell.reduce((sum, [, code]) => sum + gzipSync(code).length, 0);
  expect(shell.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(SHELL_MOST_BYTES);

  const code = pages.flatMap((page) => [...page.values()]);
  for (const word of ENGINES) expect(code.filter((one) => one.includes(word))).toEqual([]);
});

test('the map page loads map engine and player by itself', async ({ admin }) => {
  const asked = new Set<string>();
  admin.on('request', (request) => {
    if (request.url().endsWith('.js')) asked.add(request.url());
  });
  const loaded = () =>
    Promise.all([...asked].map(async (url) => (await admin.request.get(url)).text()));
  await admin.goto('/');
  for (const word of ENGINES.slice(0, 2))
    await expect.poll(async () => (await loaded()).some((code) => code.includes(word))).toBe(true);
});

/** What the page's HTML asks for, by address; without what only browsers without modules load. */
async function firstScripts(page: Page, path: string): Promise<Map<string, string>> {
  await page.goto(path);
  const html = await (await page.request.get(path)).text();
  const tags = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  const urls = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []);
  const scripts = new Map<string, string>();
  for (const url of urls) scripts.set(url, await (await page.request.get(url)).text());
  return scripts;
}

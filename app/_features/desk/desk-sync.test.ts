import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { DeskKept } from '../../../server/desk/schema.ts';
import { DeskSync } from './desk-sync.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** What the server has, and browsers that start on it. */
function world() {
  let kept: DeskKept | null = null;
  let broken = false;
  const sent: unknown[] = [];
  const browser = (memory = new Map<string, string>(), value: DeskKept['value'] = {}) => {
    const page = { value, late: false };
    const sync = new DeskSync({
      storage: {
        getItem: (key) => memory.get(key) ?? null,
        setItem: (key, text) => void memory.set(key, text),
      },
      key: 'k',
      read: () => JSON.stringify(page.value),
      apply: (next) => {
        if (page.late) return false;
        page.value = next;
        return true;
      },
      load: async () => kept,
      keep: async (next) => {
        if (broken) throw new Error('no server');
        sent.push(next);
        kept = { version: (kept?.version ?? 0) + 1, value: next };
        return { version: kept.version };
      },
    });
    const set = (layout: string) => {
      page.value = { layout };
      sync.changed();
    };
    return { page, sync, set, memory };
  };
  const cut = (now: boolean) => {
    broken = now;
  };
  return { browser, sent, cut };
}

it('sends changes of a few seconds together, and nothing when nothing changed', async () => {
  const { browser, sent } = world();
  const { sync, set } = browser();
  await sync.start();
  for (const layout of ['4', '9', '16']) set(layout);
  sync.changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toEqual([{ layout: '16' }]);
});

it('another browser finds it', async () => {
  const { browser } = world();
  const desk = browser();
  await desk.sync.start();
  desk.set('9');
  await vi.advanceTimersByTimeAsync(2_000);
  const home = browser();
  await home.sync.start();
  expect(home.page.value).toEqual({ layout: '9' });
});

it('the same browser keeps its own copy as long as nobody was later', async () => {
  const { browser } = world();
  const before = browser();
  await before.sync.start();
  before.set('9');
  await vi.advanceTimersByTimeAsync(2_000);
  const after = browser(before.memory, { layout: '9', focus: 3 });
  await after.sync.start();
  expect(after.page.value).toEqual({ layout: '9', focus: 3 });
});

it('what was not sent is sent at the next start, even when another browser was later', async () => {
  const { browser, cut, sent } = world();
  const desk = browser();
  await desk.sync.start();
  cut(true);
  desk.set('25');
  await vi.advanceTimersByTimeAsync(2_000);
  desk.sync[Symbol.dispose]();
  cut(false);
  const other = browser();
  await other.sync.start();
  other.set('1');
  await vi.advanceTimersByTimeAsync(2_000);
  const again = browser(desk.memory, { layout: '25' });
  await again.sync.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(again.page.value).toEqual({ layout: '25' });
  expect(sent).toEqual([{ layout: '1' }, { layout: '25' }]);
});

it('what came too late for one page is there at the next start', async () => {
  const { browser } = world();
  const desk = browser();
  await desk.sync.start();
  desk.set('9');
  await vi.advanceTimersByTimeAsync(2_000);
  const slow = browser();
  slow.page.late = true;
  await slow.sync.start();
  expect(slow.page.value).toEqual({});
  const again = browser(slow.memory);
  await again.sync.start();
  expect(again.page.value).toEqual({ layout: '9' });
});

it('tries again when the server does not answer', async () => {
  const { browser, cut, sent } = world();
  const { sync, set } = browser();
  await sync.start();
  cut(true);
  set('9');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toEqual([]);
  cut(false);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sent).toEqual([{ layout: '9' }]);
});

it('what changes while it is sent goes out after it', async () => {
  const { browser, sent } = world();
  const { sync, set } = browser();
  await sync.start();
  set('4');
  vi.advanceTimersByTime(2_000);
  set('6');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent).toEqual([{ layout: '4' }, { layout: '6' }]);
});

it('damaged memory is as good as none', async () => {
  const { browser } = world();
  const { sync, page } = browser(new Map([['k', '{"version":']]));
  await sync.start();
  expect(page.value).toEqual({});
});

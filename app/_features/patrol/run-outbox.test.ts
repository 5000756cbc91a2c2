import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../server/patrols/schema.ts';
import { createRunKeeper } from './run-keeper.ts';
import { type Remark, RunOutbox, type RunServer } from './run-outbox.ts';
import { simulatedClock } from './test-clock.ts';

function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      kept.set(key, value);
      Object.defineProperty(storage, key, { enumerable: true, configurable: true, value });
    },
    removeItem: (key: string) => {
      kept.delete(key);
      Reflect.deleteProperty(storage, key);
    },
    clear: () => kept.clear(),
    key: () => null,
    get length() {
      return kept.size;
    },
  };
  for (const name of Object.keys(storage))
    Object.defineProperty(storage, name, { enumerable: false });
  return storage;
}

function setUpOutbox(storage = memoryStorage()) {
  const { clock, pass } = simulatedClock();
  const told: unknown[] = [];
  const refused: unknown[] = [];
  const line = { broken: false, refuses: false };
  const say = (what: unknown) => {
    if (line.broken) return Promise.reject(new Error('no connection'));
    if (line.refuses) return Promise.reject(new Error('final'));
    told.push(what);
    return Promise.resolve();
  };
  const server: RunServer = {
    begin: ({ id, round }) => say(`begin ${id} ${round}`),
    report: ({ records }) =>
      say(records.map((r: ShownRecord) => `${r.position}:${r.shownMs}:${r.remark}`)),
    end: ({ how }) => say(`end ${how}`),
    picture: ({ position }) => say(`picture ${position}`),
    isFinal: (error) => error instanceof Error && error.message === 'final',
  };
  const keeper = createRunKeeper(storage, 'me');
  const wallNow = () => clock.now();
  const outbox = new RunOutbox({
    server,
    keeper,
    clock,
    wallNow,
    onRefused: (error) => refused.push(error),
    onChange: () => undefined,
  });
  const settle = async (ms = 0) => {
    pass(ms);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    return told.splice(0);
  };
  return { outbox, settle, line, refused, storage };
}
const RUN = { id: 'crun', planId: 'plan', round: 1 };
const normal: Remark = { remark: 'normal', abnormality: null, note: null, failed: [] };

describe('what a patrol has to tell', () => {
  it('is told in order, in full, and once', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    expect(await settle()).toEqual(['begin crun 1']);
    outbox.show('crun', 2, { from: 0, to: 3_000 }, 'online');
    outbox.show('crun', 2, { from: 3_000, to: 4_000 }, 'online');
    outbox.picture({ runId: 'crun', position: 2, takenAt: 1, jpeg: new Blob() });
    outbox.picture({ runId: 'crun', position: 2, takenAt: 2, jpeg: new Blob() });
    expect(await settle(3_000)).toEqual([['2:4000:null'], 'picture 2']);
    expect(await settle(3_000)).toEqual([]);
    outbox.remark('crun', 2, normal);
    outbox.end('crun', 'done');
    expect(await settle()).toEqual([['2:4000:normal'], 'end done']);
    expect(outbox.waiting).toBe(0);
  });

  it('tells the end that comes while it is closing', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    await settle();
    outbox.show('crun', 0, { from: 0, to: 10 }, 'online');
    void outbox.flush();
    outbox.end('crun', 'stopped');
    void outbox.close();
    expect(await settle()).toEqual([['0:10:null'], 'end stopped']);
  });

  it('says that the page is still there', async () => {
    const { outbox, settle } = setUpOutbox();
    outbox.start();
    outbox.begin(RUN);
    await settle(3_000);
    expect(await settle(16_000)).toEqual([]);
    expect(await settle(6_000)).toEqual([[]]);
  });

  it('waits while there is no connection, and loses nothing', async () => {
    const { outbox, settle, line } = setUpOutbox();
    line.broken = true;
    outbox.start();
    outbox.begin(RUN);
    for (let position = 0; position < 150; position += 1)
      outbox.show('crun', position, { from: 0, to: 100 }, 'online');
    outbox.end('crun', 'stopped');
    for (let second = 0; second < 90; second += 3) expect(await settle(3_000)).toEqual([]);
    expect(outbox.troubled).toBe(true);
    line.broken = false;
    const told: unknown[] = [];
    for (let second = 0; second < 33; second += 3) told.push(...(await settle(3_000)));
    expect(told.map((what) => (Array.isArray(what) ? what.length : what))).toEqual([
      'begin crun 1',
      100,
      50,
      'end stopped',
    ]);
    expect(outbox.troubled).toBe(false);
  });

  it('is taken up by the next page, with the time it ended', async () => {
    const first = setUpOutbox();
    first.line.broken = true;
    first.outbox.start();
    first.outbox.begin(RUN);
    first.outbox.show('crun', 1, { from: 0, to: 700 }, 'online');
    await first.settle(3_000);
    const next = setUpOutbox(first.storage);
    await next.settle(62_000);
    next.outbox.start();
    expect(await next.settle(3_000)).toEqual(['begin crun 1', ['1:700:null'], 'end stopped']);
    const third = setUpOutbox(first.storage);
    await third.settle(200_000);
    third.outbox.start();
    expect(await third.settle(3_000)).toEqual([]);
  });

  it('is given up where the server refuses it for good, and somebody is told', async () => {
    const { outbox, settle, line, refused } = setUpOutbox();
    line.refuses = true;
    outbox.start();
    outbox.begin(RUN);
    await settle();
    expect([refused.length, outbox.waiting]).toEqual([1, 0]);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkerEvent } from './contract.ts';
import { type Fact, Outbox, type OutboxPosition } from './outbox.ts';
import { OutboxFile } from './outbox-file.ts';

function fact(streamId: string): Fact {
  return { type: 'stream.state', streamId, state: 'live', failure: null, tracks: [] };
}

function outbox(
  epoch = 'run-1',
  left: readonly WorkerEvent[] = [],
  file: OutboxFile | null = null,
) {
  const storageFailed = (error: unknown) => {
    throw error;
  };
  return new Outbox({ epoch, wallNow: () => 1_000, left, file, storageFailed });
}

/** The first `count` events after a position, as `epoch/seq stream`. */
async function first(box: Outbox, count: number, after: OutboxPosition | null = null) {
  const stop = new AbortController();
  const got: string[] = [];
  for await (const event of box.follow(after, stop.signal)) {
    got.push(`${event.epoch}/${event.seq} ${event.streamId}`);
    if (got.length === count) stop.abort();
  }
  return got;
}

describe('Outbox', () => {
  it('gives facts in order, and each new one as it comes', async () => {
    const box = outbox();
    box.add(fact('a'));
    const following = first(box, 3);
    box.add(fact('b'));
    box.add(fact('c'));
    expect(await following).toEqual(['run-1/1 a', 'run-1/2 b', 'run-1/3 c']);
  });

  it('goes on after what the reader has, and repeats what was not acknowledged', async () => {
    const box = outbox();
    for (const name of ['a', 'b', 'c']) box.add(fact(name));
    expect(await first(box, 1, { epoch: 'run-1', seq: 2 })).toEqual(['run-1/3 c']);
    box.acknowledge({ epoch: 'run-1', seq: 1 });
    expect(await first(box, 2)).toEqual(['run-1/2 b', 'run-1/3 c']);
    expect(box.pending).toBe(2);
  });

  it('goes on where an acknowledged position was', async () => {
    const box = outbox();
    for (const name of ['a', 'b', 'c']) box.add(fact(name));
    box.acknowledge({ epoch: 'run-1', seq: 2 });
    expect(await first(box, 1, { epoch: 'run-1', seq: 1 })).toEqual(['run-1/3 c']);
    box.acknowledge({ epoch: 'unknown', seq: 9 });
    expect(box.pending).toBe(1);
  });

  it('is bounded and counts what it lost', () => {
    const box = outbox();
    for (let count = 0; count < 50_010; count += 1) box.add(fact('a'));
    expect([box.pending, box.dropped]).toEqual([50_000, 10]);
  });

  it('ends when aborted', async () => {
    const events: WorkerEvent[] = [];
    for await (const event of outbox().follow(null, AbortSignal.abort())) events.push(event);
    expect(events).toEqual([]);
  });
});

describe('outbox file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('brings what was not acknowledged into the next run, older facts first', async () => {
    const file = new OutboxFile(join(folder, 'deep', 'outbox.jsonl'));
    expect(await file.read()).toEqual([]);
    const before = outbox('run-1', [], file);
    before.add(fact('a'));
    before.add(fact('b'));
    await before.flush();
    const after = outbox('run-2', await file.read(), file);
    after.add(fact('c'));
    expect(await first(after, 3)).toEqual(['run-1/1 a', 'run-1/2 b', 'run-2/1 c']);
    expect(await first(after, 1, { epoch: 'run-1', seq: 2 })).toEqual(['run-2/1 c']);
    after.acknowledge({ epoch: 'run-2', seq: 1 });
    expect(after.pending).toBe(0);
  });

  it('is rewritten without what was acknowledged', async () => {
    const path = join(folder, 'outbox.jsonl');
    const box = outbox('run-1', [], new OutboxFile(path));
    for (let count = 0; count < 1_200; count += 1) box.add(fact('a'));
    await box.flush();
    box.acknowledge({ epoch: 'run-1', seq: 1_199 });
    await box.flush();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(2);
  });

  it('skips a line that a crash cut short', async () => {
    const path = join(folder, 'outbox.jsonl');
    const box = outbox('run-1', [], new OutboxFile(path));
    box.add(fact('a'));
    await box.flush();
    await writeFile(path, `${await readFile(path, 'utf8')}{"seq":2,"ep`);
    expect(await new OutboxFile(path).read()).toMatchObject([{ seq: 1, streamId: 'a' }]);
  });
});

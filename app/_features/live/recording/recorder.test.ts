import { expect, it } from 'vitest';
import { MOST_RECORDED_MS, Recorder } from './recorder.ts';

const box = (type: string) => Uint8Array.from([0, 0, 0, 8, ...Buffer.from(type, 'latin1')]);

/** A stream that gives one box at a time, and what it was told last. */
function stream() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const seen = { bytes: 0 };
  let now = 0;
  const open = async (signal: AbortSignal) => {
    signal.addEventListener('abort', () => void writer.abort().catch(() => undefined));
    return new Response(readable);
  };
  const onBytes = (bytes: number) => {
    seen.bytes = bytes;
  };
  const recorder = new Recorder({ open, now: () => now, onBytes });
  return {
    recorder,
    seen,
    send: (type: string) => writer.write(box(type)),
    end: () => writer.close(),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

it('is what came until it is stopped', async () => {
  const { recorder, send, seen, pass } = stream();
  const whole = recorder.run();
  await send('ftyp');
  await send('moov');
  await expect.poll(() => seen.bytes).toBe(16);
  pass(2_000);
  recorder.stop();
  const recorded = await whole;
  expect(recorded).toMatchObject({ because: 'stopped', ms: 2_000 });
  expect(await recorded?.file.text()).toContain('moov');
});

it.each([
  ['lost', async ({ end }: ReturnType<typeof stream>) => end()],
  ['changed', async ({ send }: ReturnType<typeof stream>) => send('ftyp')],
  [
    'full',
    async ({ pass, send }: ReturnType<typeof stream>) => {
      pass(MOST_RECORDED_MS + 1);
      await send('free');
    },
  ],
] as const)('is kept when it is %s', async (because, happens) => {
  const live = stream();
  const whole = live.recorder.run();
  await live.send('ftyp');
  await happens(live);
  expect(await whole).toMatchObject({ because });
});

it('is nothing where it was stopped before anything came, and fails where the stream does not open', async () => {
  const early = stream();
  const whole = early.recorder.run();
  early.recorder.stop();
  expect(await whole).toBeNull();
  const open = () => Promise.reject({ code: 'rights.missing' });
  const refused = new Recorder({ open, now: () => 0, onBytes: () => undefined });
  await expect(refused.run()).rejects.toEqual({ code: 'rights.missing' });
});

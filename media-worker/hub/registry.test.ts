import { expect, it } from 'vitest';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { StreamRegistry } from './registry.ts';
import { Ear, ScriptedPuller, tracksEvent, video } from './testing.ts';

function registry() {
  const clock = new SimulatedClock();
  return {
    clock,
    streams: new StreamRegistry({ clock, random: () => 0.5, stateChanged: () => {} }),
  };
}

const id = streamId('camera-1');

it('putting the same again changes nothing', () => {
  const { streams } = registry();
  const puller = new ScriptedPuller();
  const put = { id, source: { kind: 'pull', puller } as const, stopAfterMs: 0, keepWarm: true };
  const stream = streams.put({ ...put, fingerprint: 'a' });
  expect(streams.put({ ...put, fingerprint: 'a' })).toBe(stream);
  expect(puller.attempts).toBe(1);
  expect(stream.holders).toHaveLength(1);
});

it('a changed source is dialled anew and viewers stay', async () => {
  const { streams, clock } = registry();
  const first = new ScriptedPuller();
  const second = new ScriptedPuller();
  const rest = { id, stopAfterMs: 0, keepWarm: true };
  const stream = streams.put({
    ...rest,
    source: { kind: 'pull', puller: first },
    fingerprint: 'a',
  });
  const ear = new Ear();
  stream.listen(ear);
  streams.put({ ...rest, source: { kind: 'pull', puller: second }, fingerprint: 'b' });
  await clock.advance(0);
  second.output.event(tracksEvent);
  second.feed(video(0, { key: true }));
  expect([first.aborted, second.attempts]).toEqual([1, 1]);
  expect(ear.heard).toBe('tracks K0');
});

it('taking keep-warm away stops the source', async () => {
  const { streams, clock } = registry();
  const puller = new ScriptedPuller();
  const put = { id, source: { kind: 'pull', puller } as const, stopAfterMs: 1_000 };
  streams.put({ ...put, keepWarm: true, fingerprint: 'a' });
  streams.put({ ...put, keepWarm: false, fingerprint: 'b' });
  await clock.advance(1_000);
  expect(puller.aborted).toBe(1);
});

it('removing forgets the stream', async () => {
  const { streams, clock } = registry();
  const puller = new ScriptedPuller();
  streams.put({
    id,
    source: { kind: 'pull', puller },
    stopAfterMs: 0,
    keepWarm: true,
    fingerprint: 'a',
  });
  streams.remove(id);
  streams.remove(id);
  await clock.advance(60_000);
  expect(streams.get(id)).toBeNull();
  expect(puller.attempts).toBe(1);
  expect(clock.sleeping).toBe(0);
});

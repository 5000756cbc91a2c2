import { afterEach, expect, it, vi } from 'vitest';
import type { ProbeStep } from '../control/contract.ts';
import { StillDecoder } from '../pictures/still.ts';
import { systemClock } from '../platform/clock.ts';
import { runProbe } from './probe.ts';
import {
  interleaved,
  PPS,
  politely,
  SLICE,
  SPS_720,
  scriptedServer,
} from './testdata/scripted-server.ts';

afterEach(() => vi.useRealTimers());

it('says which step fails where a device never sends a key frame', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await using server = await scriptedServer({
    reply(request, socket) {
      if (request.method !== 'PLAY') return 'default';
      socket.write(
        Buffer.concat([politely(request), interleaved([[SPS_720, PPS, SLICE], [SLICE]])]),
      );
      return 'nothing';
    },
  });
  const source = { kind: 'rtsp', url: server.url, transport: 'tcp' } as const;
  const options = { clock: systemClock, networks: ['127.0.0.0/8'], stills: new StillDecoder() };
  const steps: ProbeStep[] = [];
  for await (const step of runProbe(source, options, new AbortController().signal)) {
    steps.push(step);
    // What is waited for after the tracks does not come.
    if (step.step === 'tracks') setImmediate(() => vi.advanceTimersByTime(15_000));
  }
  const last = steps.at(-1);
  expect(last).toMatchObject({ step: 'first-key-frame', ok: false, done: true });
  expect(last?.failure?.code).toBe('source.no-key-frame');
  expect(steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
});

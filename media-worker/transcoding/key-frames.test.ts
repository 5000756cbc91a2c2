import { expect, it } from 'vitest';
import { StreamRegistry } from '../hub/registry.ts';
import { ScriptedPuller, tracksEvent, video } from '../hub/testing.ts';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { Conversions } from './conversions.ts';

it('who joins a stream made of another has the camera asked for a key frame', async () => {
  const clock = new SimulatedClock();
  const registry = new StreamRegistry({ clock, random: () => 0.5, stateChanged: () => {} });
  const puller = new ScriptedPuller();
  const source = { kind: 'pull', puller } as const;
  const put = { id: streamId('cam'), source, stopAfterMs: 0, fingerprint: '', keepWarm: false };
  const camera = registry.put(put);
  const conversions = new Conversions({ registry, clock, maxVideos: 1, slateTitle: () => 'cam' });
  const made = conversions.suiting(camera, { video: null, audio: 'none' });
  made.hold('viewer');
  await clock.advance(0);
  let asked = 0;
  puller.output.takesKeyFrameRequests?.(() => {
    asked += 1;
  });
  puller.output.event(tracksEvent);
  puller.feed(video(0, { key: true }));
  await clock.advance(3_000);
  puller.feed(video(3_000));

  made.hold('viewer');

  expect(made.id).toBe('cam~none~slate');
  expect(asked).toBe(1);
  registry[Symbol.dispose]();
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../media/frame.ts';
import { Subscriber } from './subscriber.ts';
import { audio, frameEvent, pulledStream, tracksEvent, video, words } from './testing.ts';

function drain(subscriber: Subscriber): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (let event = subscriber.take(); event; event = subscriber.take()) events.push(event);
  return events;
}

describe('Subscriber', () => {
  it('starts at a random access point', () => {
    const subscriber = new Subscriber();
    subscriber.event(tracksEvent);
    for (const frame of [video(0), audio(10), video(40, { key: true }), audio(50)])
      subscriber.event(frameEvent(frame));
    expect(words(drain(subscriber))).toBe('tracks K40 A50');
    expect(subscriber.dropped).toBe(0);
  });

  it('when slow loses frames up to the next random access point, counted', () => {
    const subscriber = new Subscriber({ maxFrames: 2, maxBytes: 1_000 });
    subscriber.event(tracksEvent);
    const push = (...frames: Parameters<typeof frameEvent>[0][]) => {
      for (const frame of frames) subscriber.event(frameEvent(frame));
    };
    push(video(0, { key: true }), video(40), video(80));
    expect(words(drain(subscriber))).toBe('tracks K0 V40');
    push(video(120), audio(130), video(160, { key: true }), video(200));
    expect(words(drain(subscriber))).toBe('K160 V200');
    expect(subscriber.dropped).toBe(3);
  });

  it('is bounded in bytes', () => {
    const subscriber = new Subscriber({ maxFrames: 100, maxBytes: 100 });
    subscriber.event(tracksEvent);
    subscriber.event(frameEvent(video(0, { key: true, bytes: 60 })));
    subscriber.event(frameEvent(video(40, { bytes: 60 })));
    expect(words(drain(subscriber))).toBe('tracks K0');
    expect(subscriber.dropped).toBe(1);
  });

  it('delivers to an async reader and ends with it', async () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    const subscriber = Subscriber.of(stream);
    const seen: StreamEvent[] = [];
    const reading = (async () => {
      for await (const event of subscriber) {
        seen.push(event);
        if (seen.length === 3) subscriber[Symbol.dispose]();
      }
    })();
    puller.feed(video(0, { key: true }), video(40));
    await reading;
    expect(words(seen)).toBe('tracks K0 V40');
    expect(stream.listenerCount).toBe(0);
  });

  it('whatever is read when: starts at random access, never tears a GOP, never goes back', () => {
    const step = fc.record({
      key: fc.boolean(),
      reads: fc.nat(4),
      bytes: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, maxFrames) => {
          const subscriber = new Subscriber({ maxFrames, maxBytes: 150 });
          subscriber.event(tracksEvent);
          const got: number[] = [];
          const keys = new Set<number>();
          const read = () => {
            const event = subscriber.take();
            if (event?.type === 'frame' && event.frame.kind === 'video')
              got.push(event.frame.dts / 90);
          };
          steps.forEach(({ key, reads, bytes }, at) => {
            if (key) keys.add(at);
            subscriber.event(frameEvent(video(at, { key, bytes })));
            for (let count = 0; count < reads; count += 1) read();
          });
          for (let count = 0; count < maxFrames + 1; count += 1) read();
          got.forEach((at, index) => {
            const before = got[index - 1];
            const continues = before !== undefined && before === at - 1;
            expect(continues || (keys.has(at) && at > (before ?? -1))).toBe(true);
          });
        },
      ),
    );
  });
});

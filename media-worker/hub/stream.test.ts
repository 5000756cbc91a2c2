import { describe, expect, it } from 'vitest';
import { MediaError } from '../media/errors.ts';
import {
  audio,
  audioTrack,
  Ear,
  frameEvent,
  pulledStream,
  testStream,
  tracksEvent,
  tracksOf,
  video,
  videoTrack,
} from './testing.ts';

describe('joining', () => {
  it('gets tracks, the cached GOP, then live frames', async () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0), video(40, { key: true }), audio(50), video(80));
    const ear = new Ear();
    stream.listen(ear);
    puller.feed(video(120));
    expect(ear.heard).toBe('tracks K40 A50 V80 V120');
  });

  it('gets nothing stale while the source is away', async () => {
    const { stream, puller, clock } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    puller.end();
    await clock.advance(0);
    const ear = new Ear();
    stream.listen(ear);
    expect(ear.heard).toBe('');
    expect(stream.tracks).toHaveLength(2);
  });

  it('leaves when disposed', () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    const ear = new Ear();
    stream.listen(ear)[Symbol.dispose]();
    puller.output.event(tracksEvent);
    expect(ear.heard).toBe('');
  });
});

describe('a listener that throws', () => {
  it('is ended as our bug and harms nobody', () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    const broken = new Ear();
    broken.event = () => {
      throw new TypeError('oops');
    };
    const ear = new Ear();
    stream.listen(broken);
    stream.listen(ear);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    expect(ear.heard).toBe('tracks K0');
    expect(broken.endedWith?.kind).toBe('bug');
    expect(stream.listenerCount).toBe(1);
  });
});

describe('tracks that change', () => {
  it('empty the GOP cache when the video changes', () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    puller.output.event(tracksOf({ ...videoTrack, width: 1_280 }));
    expect(stream.gop.frames).toEqual([]);
  });

  it('keep the cached pictures when only audio turns up', () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksOf(videoTrack));
    puller.feed(video(0, { key: true }));
    puller.output.event(tracksOf(videoTrack, audioTrack));
    expect(stream.gop.frames).toHaveLength(1);
  });
});

describe('states', () => {
  it('connecting, live at the first key frame, idle after the last holder and its grace', async () => {
    const { stream, puller, states, clock } = pulledStream(30_000);
    const hold = stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0));
    expect(stream.state).toBe('connecting');
    puller.feed(video(40, { key: true }));
    hold[Symbol.dispose]();
    for (let second = 0; second < 29; second += 1) {
      await clock.advance(1_000);
      puller.feed(video(second * 1_000));
    }
    expect(stream.state).toBe('live');
    await clock.advance(1_000);
    expect(states).toEqual(['connecting', 'live', 'idle']);
    expect(puller.aborted).toBe(1);
    expect(clock.sleeping).toBe(0);
  });

  it('a holder within the grace time keeps the source', async () => {
    const { stream, puller, clock } = pulledStream(5_000);
    stream.hold('viewer')[Symbol.dispose]();
    await clock.advance(4_000);
    stream.hold('still');
    await clock.advance(4_000);
    expect(puller.attempts).toBe(1);
    expect(puller.aborted).toBe(0);
    expect(stream.holders.map((holder) => holder.name)).toEqual(['still']);
  });

  it('is live without video when there is only audio', () => {
    const { stream, puller } = pulledStream();
    stream.hold('viewer');
    puller.output.event(tracksOf(audioTrack));
    puller.feed(audio(0));
    expect(stream.state).toBe('live');
  });
});

describe('retry', () => {
  it('waits 0.5 s, then twice as long each time up to 15 s', async () => {
    const { stream, puller, clock } = pulledStream();
    stream.hold('viewer');
    const waits: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      puller.fail(new MediaError('unreachable', 'no route', { code: 'network.unreachable' }));
      await clock.advance(0);
      waits.push((stream.nextAttemptAt ?? 0) - clock.wallNow());
      await clock.advance(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(puller.attempts).toBe(8);
  });

  it('is slow after a refusal', async () => {
    const { stream, puller, clock } = pulledStream();
    stream.hold('viewer');
    puller.output.step('connect', '10.0.0.1:554');
    puller.fail(new MediaError('refused', 'wrong password', { code: 'rtsp.unauthorized' }));
    await clock.advance(29_999);
    expect(puller.attempts).toBe(1);
    expect(stream.failure).toMatchObject({ code: 'rtsp.unauthorized', step: 'sign-in' });
    await clock.advance(1);
    expect(puller.attempts).toBe(2);
  });

  it('starts over after a healthy run', async () => {
    const { stream, puller, clock } = pulledStream();
    stream.hold('viewer');
    puller.fail(new MediaError('timeout', 'silent'));
    await clock.advance(500);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    await clock.advance(9_999);
    puller.feed(video(40));
    await clock.advance(1);
    puller.end();
    await clock.advance(0);
    expect((stream.nextAttemptAt ?? 0) - clock.wallNow()).toBe(500);
    expect(stream.failure?.code).toBe('source.ended');
  });

  it('ends an attempt that has no video for 10 s, audio or not', async () => {
    const { stream, puller, clock } = pulledStream();
    const ear = new Ear();
    stream.listen(ear);
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    for (let second = 1; second < 10; second += 1) {
      await clock.advance(1_000);
      puller.feed(audio(second * 1_000));
    }
    expect(stream.state).toBe('live');
    await clock.advance(1_000);
    expect(stream.state).toBe('retrying');
    expect(ear.failures.map((failure) => failure.code)).toEqual(['source.no-video']);
    expect(puller.aborted).toBe(1);
  });

  it('goes on behind the time that passed, never back', async () => {
    const { stream, puller, clock } = pulledStream();
    const ear = new Ear();
    stream.listen(ear);
    stream.hold('viewer');
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }), video(40));
    const before = puller.output;
    puller.end();
    await clock.advance(500);
    before.event(frameEvent(video(80))); // a late word of the first attempt
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }), video(40));
    expect(ear.heard).toBe('tracks K0 V40 tracks K540 V580');
  });
});

describe('publishing', () => {
  const publisher = () => ({
    evicted: '',
    evict(error: MediaError) {
      this.evicted = error.context.code ?? '';
    },
  });

  it('feeds the stream with or without holders', () => {
    const { stream, states } = testStream({ kind: 'publish' });
    const { output } = stream.publish(publisher());
    output.event(tracksEvent);
    output.event(frameEvent(video(0, { key: true })));
    expect(states).toEqual(['connecting', 'live']);
  });

  it('a newer publisher takes over; the older one is told and no longer heard', () => {
    const { stream } = testStream({ kind: 'publish' });
    const ear = new Ear();
    stream.listen(ear);
    const first = publisher();
    const second = publisher();
    const old = stream.publish(first);
    const { output } = stream.publish(second);
    old.output.event(tracksEvent);
    old.end(new MediaError('unreachable', 'late goodbye'));
    output.event(tracksEvent);
    output.event(frameEvent(video(0, { key: true })));
    expect([first.evicted, second.evicted]).toEqual(['publish.taken-over', '']);
    expect(stream.state).toBe('live');
    expect(ear.heard).toBe('tracks K0');
    expect(ear.failures).toEqual([]);
  });

  it('waits for the next publisher after one has left', () => {
    const { stream } = testStream({ kind: 'publish' });
    const publication = stream.publish(publisher());
    publication.end(new MediaError('unreachable', 'left', { code: 'publish.ended' }));
    expect(stream.state).toBe('retrying');
    expect(stream.failure?.code).toBe('publish.ended');
    expect(stream.nextAttemptAt).toBeNull();
  });

  it('evicts a publisher without video', async () => {
    const { stream, clock } = testStream({ kind: 'publish' });
    const silent = publisher();
    stream.publish(silent);
    await clock.advance(10_000);
    expect(silent.evicted).toBe('source.no-video');
    expect(clock.sleeping).toBe(0);
  });

  it('is refused where the stream is pulled', () => {
    const { stream } = pulledStream();
    expect(() => stream.publish(publisher())).toThrow('nobody may publish');
  });
});

it('removing ends source and listeners', async () => {
  const { stream, puller, clock } = pulledStream();
  const ear = new Ear();
  stream.listen(ear);
  const hold = stream.hold('viewer');
  await clock.advance(0);
  stream.remove();
  hold[Symbol.dispose]();
  await clock.advance(0);
  expect(ear.endedWith?.context.code).toBe('stream.removed');
  expect(puller.aborted).toBe(1);
  expect(clock.sleeping).toBe(0);
});

describe('key frames on demand', () => {
  /** A live stream whose source counts what it is asked. */
  function asking() {
    const opened = pulledStream();
    const { stream, puller } = opened;
    stream.hold('keep-warm');
    const asked = { times: 0 };
    const ask = () => {
      asked.times += 1;
    };
    puller.output.takesKeyFrameRequests?.(ask);
    puller.output.event(tracksEvent);
    puller.feed(video(0, { key: true }));
    return { ...opened, asked, ask };
  }

  it('are asked for when somebody joins behind an old one, however many join', async () => {
    const { stream, clock, asked } = asking();
    stream.hold('viewer');
    expect(asked.times).toBe(0); // the newest one is young
    await clock.advance(3_000);
    for (let viewer = 0; viewer < 10; viewer++) stream.hold('viewer');
    expect(asked.times).toBe(1);
  });

  it('are asked for ever more seldom where none comes, and again at once when one came', async () => {
    const { stream, puller, clock, asked } = asking();
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      puller.feed(video(second * 1_000 + 40));
      stream.wantKeyFrame();
    }
    expect(asked.times).toBe(6); // after 2, 4, 8, 16, 32 and 48 seconds
    puller.feed(video(60_000, { key: true }));
    await clock.advance(2_000);
    stream.wantKeyFrame();
    expect(asked.times).toBe(7);
  });

  it('are asked for at once when pictures are left out after a loss', async () => {
    const { puller, clock, asked } = asking();
    await clock.advance(100);
    for (let picture = 0; picture < 10; picture++) puller.output.lacksKeyFrame?.();
    expect(asked.times).toBe(1);
  });

  it('are not asked for of a source that is gone', async () => {
    const { stream, puller, clock, asked, ask } = asking();
    const { output } = puller;
    puller.end();
    await clock.advance(5_000);
    output.takesKeyFrameRequests?.(ask);
    output.lacksKeyFrame?.();
    stream.hold('viewer');
    expect(asked.times).toBe(0);
  });
});

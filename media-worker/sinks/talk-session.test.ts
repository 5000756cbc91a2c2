import { describe, expect, it } from 'vitest';
import { StreamRegistry } from '../hub/registry.ts';
import type { MediaError } from '../media/errors.ts';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { TALK_AT_MOST_MS, TalkSession } from './talk-session.ts';
import { fakeSocket } from './testing.ts';

function session() {
  const clock = new SimulatedClock();
  const registry = new StreamRegistry({ clock, random: () => 0, stateChanged: () => {} });
  const stream = registry.put({
    id: streamId('talk-1'),
    source: { kind: 'publish' },
    stopAfterMs: 0,
    fingerprint: '',
    keepWarm: false,
  });
  const ends: MediaError[] = [];
  const talk = new TalkSession(
    { id: '1', cameraId: 'cam', userId: 'user' },
    { clock, stream, outlet: null, ended: (reason) => ends.push(reason) },
  );
  return { clock, talk, codes: () => ends.map(({ context }) => context.code) };
}

/** A masked frame of 20 ms of voice, as browsers send it. */
const VOICE = Buffer.concat([Buffer.of(0x82, 0x80 | 126, 0, 160), Buffer.alloc(4 + 160, 0x55)]);

describe('a talk session', () => {
  it('ends when nobody comes to talk', async () => {
    const { clock, codes } = session();
    await clock.advance(9_999);
    expect(codes()).toEqual([]);
    await clock.advance(1);
    expect(codes()).toEqual(['talk.no-voice']);
    expect(clock.sleeping).toBe(0);
  });

  it('ends after ten minutes, however much is said', async () => {
    const { clock, talk, codes } = session();
    const { socket } = fakeSocket();
    talk.attach(socket);
    for (let ms = 0; ms < TALK_AT_MOST_MS - 5_000; ms += 5_000) {
      socket.emit('data', VOICE);
      await clock.advance(5_000);
    }
    expect(codes()).toEqual([]);
    await clock.advance(5_000);
    expect(codes()).toEqual(['talk.too-long']);
    expect(clock.sleeping).toBe(0);
  });

  it('ends when a page sends nothing for ten seconds', async () => {
    const { clock, talk, codes } = session();
    const page = fakeSocket();
    talk.attach(page.socket);
    await clock.advance(10_000);
    expect(codes()).toEqual(['talk.silent']);
    expect(page.bytes.subarray(2).toString()).toContain('{"state":"on-air"}');
    expect(page.bytes.toString()).toContain('"code":"talk.silent"');
  });
});

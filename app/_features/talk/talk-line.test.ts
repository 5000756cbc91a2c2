import { describe, expect, it } from 'vitest';
import type { VoiceFrame } from './microphone.ts';
import { TalkError } from './talk-error.ts';
import { type LineEvents, TalkLine, type TalkState } from './talk-line.ts';

const frame: VoiceFrame = { voice: new Uint8Array(160), level: 0.5 };

/** A line whose microphone, server and worker are in the test's hands. */
function page(microphone: 'there' | TalkError = 'there') {
  const states: string[] = [];
  const log: string[] = [];
  const seen: { hear: (frame: VoiceFrame) => void; events: LineEvents | null; unsent: number } = {
    hear: () => {},
    events: null,
    unsent: 0,
  };
  const said = (state: TalkState) =>
    states.push(state.name === 'failed' ? `failed ${state.code}` : state.name);
  const line = new TalkLine({
    microphone: async (hear, signal) => {
      if (microphone !== 'there') throw microphone;
      seen.hear = hear;
      signal.addEventListener('abort', () => log.push('microphone off'));
    },
    connect: (url, events) => {
      log.push(url);
      seen.events = events;
      return {
        get bufferedAmount() {
          return seen.unsent;
        },
        send: () => log.push('voice'),
        close: (code) => log.push(`close ${code}`),
      };
    },
    state: said,
    level: () => {},
  });
  return { line, states, log, seen };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a talk from a page', () => {
  it('sends voice from the moment it is on the air, and none after its release', async () => {
    const { line, states, log, seen } = page();
    void line.press(async () => 'ws://worker/talk/1');
    await settled();
    seen.hear(frame);
    seen.events?.said();
    seen.hear(frame);
    seen.unsent = 10_000;
    seen.hear(frame);
    line.release();
    await settled();
    expect(states).toEqual(['connecting', 'on-air', 'idle']);
    expect(log).toEqual(['ws://worker/talk/1', 'voice', 'microphone off', 'close 1000']);
  });

  it('that is released before it was opened never comes on the air', async () => {
    const { line, states, log } = page();
    const opened = Promise.withResolvers<string>();
    void line.press(() => opened.promise);
    await settled();
    line.release();
    opened.resolve('ws://worker/talk/1');
    await settled();
    expect(states).toEqual(['connecting', 'idle']);
    expect(log).toEqual(['microphone off']);
  });

  it.each([
    ['the microphone', page(new TalkError('talk.microphone-denied')), 'talk.microphone-denied'],
    ['the worker', page(), 'talk.device-ended'],
    ['the network', page(), 'talk.connection-lost'],
  ] as const)('says why when %s fails', async (who, { line, states, log, seen }, code) => {
    void line.press(async () => 'ws://worker/talk/1');
    await settled();
    seen.events?.said();
    if (who !== 'the microphone')
      seen.events?.closed(who === 'the worker' ? JSON.stringify({ code, message: 'x' }) : '');
    await settled();
    expect(states.at(-1)).toBe(`failed ${code}`);
    if (who !== 'the microphone') expect(log).toContain('microphone off');
  });

  it('says who is in the way', async () => {
    const { line, states } = page();
    await line.press(async () => {
      throw new TalkError('talk.busy', { holder: 'Anna' });
    });
    expect(states).toEqual(['connecting', 'failed talk.busy']);
  });
});

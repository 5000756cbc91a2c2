import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../server/live/schema.ts';
import { brokenRung } from './ladder.ts';
import { isUnplayable, playUrl } from './play-url.ts';

const live = (part: Partial<LiveState>): LiveState => ({
  streamId: 's',
  nodeId: 'n',
  state: 'connecting',
  since: null,
  tracks: [],
  viewers: 0,
  failure: null,
  nextAttemptAt: null,
  bitrate: 0,
  packetsLost: 0,
  trace: [],
  ...part,
});
const failure = { kind: 'refused', code: 'rtsp.unauthorized', step: 'sign-in', message: '', at: 0 };

describe('the step that broke', () => {
  it.each([
    ['the permission', 'ticket', undefined, 'ticket'],
    ['no worker has it', 'connect', live({ state: 'unplaced' }), 'place'],
    ['what the worker says', 'connect', live({ failure }), 'signIn'],
    ['the browser, when the worker is well', 'connect', live({ state: 'live' }), 'decode'],
    ['as far as it came', 'connect', live({ trace: [{ at: 0, step: 'describe' }] }), 'describe'],
    ['the browser alone', 'decode', undefined, 'decode'],
  ] as const)('is %s', (_, step, state, rung) => {
    expect(brokenRung(step, state)).toBe(rung);
  });
});

describe('play address', () => {
  const play = { wsFlvPath: '/live/a.flv?ticket=t', mediaPort: 8080, mediaHost: null };
  it('is on the host the page came from', () => {
    const url = playUrl(play, { protocol: 'http:', hostname: '10.1.2.3' });
    expect(url).toBe('ws://10.1.2.3:8080/live/a.flv?ticket=t');
  });
  it('asks for H.264 where nothing else can be played', () => {
    const url = playUrl(play, { protocol: 'http:', hostname: 'x' }, 'h264');
    expect(url).toBe('ws://x:8080/live/a.flv?ticket=t&video=h264');
  });
  it('trusts the browser about a known codec, and tries an unknown one', () => {
    const plays = (type: string) => type === 'video/mp4; codecs="avc1.640028"';
    expect(isUnplayable('avc1.640028', plays)).toBe(false);
    expect(isUnplayable('hvc1.1.6.L93.B0', plays)).toBe(true);
    expect(isUnplayable(undefined, plays)).toBe(false);
  });
  it('is encrypted where the page is, and elsewhere where the worker says so', () => {
    const url = playUrl(
      { ...play, mediaHost: 'media.example' },
      { protocol: 'https:', hostname: 'x' },
    );
    expect(url).toBe('wss://media.example:8080/live/a.flv?ticket=t');
  });
});

import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../../server/live/schema.ts';
import { brokenRung } from './ladder.ts';
import { isUnplayable, playAddresses } from './play-url.ts';

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

describe('play addresses', () => {
  const of = (rest: string) => `/live/a${rest}`;
  const paths = {
    flv: of('.flv?ticket=t'),
    fmp4: of('.mp4?ticket=t'),
    hls: of('.m3u8?ll=1&ticket=t'),
    whep: of('/whep?ticket=t'),
    still: of('.jpg?ticket=t'),
  };
  const play = { paths, mediaPort: 8080, httpsPort: null, mediaHost: null };
  it('are on the host the page came from', () => {
    expect(playAddresses(play, { protocol: 'http:', hostname: '10.1.2.3' })).toEqual({
      wsFlv: 'ws://10.1.2.3:8080/live/a.flv?ticket=t',
      wsFmp4: 'ws://10.1.2.3:8080/live/a.mp4?ticket=t',
      hls: 'http://10.1.2.3:8080/live/a.m3u8?ll=1&ticket=t',
      whep: 'http://10.1.2.3:8080/live/a/whep?ticket=t',
      still: 'http://10.1.2.3:8080/live/a.jpg?ticket=t',
    });
  });
  it('ask for H.264 where nothing else can be played', () => {
    const { hls, wsFlv } = playAddresses(play, { protocol: 'http:', hostname: 'x' }, 'h264');
    expect([wsFlv, hls]).toEqual([
      'ws://x:8080/live/a.flv?ticket=t&video=h264',
      'http://x:8080/live/a.m3u8?ll=1&ticket=t&video=h264',
    ]);
  });
  it('trust the browser about a known codec, and try an unknown one', () => {
    const plays = (type: string) => type === 'video/mp4; codecs="avc1.640028"';
    expect(isUnplayable('avc1.640028', plays)).toBe(false);
    expect(isUnplayable('hvc1.1.6.L93.B0', plays)).toBe(true);
    expect(isUnplayable(undefined, plays)).toBe(false);
  });
  it('are encrypted where the page is, and elsewhere where the worker says so', () => {
    const elsewhere = { ...play, mediaHost: 'media.example' };
    const { hls, wsFlv } = playAddresses(elsewhere, { protocol: 'https:', hostname: 'x' });
    expect([wsFlv.split('/live')[0], hls.split('/live')[0]]).toEqual([
      'wss://media.example:8080',
      'https://media.example:8080',
    ]);
  });
  it('are on the port of the worker’s own certificate for encrypted pages alone', () => {
    const encrypted = { ...play, httpsPort: 8443 };
    const [secure, plain] = (['https:', 'http:'] as const).map((protocol) =>
      playAddresses(encrypted, { protocol, hostname: 'x' }),
    );
    expect([secure?.wsFlv, secure?.whep, secure?.still, plain?.hls]).toEqual([
      'wss://x:8443/live/a.flv?ticket=t',
      'https://x:8443/live/a/whep?ticket=t',
      'https://x:8443/live/a.jpg?ticket=t',
      'http://x:8080/live/a.m3u8?ll=1&ticket=t',
    ]);
  });
});

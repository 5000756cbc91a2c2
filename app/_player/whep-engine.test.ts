import { describe, expect, it } from 'vitest';
import { PlaybackError, type PlayerFailure } from './state.ts';
import { whepEngine } from './whep-engine.ts';
import { NO_FACTS, whepFacts } from './whep-session.ts';

const URL_OF_CAMERA = 'https://media.example:8080/live/cam/whep?ticket=t';

/** A browser without a network: keeps what is asked of it, and answers as told. */
function browser(response: () => Promise<Response>) {
  const requests: string[] = [];
  const calls: string[] = [];
  let become: (state: RTCPeerConnectionState) => void = () => undefined;
  let timers = 0;
  const failures: PlayerFailure[] = [];
  const video = { srcObject: null, play: () => Promise.resolve() };
  const start = whepEngine(video, {
    connect: ({ state }) => {
      become = state;
      return {
        offer: () => Promise.resolve('the offer'),
        answer: async (sdp) => void calls.push(`answer ${sdp}`),
        statistics: () => Promise.resolve([]),
        close: () => void calls.push('close'),
      };
    },
    fetchFrom: (address, { method, body }) => {
      requests.push([method, address, ...(typeof body === 'string' ? [body] : [])].join(' '));
      return response();
    },
    every: () => {
      timers += 1;
      return () => {
        timers -= 1;
      };
    },
  });
  return {
    requests,
    calls,
    failures,
    timers: () => timers,
    become: (state: RTCPeerConnectionState) => become(state),
    start: () =>
      start(URL_OF_CAMERA, (failure) => failures.push(failure), new AbortController().signal),
  };
}

const created = () =>
  Promise.resolve(
    new Response('the answer', { status: 201, headers: { Location: '/live/cam/whep/1-2' } }),
  );
const refused = (status: number, body: string) => () =>
  Promise.resolve(new Response(body, { status }));

describe('WHEP', () => {
  it('offers, takes the answer, and ends its session', async () => {
    const around = browser(created);

    const engine = await around.start();

    expect(around.calls).toEqual(['answer the answer']);
    engine[Symbol.dispose]();
    engine[Symbol.dispose]();
    expect(around.requests).toEqual([
      `POST ${URL_OF_CAMERA} the offer`,
      'DELETE https://media.example:8080/live/cam/whep/1-2',
    ]);
    expect(around.calls.filter((call) => call === 'close')).toEqual(['close']);
    expect(around.timers()).toBe(0);
  });

  it('tells that the connection broke, not that it may come back', async () => {
    const around = browser(created);
    await around.start();
    around.become('connected');
    around.become('disconnected');
    expect(around.failures).toEqual([]);
    around.become('failed');
    expect(around.failures).toEqual([
      { code: 'player.connection-lost', step: 'connect', final: false },
    ]);
  });

  it.each([
    {
      name: 'the wrong codec for good',
      response: refused(422, '{"code":"whep.b-frames","message":"m"}'),
      failure: { code: 'whep.b-frames', step: 'decode', final: true },
    },
    {
      name: 'a stream without a picture',
      response: refused(503, '{"code":"rtsp.unauthorized","message":"m"}'),
      failure: { code: 'rtsp.unauthorized', step: 'connect', final: false },
    },
    {
      name: 'a ticket that expired',
      response: refused(401, '{"code":"ticket.expired","message":"m"}'),
      failure: { code: 'ticket.expired', step: 'ticket', final: false },
    },
    {
      name: "a proxy's own page",
      response: refused(502, '<html>'),
      failure: { code: 'player.connection-lost', step: 'connect', final: false },
    },
    {
      name: 'no network',
      response: () => Promise.reject(new TypeError('failed to fetch')),
      failure: { code: 'player.connection-lost', step: 'connect', final: false },
    },
  ])('says why: $name', async ({ response, failure }) => {
    const around = browser(response);
    const error = await around.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlaybackError);
    expect(error).toMatchObject({ failure });
    expect(around.calls.at(-1)).toBe('close');
    expect(around.timers()).toBe(0);
  });
});

describe('facts of the picture', () => {
  const reports = (bytesReceived: number, timestamp: number) => [
    { type: 'inbound-rtp', kind: 'audio', bytesReceived: 5, timestamp },
    { type: 'inbound-rtp', kind: 'video', codecId: 'c', bytesReceived, timestamp },
    {
      type: 'codec',
      id: 'c',
      mimeType: 'video/H264',
      sdpFmtpLine: 'packetization-mode=1;profile-level-id=42E01F',
    },
  ];

  it('are its codec, and its rate since the reading before', () => {
    const first = whepFacts(reports(1_000, 5_000), NO_FACTS);
    expect(first).toMatchObject({ codec: 'avc1.42e01f', bitrate: 0 });
    expect(whepFacts(reports(251_000, 6_000), first).bitrate).toBe(2_000_000);
  });

  it('stay as they were while there is no picture', () => {
    expect(whepFacts([], NO_FACTS)).toBe(NO_FACTS);
  });
});

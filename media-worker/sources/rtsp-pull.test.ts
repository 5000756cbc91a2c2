import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { rtcpBlocks } from '../protocols/rtp/rtcp.ts';
import {
  encodeRequest,
  encodeResponse,
  headerOf,
  type RtspResponse,
} from '../protocols/rtsp/message.ts';
import { rtspPuller } from './rtsp-pull.ts';
import { RecordingOutput } from './testdata/recording-output.ts';
import {
  IDR,
  interleaved,
  PPS,
  politely,
  type Script,
  SDP,
  SLICE,
  SPS_360,
  SPS_720,
  scriptedServer,
} from './testdata/scripted-server.ts';

const LOOPBACK = {
  clock: systemClock,
  networks: ['127.0.0.0/8'],
  requestTimeoutMs: 300,
  firstPacketMs: 300,
};
const KEY = [SPS_720, PPS, IDR];

async function pull(
  script: Script,
  transport: 'auto' | 'tcp' | 'udp' = 'tcp',
  account?: { username: string; password: string },
) {
  await using server = await scriptedServer(script);
  const output = new RecordingOutput();
  const stop = new AbortController();
  const running = rtspPuller({ url: server.url, transport, ...account }, LOOPBACK).runOnce(
    output,
    stop.signal,
  );
  const outcome = await running.then(
    () => 'ended' as const,
    (cause: unknown) => cause,
  );
  return { outcome, output, requests: server.requests };
}

/** Plays, then closes the connection. */
const thenClose = (media: Buffer): Script => ({
  reply(request, socket) {
    if (request.method !== 'PLAY') return 'default';
    socket.end(Buffer.concat([politely(request), media]));
    return 'nothing';
  },
});

describe('what a camera sends', () => {
  it('becomes tracks and frames, told step by step', async () => {
    const { outcome, output } = await pull(thenClose(interleaved([KEY, [SLICE], [SLICE]])));
    expect(outcome).toBe('ended');
    expect(output.summary).toBe('TKPP');
    expect(output.steps).toEqual([
      'resolve',
      'connect',
      'sign-in',
      'describe',
      'setup',
      'first-packet',
      'tracks',
      'first-key-frame',
    ]);
    const times = output.events.flatMap((one) => (one.type === 'frame' ? [one.frame.pts] : []));
    expect(times.map((pts) => pts - (times[0] ?? 0))).toEqual([0, 3600, 7200]);
  });

  it('is asked politely: session, transport, track address, teardown', async () => {
    const { requests } = await pull(thenClose(interleaved([KEY])));
    expect(requests.map((one) => one.method)).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY']);
    expect(requests[2]?.uri).toMatch(/\/cam\/trackID=0$/);
    expect(headerOf(requests[2] ?? { headers: new Map() }, 'transport')).toBe(
      'RTP/AVP/TCP;unicast;interleaved=0-1',
    );
    expect(headerOf(requests[3] ?? { headers: new Map() }, 'session')).toBe('s1');
  });

  it('announces new tracks before the frames that need them', async () => {
    const media = interleaved([KEY, [SLICE], [SPS_360, PPS, IDR], [SLICE]]);
    const { output } = await pull(thenClose(media));
    expect(output.summary).toBe('TKPTKP');
    const sizes = output.events.flatMap((one) =>
      one.type === 'tracks' ? one.tracks.map((track) => ('width' in track ? track.width : 0)) : [],
    );
    expect(sizes).toEqual([1280, 640]);
  });

  it('without a key frame gives no frames', async () => {
    const media = interleaved([
      [SPS_720, PPS, SLICE],
      ...Array.from({ length: 200 }, () => [SLICE]),
    ]);
    const { outcome, output } = await pull(thenClose(media));
    expect([outcome, output.summary]).toEqual(['ended', 'T']);
  });

  it('after a gap waits for the next key frame', async () => {
    const media = Buffer.concat([
      interleaved([KEY, [SLICE]]),
      interleaved([[SLICE], [SLICE], KEY, [SLICE]], 7),
    ]);
    const { output } = await pull(thenClose(media));
    expect(output.summary).toBe('TKPKP');
    expect(output.lostPackets).toBe(68);
  });

  it('cut off in the middle of a packet loses only that packet', async () => {
    const { outcome, output } = await pull(
      thenClose(interleaved([KEY, [SLICE], [SLICE]]).subarray(0, -4)),
    );
    expect([outcome, output.summary]).toEqual(['ended', 'TKP']);
  });

  it('mixed with junk and lying lengths is found again', async () => {
    const junk = Buffer.from([0x24, 0, 0xff, 0xff, 0x11, 9, 9, 9, 0x24, 0x24, 1]);
    const media = Buffer.concat([interleaved([KEY]), junk, interleaved([[SLICE]], 0.1)]);
    const { output } = await pull(thenClose(media));
    expect(output.summary).toBe('TKP');
  });
});

describe('servers that misbehave end with a code at the step that broke', () => {
  const answer = (method: string, make: (cseq: string) => Buffer): Script => ({
    reply: (request) =>
      request.method === method ? make(headerOf(request, 'cseq') ?? '0') : 'default',
  });

  it.each<[string, Script, string, string]>([
    [
      'not found',
      answer('DESCRIBE', (CSeq) => encodeResponse(404, { CSeq })),
      'rtsp.not-found',
      'describe',
    ],
    ['busy', answer('DESCRIBE', (CSeq) => encodeResponse(453, { CSeq })), 'rtsp.busy', 'describe'],
    [
      'forbidden',
      answer('PLAY', (CSeq) => encodeResponse(403, { CSeq })),
      'rtsp.forbidden',
      'setup',
    ],
    [
      'an empty description',
      answer('DESCRIBE', (CSeq) => encodeResponse(200, { CSeq }, 'v=0\r\n')),
      'rtsp.bad-response',
      'describe',
    ],
    [
      'only sound',
      answer('DESCRIBE', (CSeq) => encodeResponse(200, { CSeq }, 'm=audio 0 RTP/AVP 8\r\n')),
      'rtsp.no-supported-track',
      'describe',
    ],
    [
      'an absurd length',
      answer('DESCRIBE', () =>
        Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n'),
      ),
      'rtsp.bad-response',
      'describe',
    ],
    [
      'a length that is too long',
      answer('DESCRIBE', (CSeq) =>
        Buffer.from(`RTSP/1.0 200 OK\r\nCSeq: ${CSeq}\r\nContent-Length: 5000\r\n\r\nv=0\r\n`),
      ),
      'network.timeout',
      'describe',
    ],
    ['silence', { reply: () => 'nothing' }, 'network.timeout', 'sign-in'],
    [
      'another language',
      { reply: () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') },
      'network.timeout',
      'sign-in',
    ],
    ['no packets', {}, 'network.timeout', 'first-packet'],
    [
      'an unknown sign-in',
      answer('OPTIONS', (CSeq) => encodeResponse(401, { CSeq, 'WWW-Authenticate': 'Magic x="y"' })),
      'rtsp.unknown-sign-in',
      'sign-in',
    ],
  ])('%s', async (_, script, code, step) => {
    const { outcome } = await pull(script);
    expect(outcome).toMatchObject({ name: 'MediaError', context: { code, step } });
  });

  it('a wrong password is tried once', async () => {
    const challenge = 'Digest realm="r", nonce="n"';
    const script: Script = {
      reply: (request) =>
        encodeResponse(401, {
          CSeq: headerOf(request, 'cseq') ?? '',
          'WWW-Authenticate': challenge,
        }),
    };
    const { outcome, requests } = await pull(script, 'auto', { username: 'admin', password: 'no' });
    expect(outcome).toMatchObject({
      kind: 'refused',
      context: { code: 'rtsp.unauthorized', step: 'sign-in' },
    });
    expect(requests.filter((one) => headerOf(one, 'authorization') !== null)).toHaveLength(1);
  });
});

describe('reaching a camera', () => {
  const attempt = (url: string, networks = LOOPBACK.networks) =>
    rtspPuller({ url, transport: 'tcp' }, { ...LOOPBACK, networks }).runOnce(
      new RecordingOutput(),
      new AbortController().signal,
    );

  it('refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    server.close();
    await once(server, 'close');
    await expect(attempt(`rtsp://127.0.0.1:${port}/`)).rejects.toMatchObject({
      context: { code: 'network.refused', step: 'connect' },
    });
  });

  it.each([
    ['outside the camera networks', 'rtsp://127.0.0.1/', 'network.not-allowed'],
    ['mapped into IPv6', 'rtsp://[::ffff:127.0.0.1]/', 'network.not-allowed'],
    ['not RTSP', 'http://127.0.0.1/', 'rtsp.bad-address'],
  ])('%s', async (_, url, code) => {
    await expect(attempt(url, ['10.0.0.0/8'])).rejects.toMatchObject({
      context: { code, step: 'resolve' },
    });
  });

  it('goes to UDP when TCP is refused, and stays there', async () => {
    await using server = await scriptedServer({
      reply: (request) =>
        headerOf(request, 'transport')?.includes('TCP')
          ? encodeResponse(461, { CSeq: headerOf(request, 'cseq') ?? '' })
          : 'default',
    });
    const puller = rtspPuller({ url: server.url, transport: 'auto' }, LOOPBACK);
    const run = () => puller.runOnce(new RecordingOutput(), new AbortController().signal);
    await expect(run()).rejects.toMatchObject({ context: { step: 'first-packet' } });
    const asked = () =>
      server.requests
        .filter((one) => one.method === 'SETUP')
        .map((one) => headerOf(one, 'transport'));
    expect(asked()).toEqual([
      'RTP/AVP/TCP;unicast;interleaved=0-1',
      expect.stringMatching(/^RTP\/AVP;unicast;client_port=\d+-\d+$/),
    ]);
  });

  it('stops at once when aborted, and tells the camera', async () => {
    await using server = await scriptedServer({ media: interleaved([KEY, [SLICE]]) });
    const output = new RecordingOutput();
    const stop = new AbortController();
    const running = rtspPuller({ url: server.url, transport: 'tcp' }, LOOPBACK).runOnce(
      output,
      stop.signal,
    );
    await output.until(() => output.summary === 'TKP');
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
    const [socket] = server.sockets;
    if (socket && !socket.closed) await once(socket, 'close');
    expect(server.requests.at(-1)?.method).toBe('TEARDOWN');
  });

  it("answers the camera's own requests", async () => {
    const answered = Promise.withResolvers<RtspResponse>();
    await using server = await scriptedServer({
      media: Buffer.concat([interleaved([KEY]), encodeRequest('OPTIONS', '*', { CSeq: 77 })]),
      answered: answered.resolve,
    });
    const stop = new AbortController();
    const output = new RecordingOutput();
    const running = rtspPuller({ url: server.url, transport: 'tcp' }, LOOPBACK).runOnce(
      output,
      stop.signal,
    );
    const response = await answered.promise;
    expect([response.status, headerOf(response, 'cseq')]).toEqual([200, '77']);
    stop.abort(new Error('done'));
    await expect(running).rejects.toThrow('done');
  });
});

describe('key frames on demand', () => {
  const described = (protocol: string, ...feedback: string[]) =>
    SDP.replace('RTP/AVP', protocol).replace(
      'a=control',
      `${feedback.map((kind) => `a=rtcp-fb:${kind}\r\n`).join('')}a=control`,
    );

  /** Plays to a camera that counts what it is asked; gives how SETUP named the transport, too. */
  async function asked(sdp: string): Promise<{ transport: string | null; kinds: number[] }> {
    const kinds: number[] = [];
    const heard = Promise.withResolvers<void>();
    await using server = await scriptedServer({
      sdp,
      media: interleaved([KEY, [SLICE]]),
      interleaved: (channel, payload) => {
        if (channel !== 1) return;
        for (const { count, type } of rtcpBlocks(payload)) if (type === 206) kinds.push(count);
        heard.resolve();
      },
    });
    const output = new RecordingOutput();
    const stop = new AbortController();
    const running = rtspPuller({ url: server.url, transport: 'tcp' }, LOOPBACK)
      .runOnce(output, stop.signal)
      .catch(() => {});
    await output.until(() => output.summary === 'TKP');
    output.askForKeyFrame?.();
    if (output.askForKeyFrame) await heard.promise;
    stop.abort(new Error('enough'));
    await running;
    const setup = server.requests.find(({ method }) => method === 'SETUP');
    return { transport: setup ? headerOf(setup, 'transport') : null, kinds };
  }

  it.each([
    ['a picture loss indication', described('RTP/AVPF', '96 nack pli', '96 ccm fir'), 'F', [1]],
    ['a full intra request where only that is known', described('RTP/AVPF', '* ccm fir'), 'F', [4]],
    ['the usual one where the profile alone says it', described('RTP/AVPF'), 'F', [1]],
    ['the same under the plain profile', described('RTP/AVP', '96 nack pli'), '', [1]],
    ['nothing where nobody listens', described('RTP/AVP', '97 nack pli', '96 nack'), '', []],
  ])('are asked for with %s', async (_, sdp, profile, kinds) => {
    const transport = `RTP/AVP${profile}/TCP;unicast;interleaved=0-1`;
    expect(await asked(sdp)).toEqual({ transport, kinds });
  });

  it('are lacked at the beginning and after a gap', async () => {
    const media = Buffer.concat([
      interleaved([[SPS_720, PPS, SLICE], [SLICE], KEY, [SLICE]]),
      interleaved([[SLICE], [SLICE], KEY], 7),
    ]);
    const { output } = await pull(thenClose(media));
    expect([output.summary, output.keyFramesLacked]).toEqual(['TKPK', 3]);
  });
});

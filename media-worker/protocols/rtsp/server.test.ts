import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBatch } from '../rtp/batch.ts';
import { buildPli } from '../rtp/feedback.ts';
import type { Presentation } from './media-provider.ts';
import { encodeRequest, type HeaderFields, headerOf, type RtspResponse } from './message.ts';
import { RtspReader } from './reader.ts';
import type { RtpOutput } from './rtp-output.ts';
import { parseSdp } from './sdp.ts';
import { listenRtsp } from './server.ts';
import { parseTransports } from './transport.ts';

const BATCH = makeBatch([{ bytes: Uint8Array.of(0x65, 1, 2), marker: true }]);

/** One presentation at `/cam` with video and sound; counts what was started and stopped. */
async function testServer() {
  const state = {
    playing: 0,
    outputs: [] as readonly (RtpOutput | null)[],
    trouble: [] as string[],
    keyFramesWanted: 0,
  };
  const presentation: Presentation = {
    name: 'test',
    media: [
      { type: 'video', payloadType: 96, rtpmap: 'H264/90000', fmtp: null },
      { type: 'audio', payloadType: 8, rtpmap: 'PCMA/8000', fmtp: null },
    ],
    wantKeyFrame: () => {
      state.keyFramesWanted += 1;
    },
    play(outputs) {
      state.playing += 1;
      state.outputs = outputs;
      outputs[0]?.send(BATCH, 0);
      return () => {
        state.playing -= 1;
      };
    },
  };
  const server = await listenRtsp({
    host: '127.0.0.1',
    port: 0,
    provider: { find: async ({ path }) => (path === '/cam' ? presentation : null) },
    serverName: 'test',
    realm: 'test',
    credentials: null,
    now: () => performance.now(),
    onTrouble: (error) => state.trouble.push(error.context.code ?? error.kind),
  });
  return { server, state, url: `rtsp://127.0.0.1:${server.port}/cam` };
}

/** A client that sends what it is told and gives answers and packets in the order they came. */
class TestClient implements Disposable {
  readonly socket: Socket;
  readonly packets: Uint8Array[] = [];
  readonly #reader = new RtspReader();
  readonly #answers: RtspResponse[] = [];
  #wake: () => void = () => {};
  #cseq = 0;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => this.#wake());
    this.socket.on('close', () => this.#wake());
    this.socket.on('data', (chunk) => {
      for (const element of this.#reader.push(chunk))
        if (element.type === 'interleaved') this.packets.push(element.payload);
        else if (element.message.kind === 'response') this.#answers.push(element.message);
      this.#wake();
    });
  }

  async ask(method: string, uri: string, fields: HeaderFields = {}): Promise<RtspResponse> {
    this.#cseq += 1;
    this.socket.write(encodeRequest(method, uri, { CSeq: this.#cseq, ...fields }));
    while (this.#answers.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    const answer = this.#answers.shift();
    if (!answer) throw new Error('no answer');
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

const TCP = { Transport: 'RTP/AVP/TCP;unicast;interleaved=4-5' };

describe('a session', () => {
  it('is described, set up, played, paused, played again and torn down', async () => {
    const { server, state, url } = await testServer();
    await using _ = server;
    using client = new TestClient(server.port);
    const described = await client.ask('DESCRIBE', url);
    const sdp = parseSdp(Buffer.from(described.body).toString());
    expect(headerOf(described, 'content-base')).toBe(`${url}/`);
    expect(sdp.media.map((one) => [one.type, one.attributes.get('control')])).toEqual([
      ['video', ['trackID=0']],
      ['audio', ['trackID=1']],
    ]);
    const setUp = await client.ask('SETUP', `${url}/trackID=0`, TCP);
    expect(headerOf(setUp, 'transport')).toMatch(
      /^RTP\/AVP\/TCP;unicast;interleaved=4-5;ssrc=[0-9a-f]{8}$/,
    );
    const Session = headerOf(setUp, 'session')?.split(';')[0] ?? '';
    const statuses: number[] = [];
    for (const method of ['PLAY', 'PLAY', 'PAUSE', 'PLAY', 'GET_PARAMETER', 'TEARDOWN'])
      statuses.push((await client.ask(method, url, { Session })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect(state.playing).toBe(0);
    expect(state.outputs.map((one) => one !== null)).toEqual([true, false]);
    expect(client.packets.map((one) => [...one.subarray(12)])).toEqual([
      [0x65, 1, 2],
      [0x65, 1, 2],
    ]);
  });

  it.each([
    ['PLAY before SETUP', 'PLAY', {}, 455],
    ['a transport nobody knows', 'SETUP', { Transport: 'RAW/RAW/UDP;unicast' }, 461],
    ['multicast', 'SETUP', { Transport: 'RTP/AVP;multicast;client_port=5000-5001' }, 461],
    ['a method it does not serve', 'RECORD', {}, 501],
  ])('answers %s', async (_, method, fields, status) => {
    const { server, url } = await testServer();
    await using _server = server;
    using client = new TestClient(server.port);
    expect((await client.ask(method, url, fields)).status).toBe(status);
  });

  it('answers another path and another session with not found', async () => {
    const { server, url } = await testServer();
    await using _ = server;
    using client = new TestClient(server.port);
    expect((await client.ask('DESCRIBE', url.replace('/cam', '/no'))).status).toBe(404);
    expect((await client.ask('SETUP', `${url}/trackID=7`, TCP)).status).toBe(404);
    await client.ask('SETUP', `${url}/trackID=0`, TCP);
    expect((await client.ask('PLAY', url, { Session: 'other' })).status).toBe(454);
  });

  it('hears over RTCP that a reader wants a key frame', async () => {
    const { server, state, url } = await testServer();
    await using _ = server;
    using client = new TestClient(server.port);
    const setUp = await client.ask('SETUP', `${url}/trackID=0`, TCP);
    const Session = headerOf(setUp, 'session')?.split(';')[0];
    const pli = buildPli(1, 2);
    const ask = Buffer.concat([Uint8Array.of(0x24, 5, 0, pli.length), pli]);
    client.socket.write(ask); // before anything plays
    await client.ask('PLAY', url, { Session });
    client.socket.write(ask);
    await client.ask('GET_PARAMETER', url, { Session });
    expect(state.keyFramesWanted).toBe(1);
  });

  it('ends with its connection', async () => {
    const { server, state, url } = await testServer();
    await using _ = server;
    const client = new TestClient(server.port);
    const setUp = await client.ask('SETUP', `${url}/trackID=0`, TCP);
    await client.ask('PLAY', url, { Session: headerOf(setUp, 'session')?.split(';')[0] });
    expect([state.playing, server.connections]).toEqual([1, 1]);
    await client[Symbol.asyncDispose]();
    using second = new TestClient(server.port);
    await second.ask('OPTIONS', url);
    expect([state.playing, server.connections]).toEqual([0, 1]);
  });
});

describe('bad clients', () => {
  it('end alone', async () => {
    const { server, state, url } = await testServer();
    await using _ = server;
    using bad = new TestClient(server.port);
    bad.socket.write(`DESCRIBE ${url} RTSP/1.0\r\nContent-Length: 999999999\r\n\r\n`);
    await once(bad.socket, 'close');
    expect(state.trouble).toEqual(['rtsp.bad-response']);
    using good = new TestClient(server.port);
    expect((await good.ask('DESCRIBE', url)).status).toBe(200);
  });
});

describe('parsers take anything', () => {
  it('SDP and Transport never throw', () => {
    const line = fc.constantFrom(
      'm=video 0 RTP/AVP 96',
      'a=rtpmap:96 H264/90000',
      'a=',
      'm=',
      'a=fmtp:96 ;;=',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 30 }), (lines) => {
        expect(parseSdp(lines.join('\n')).media.length).toBeLessThanOrEqual(lines.length);
        expect(parseTransports(lines.join(';')).length).toBeLessThanOrEqual(
          lines.join(';').split(',').length,
        );
      }),
    );
  });
});

import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PsDemuxer } from '../../formats/mpeg-ps/demuxer.ts';
import type { StreamEvent, VideoFrame } from '../../media/frame.ts';
import { hasFfmpeg, judge } from '../../testkit/ffmpeg.ts';
import { gbkBytes, readXml } from './chinese.ts';
import { type SimulatedDevice, type SimulatedDeviceOptions, startDevice } from './device.ts';
import { elementOf } from './manscdp.ts';
import {
  answerBytes,
  digestAnswer,
  headerOf,
  methodOf,
  readSip,
  type SipMessage,
  SipReader,
  sipBytes,
  statusOf,
} from './sip.ts';

const HOST = '127.0.0.1';
const SERVER = '34020000002000000001';
const DOMAIN = '3402000000';
const DEVICE = '34020000001180000001';
const CHANNEL = '34020000001320000001';
const OTHER = '34020000001320000002';
const PASSWORD = '12345678';
const SSRC = '0200000001';
const NONCE = 'f00dcafe';
const wait = { timeout: 10_000, interval: 10 } as const;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** As much of a platform as the device needs, over both transports. */
class Platform implements AsyncDisposable {
  readonly requests: SipMessage[] = [];
  readonly answers: SipMessage[] = [];
  /** What the device's messages say, and the bytes of them. */
  readonly said: string[] = [];
  readonly bodies: Buffer[] = [];
  expires = '3600';
  keepaliveStatus = '200 OK';
  readonly #udp = createSocket('udp4');
  readonly #connections = new Set<Socket>();
  readonly #tcp = createServer((socket) => {
    const reader = new SipReader();
    this.#connections.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      for (const message of reader.push(bytes)) this.#take(message, (one) => socket.write(one));
    });
  });
  #write: (bytes: Buffer) => void = () => {};

  async open(): Promise<void> {
    this.#udp.bind(0, HOST);
    this.#tcp.listen(0, HOST);
    await Promise.all([once(this.#udp, 'listening'), once(this.#tcp, 'listening')]);
    this.#udp.on('message', (bytes, from) => {
      const message = readSip(bytes);
      if (message) this.#take(message, (one) => this.#udp.send(one, from.port, from.address));
    });
  }

  port(transport: 'udp' | 'tcp'): number {
    const address = transport === 'udp' ? this.#udp.address() : this.#tcp.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  send(
    method: string,
    { callId = 'one', branch = '', to = CHANNEL, type = '', body = '' } = {},
  ): void {
    const id = branch === '' ? `${method}-${callId}` : branch;
    this.#write(
      sipBytes(
        `${method} sip:${to}@${HOST} SIP/2.0`,
        [
          ['v', `SIP/2.0/UDP ${HOST}:5060;rport;branch=z9hG4bK${id}`],
          ['f', `<sip:${SERVER}@${DOMAIN}>;tag=platform`],
          ['t', `<sip:${to}@${DOMAIN}>`],
          ['i', callId],
          ['CSeq', `1 ${method}`],
          ['m', `<sip:${SERVER}@${HOST}:5060>`],
          ...(type === '' ? [] : [['c', type] as const]),
        ],
        Buffer.from(body),
      ),
    );
  }

  message(root: string, inner: string, branch: string): void {
    const body = `<?xml version="1.0"?><${root}>${inner}</${root}>`;
    this.send('MESSAGE', { branch, callId: branch, body, type: 'Application/MANSCDP+xml' });
  }

  dropConnections(): void {
    for (const socket of this.#connections) socket.destroy();
  }

  /** Of the final answer to a method's newest request. */
  async answerTo(method: string, status: number): Promise<SipMessage> {
    const find = () =>
      this.answers.findLast((one) => methodOf(one) === method && statusOf(one) === status);
    await vi.waitFor(() => expect(find()).toBeDefined(), wait);
    return find() as SipMessage;
  }

  of(method: string): SipMessage[] {
    return this.requests.filter((one) => methodOf(one) === method);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.dropConnections();
    this.#udp.close();
    this.#tcp.close();
  }

  #take(message: SipMessage, write: (bytes: Buffer) => void): void {
    this.#write = write;
    if (statusOf(message) !== null) {
      this.answers.push(message);
      return;
    }
    this.requests.push(message);
    const method = methodOf(message);
    if (method === 'REGISTER') this.#register(message, write);
    else if (method !== 'MESSAGE') write(answerBytes(message, '200 OK'));
    else {
      const xml = readXml(message.body);
      this.said.push(xml);
      this.bodies.push(message.body);
      const keepalive = elementOf(xml, 'CmdType') === 'Keepalive';
      write(answerBytes(message, keepalive ? this.keepaliveStatus : '200 OK'));
    }
  }

  #register(message: SipMessage, write: (bytes: Buffer) => void): void {
    const given = headerOf(message, 'authorization');
    const field = (name: string) => new RegExp(`\\b${name}="?([^",]+)`).exec(given)?.[1] ?? '';
    if (given === '') {
      const challenge = `Digest realm="${DOMAIN}",nonce="${NONCE}",qop="auth",algorithm=MD5`;
      write(
        answerBytes(message, '401 Unauthorized', { headers: [['WWW-Authenticate', challenge]] }),
      );
      return;
    }
    const user = md5(`${DEVICE}:${DOMAIN}:${PASSWORD}`);
    const what = md5(`REGISTER:${field('uri')}`);
    const right = md5(`${user}:${NONCE}:${field('nc')}:${field('cnonce')}:auth:${what}`);
    if (field('response') !== right) write(answerBytes(message, '403 Forbidden'));
    else write(answerBytes(message, '200 OK', { headers: [['Expires', this.expires]] }));
  }
}

let platform: Platform;
let device: SimulatedDevice | null;

beforeEach(async () => {
  device = null;
  platform = new Platform();
  await platform.open();
});
afterEach(async () => {
  await device?.[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

async function start(options: Partial<SimulatedDeviceOptions> = {}): Promise<SimulatedDevice> {
  const transport = options.transport ?? 'udp';
  device = await startDevice({
    server: { host: HOST, port: platform.port(transport), id: SERVER, domain: DOMAIN },
    id: DEVICE,
    password: PASSWORD,
    transport,
    channels: [{ id: CHANNEL, name: '人民路口 & 东门', ptzType: 1 }],
    ...options,
  });
  return device;
}

async function started(options: Partial<SimulatedDeviceOptions> = {}): Promise<SimulatedDevice> {
  const one = await start(options);
  await one.registered();
  return one;
}

const saidOf = (command: string): string[] =>
  platform.said.filter((xml) => elementOf(xml, 'CmdType') === command);

function sdp(port: number, options: { setup?: string; ssrc?: string; session?: string } = {}) {
  const { setup, ssrc = SSRC, session = 'Play' } = options;
  const tcp = setup === undefined ? [] : [`a=setup:${setup}`, 'a=connection:new'];
  return [
    'v=0',
    `o=${SERVER} 0 0 IN IP4 ${HOST}`,
    `s=${session}`,
    `c=IN IP4 ${HOST}`,
    't=0 0',
    `m=video ${port} ${setup === undefined ? '' : 'TCP/'}RTP/AVP 96`,
    'a=recvonly',
    'a=rtpmap:96 PS/90000',
    ...tcp,
    `y=${ssrc}`,
    '',
  ].join('\r\n');
}

const invite = (body: string, callId = 'one', to = CHANNEL): void =>
  platform.send('INVITE', { callId, to, body, type: 'APPLICATION/SDP' });

/** What came of one channel: packets as they are, and pictures out of them. */
class Received {
  readonly packets: Buffer[] = [];
  readonly events: StreamEvent[] = [];
  readonly #demuxer = new PsDemuxer();

  packet(bytes: Buffer): void {
    this.packets.push(bytes);
    this.events.push(...this.#demuxer.push(bytes.subarray(12)));
  }

  get pictures(): VideoFrame[] {
    return this.events.flatMap((event) =>
      event.type === 'frame' && event.frame.kind === 'video' ? [event.frame] : [],
    );
  }

  get ssrcs(): number[] {
    return [...new Set(this.packets.map((one) => one.readUInt32BE(8)))];
  }

  /** Waits for so many more than there are. */
  async more(count: number): Promise<void> {
    const wanted = this.pictures.length + count;
    await vi.waitFor(() => expect(this.pictures.length).toBeGreaterThanOrEqual(wanted), wait);
  }

  expectVideo(): void {
    expect(this.events[0]).toMatchObject({ type: 'tracks', tracks: [{ codec: 'h264' }] });
    expect(this.pictures[0]?.randomAccess).toBe(true);
    const times = this.pictures.map(({ dts }) => dts);
    expect(times.every((at, index) => index === 0 || at > (times[index - 1] ?? at))).toBe(true);
    expect(this.packets.every((one) => (one.readUInt8(1) & 0x7f) === 96)).toBe(true);
  }
}

async function udpReceiver() {
  const received = new Received();
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  socket.on('message', (bytes) => received.packet(bytes));
  return {
    received,
    port: socket.address().port,
    [Symbol.dispose]: () => void socket.close(),
  };
}

function readFramed(socket: Socket): Received {
  const received = new Received();
  let rest: Buffer = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      received.packet(Buffer.from(rest.subarray(2, end)));
      rest = rest.subarray(end);
    }
  });
  return received;
}

describe('SIP text', () => {
  it('answers the challenge of RFC 2617 §3.5 as it says', () => {
    const challenge =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const answer = digestAnswer(challenge, {
      username: 'Mufasa',
      password: 'Circle Of Life',
      method: 'GET',
      uri: '/dir/index.html',
      cnonce: '0a4f113b',
    });
    expect(answer).toContain('response="6629fae49393a05397450978507c4ef1"');
    expect(answer).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
  });

  it('takes messages off a connection whatever pieces they come in', () => {
    const one = sipBytes('OPTIONS sip:a@b SIP/2.0', [['Call-ID', '1']], Buffer.from('body'));
    const bytes = Buffer.concat([Buffer.from('\r\n\r\n'), one, Buffer.from('\r\n'), one]);
    const reader = new SipReader();
    const messages = [...bytes].flatMap((byte) => reader.push(Buffer.of(byte)));
    expect(messages.map(({ body }) => body.toString())).toEqual(['body', 'body']);
    expect(() => reader.push(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow(RangeError);
  });

  it('writes the codes of GB 2312', () => {
    expect(gbkBytes('啊路1').toString('hex')).toBe('b0a1c2b731');
    expect(() => gbkBytes('😀')).toThrow(RangeError);
  });
});

describe('registration', () => {
  it.each(['udp', 'tcp'] as const)('registers over %s with one Call-ID', async (transport) => {
    await started({ transport });
    const [first, second] = platform.of('REGISTER');
    expect(headerOf(first as SipMessage, 'authorization')).toBe('');
    expect(headerOf(second as SipMessage, 'call-id')).toBe(
      headerOf(first as SipMessage, 'call-id'),
    );
    expect(headerOf(second as SipMessage, 'cseq')).toBe('2 REGISTER');
  });

  it('tells of a wrong password', async () => {
    const one = await start({ password: 'other' });
    await expect(one.registered()).rejects.toMatchObject({ status: 403 });
    expect(platform.said).toEqual([]);
  });

  it('registers again before its time is over', async () => {
    platform.expires = '1';
    await started();
    await vi.waitFor(() => expect(platform.of('REGISTER').length).toBeGreaterThanOrEqual(4), wait);
  });

  it('says that it is alive, and registers again where it is not known', async () => {
    await started({ keepaliveMs: 20 });
    await vi.waitFor(() => expect(saidOf('Keepalive').length).toBeGreaterThan(2), wait);
    expect(platform.of('REGISTER')).toHaveLength(2);
    platform.keepaliveStatus = '403 Forbidden';
    await vi.waitFor(() => expect(platform.of('REGISTER').length).toBeGreaterThan(2), wait);
  });

  it('comes back when its connection is lost', async () => {
    await started({ transport: 'tcp' });
    platform.dropConnections();
    await vi.waitFor(() => expect(platform.of('REGISTER')).toHaveLength(4), wait);
  });

  it('is silent while it is frozen', async () => {
    const one = await started({ keepaliveMs: 20 });
    await vi.waitFor(() => expect(saidOf('Keepalive').length).toBeGreaterThan(2), wait);
    one.freeze();
    const before = saidOf('Keepalive').length;
    platform.send('OPTIONS', { branch: 'lost', callId: 'lost' });
    await udpTurn();
    await udpTurn(); // one turn may bring both datagrams in either order
    one.thaw();
    platform.send('OPTIONS', { branch: 'heard', callId: 'heard' });
    await vi.waitFor(
      () =>
        expect(platform.answers.map((answer) => headerOf(answer, 'call-id'))).toContain('heard'),
      wait,
    );
    expect(platform.answers.map((answer) => headerOf(answer, 'call-id'))).not.toContain('lost');
    await vi.waitFor(() => expect(saidOf('Keepalive').length).toBeGreaterThan(before), wait);
  });
});

/** What was sent over loopback before is read when this comes back. */
async function udpTurn(): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  const came = once(socket, 'message');
  socket.send('turn', socket.address().port, HOST);
  await came;
  socket.close();
}

describe('questions', () => {
  const channels = Array.from({ length: 5 }, (_, index) => ({
    id: `3402000000132000000${index + 1}`,
    name: `路口${index + 1}`,
  }));
  const ask = (command: string, branch = command, id = DEVICE) =>
    platform.message(
      'Query',
      `<CmdType>${command}</CmdType><SN>17</SN><DeviceID>${id}</DeviceID>`,
      branch,
    );

  it('gives the catalogue in pieces', async () => {
    await started({ channels });
    ask('Catalog');
    await vi.waitFor(() => expect(saidOf('Catalog')).toHaveLength(3), wait);
    const messages = saidOf('Catalog');
    expect(messages.map((xml) => /Num="(\d)"/.exec(xml)?.[1])).toEqual(['2', '2', '1']);
    expect(messages.map((xml) => [elementOf(xml, 'SN'), elementOf(xml, 'SumNum')])).toEqual([
      ['17', '5'],
      ['17', '5'],
      ['17', '5'],
    ]);
    expect(
      messages.flatMap((xml) => [...xml.matchAll(/<Name>(.*)<\/Name>/g)].map(([, n]) => n)),
    ).toEqual(channels.map(({ name }) => name));
  });

  it('writes names in GB 2312, or in UTF-8 while it says GB 2312', async () => {
    const one = await started();
    ask('Catalog', 'right');
    await vi.waitFor(() => expect(saidOf('Catalog')).toHaveLength(1), wait);
    expect(platform.bodies.at(-1)?.includes(Buffer.from('c8cbc3f1', 'hex'))).toBe(true);
    one.setFaults({ xmlEncoding: 'utf8-said-gb2312' });
    ask('Catalog', 'wrong');
    await vi.waitFor(() => expect(saidOf('Catalog')).toHaveLength(2), wait);
    expect(platform.bodies.at(-1)?.includes(Buffer.from('人民路口 &amp; 东门'))).toBe(true);
    expect(platform.bodies.at(-1)?.includes('encoding="GB2312"')).toBe(true);
  });

  it('leaves out what its faults say', async () => {
    const one = await started({ channels, faults: { catalog: 'silent' } });
    ask('Catalog', 'silent');
    await platform.answerTo('MESSAGE', 200);
    one.setFaults({ catalog: 'short' });
    ask('Catalog', 'short');
    ask('DeviceInfo');
    await vi.waitFor(() => expect(saidOf('DeviceInfo')).toHaveLength(1), wait);
    await vi.waitFor(() => expect(saidOf('Catalog')).toHaveLength(1), wait);
    expect(saidOf('Catalog').map((xml) => elementOf(xml, 'SumNum'))).toEqual(['5']);
  });

  it('tells what it is, how it is and where its presets are', async () => {
    await started();
    ask('DeviceInfo');
    ask('DeviceStatus');
    await vi.waitFor(() => expect(saidOf('DeviceStatus')).toHaveLength(1), wait);
    expect(elementOf(saidOf('DeviceInfo')[0] ?? '', 'Channel')).toBe('1');
    expect(elementOf(saidOf('DeviceStatus')[0] ?? '', 'Online')).toBe('ONLINE');
    control(`<PTZCmd>A50F018100090040</PTZCmd>`, 'set');
    control(`<PTZCmd>A50F018300010039</PTZCmd>`, 'delete');
    ask('PresetQuery', 'presets', CHANNEL);
    await vi.waitFor(() => expect(saidOf('PresetQuery')).toHaveLength(1), wait);
    const ids = [...(saidOf('PresetQuery')[0] ?? '').matchAll(/<PresetID>(\d+)/g)];
    expect(ids.map(([, id]) => id)).toEqual(['2', '3', '9']);
  });
});

const control = (inner: string, branch: string) =>
  platform.message(
    'Control',
    `<CmdType>DeviceControl</CmdType><SN>5</SN><DeviceID>${CHANNEL}</DeviceID>${inner}`,
    branch,
  );

describe('control', () => {
  it('keeps what it was told, once each, and confirms where the standard says so', async () => {
    const one = await started();
    control('<PTZCmd>A50F0102400000F7</PTZCmd>', 'ptz');
    control('<PTZCmd>A50F0102400000F7</PTZCmd>', 'ptz'); // repeated on the way
    control('<IFameCmd>Send</IFameCmd>', 'key');
    control('<IFrameCmd>Send</IFrameCmd>', 'key2');
    control('<TeleBoot>Boot</TeleBoot>', 'boot');
    control('<HomePosition><Enabled>1</Enabled></HomePosition>', 'home');
    await vi.waitFor(() => expect(saidOf('DeviceControl')).toHaveLength(1), wait);
    expect(elementOf(saidOf('DeviceControl')[0] ?? '', 'Result')).toBe('OK');
    expect(one.commands.map(({ kind }) => kind)).toEqual([
      'ptz',
      'i-frame',
      'i-frame',
      'boot',
      'home',
    ]);
    expect(one.commands[0]).toMatchObject({ channelId: CHANNEL, hex: 'A50F0102400000F7' });
    expect(platform.answers.filter((answer) => statusOf(answer) === 200)).toHaveLength(6);
  });
});

describe('live pictures', () => {
  it('sends over UDP after the acknowledgement, until BYE', async () => {
    const one = await started();
    using receiver = await udpReceiver();
    const { received } = receiver;
    invite(sdp(receiver.port));
    const answer = await platform.answerTo('INVITE', 200);
    expect(answer.body.toString()).toContain(`y=${SSRC}`);
    expect(answer.body.toString()).toMatch(/^m=video \d+ RTP\/AVP 96\r$/m);
    expect(one.sending()).toEqual([]);
    platform.send('ACK');
    await received.more(30);
    received.expectVideo();
    expect(received.ssrcs).toEqual([Number(SSRC)]);
    expect(Math.max(...received.packets.map((packet) => packet.length))).toBeLessThanOrEqual(1412);
    expect(one.sending()).toEqual([{ channelId: CHANNEL, ssrc: Number(SSRC), transport: 'udp' }]);
    expect(one.invites[0]).toContain(`y=${SSRC}`);
    platform.send('BYE');
    await platform.answerTo('BYE', 200);
    expect(one.sending()).toEqual([]);
    if (!hasFfmpeg) return;
    const judged = judge(
      Buffer.concat(received.packets.map((packet) => packet.subarray(12))),
      'mpg',
    );
    expect(judged.streams).toMatchObject([{ codec: 'h264', width: 320, dtsGrows: true }]);
    expect(judged.streams[0]?.frames).toBeGreaterThanOrEqual(30);
    expect(judged.errors).toBe('');
  });

  it('dials where the platform is passive', async () => {
    await started({ transport: 'tcp' });
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    const came = once(server, 'connection');
    const address = server.address();
    invite(sdp(typeof address === 'object' ? (address?.port ?? 0) : 0, { setup: 'passive' }));
    const answer = await platform.answerTo('INVITE', 200);
    expect(answer.body.toString()).toContain('a=setup:active');
    platform.send('ACK');
    const [socket] = (await came) as [Socket];
    const received = readFramed(socket);
    await received.more(10);
    received.expectVideo();
    expect(received.ssrcs).toEqual([Number(SSRC)]);
    // A platform whose media connection ends is told that the session is over.
    socket.destroy();
    server.close();
    await vi.waitFor(() => expect(platform.of('BYE')).toHaveLength(1), wait);
  });

  it('waits to be dialled where the platform is active', async () => {
    const one = await started();
    invite(sdp(9, { setup: 'active' }));
    const answer = (await platform.answerTo('INVITE', 200)).body.toString();
    expect(answer).toContain('a=setup:passive');
    platform.send('ACK');
    const port = Number(/^m=video (\d+) TCP\/RTP\/AVP 96/m.exec(answer)?.[1]);
    const socket = connect(port, HOST);
    const received = readFramed(socket);
    await received.more(10);
    received.expectVideo();
    expect(one.sending()).toMatchObject([{ transport: 'tcp' }]);
    socket.destroy();
  });

  it('goes on with a key frame when asked for one', async () => {
    await started();
    using receiver = await udpReceiver();
    const { received } = receiver;
    invite(sdp(receiver.port));
    await platform.answerTo('INVITE', 200);
    platform.send('ACK');
    await received.more(3);
    for (let asked = 1; asked <= 3; asked += 1) {
      const before = received.pictures.length;
      control('<IFameCmd>Send</IFameCmd>', `key-${asked}`);
      await vi.waitFor(
        () =>
          expect(received.pictures.slice(before).some(({ randomAccess }) => randomAccess)).toBe(
            true,
          ),
        wait,
      );
    }
    const keys = received.pictures.flatMap(({ randomAccess }, index) =>
      randomAccess ? [index] : [],
    );
    // Without the wish there is one in 25.
    expect(keys.some((at, index) => index > 0 && at - (keys[index - 1] ?? 0) < 25)).toBe(true);
  });

  it('gives a channel to the newest invitation', async () => {
    const one = await started();
    using first = await udpReceiver();
    using second = await udpReceiver();
    invite(sdp(first.port));
    await platform.answerTo('INVITE', 200);
    platform.send('ACK');
    await first.received.more(1);
    invite(sdp(second.port, { ssrc: '0200000002' }), 'two');
    await vi.waitFor(
      () =>
        expect(
          platform.answers.some(
            (answer) => headerOf(answer, 'call-id') === 'two' && statusOf(answer) === 200,
          ),
        ).toBe(true),
      wait,
    );
    platform.send('ACK', { callId: 'two' });
    await second.received.more(1);
    expect(one.sending()).toMatchObject([{ ssrc: 200_000_002 }]);
    expect(platform.of('BYE').map((bye) => headerOf(bye, 'call-id'))).toEqual(['one']);
  });

  it('finds a number of its own where none is asked for', async () => {
    await started();
    using receiver = await udpReceiver();
    invite(sdp(receiver.port).replace(`y=${SSRC}\r\n`, ''));
    const body = (await platform.answerTo('INVITE', 200)).body.toString();
    const [, own = ''] = /^y=(020000\d{4})\r$/m.exec(body) ?? [];
    platform.send('ACK');
    await receiver.received.more(1);
    expect(receiver.received.ssrcs).toEqual([Number(own)]);
  });

  it('says no to what it does not have', async () => {
    await started();
    invite(sdp(9), 'a', OTHER);
    await platform.answerTo('INVITE', 404);
    invite(sdp(9, { session: 'Playback' }), 'b');
    await platform.answerTo('INVITE', 488);
    platform.send('BYE', { callId: 'nobody' });
    await platform.answerTo('BYE', 481);
    platform.send('SUBSCRIBE');
    await platform.answerTo('SUBSCRIBE', 489);
  });
});

describe('faults of an invitation', () => {
  it.each([
    { ssrc: 'other', y: 'y=0200000002', sent: 200_000_002 },
    { ssrc: 'missing', y: null, sent: 200_000_001 },
  ] as const)('SSRC: $ssrc', async ({ ssrc, y, sent }) => {
    await started({ faults: { ssrc } });
    using receiver = await udpReceiver();
    invite(sdp(receiver.port));
    const body = (await platform.answerTo('INVITE', 200)).body.toString();
    expect(/^y=\d+/m.exec(body)?.[0] ?? null).toBe(y);
    platform.send('ACK');
    await receiver.received.more(1);
    expect(receiver.received.ssrcs).toEqual([sent]);
  });

  it('is busy', async () => {
    await started({ faults: { invite: 'busy' } });
    invite(sdp(9));
    await platform.answerTo('INVITE', 486);
  });

  it('answers without a description, and sends', async () => {
    await started({ faults: { invite: 'no-sdp' } });
    using receiver = await udpReceiver();
    invite(sdp(receiver.port));
    expect((await platform.answerTo('INVITE', 200)).body).toHaveLength(0);
    platform.send('ACK');
    await receiver.received.more(1);
  });

  it('says nothing until it is cancelled', async () => {
    const one = await started({ faults: { invite: 'silent' } });
    invite(sdp(9));
    await vi.waitFor(() => expect(one.invites).toHaveLength(1), wait);
    platform.send('CANCEL');
    await platform.answerTo('CANCEL', 200);
    await platform.answerTo('INVITE', 487);
    expect(platform.answers.filter((answer) => methodOf(answer) === 'INVITE')).toHaveLength(1);
  });
});

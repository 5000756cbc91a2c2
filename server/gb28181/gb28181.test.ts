import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { internalInvitationsRoute } from '../http/internal-invitations.ts';
import { closeServer, listen } from '../http/listen.ts';
import { createMetrics } from '../http/metrics.ts';
import { createSiteServer } from '../http/server.ts';
import { streamSpecs } from '../media/specs.ts';
import { systemClock } from '../platform/clock.ts';
import { probedById } from '../status/data.ts';
import { observe } from '../status/prober.ts';
import {
  type Caller,
  CLUSTER_SECRET,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { writeGbAddress } from './address.ts';
import { askForKeyFrame } from './key-frames.ts';
import { parseManscdp } from './manscdp.ts';
import { STOP } from './ptz-command.ts';
import { Signalling } from './signalling.ts';
import { headerOf, type SipRequest } from './sip/message.ts';
import { openTestDevice, type TestDevice } from './test-device.ts';

const SERVER = '34020000002000000001';
const DEVICE = '34020000001180000001';
const CHANNEL = '34020000001320000001';
const PASSWORD = 'for devices';

let site: TestSite;
let admin: Caller;
let divisionId: string;
let stop: AbortController;
let running: Promise<void>;
let signalling: Signalling;
const open: AsyncDisposable[] = [];

beforeAll(async () => {
  site = await openTestSite();
  divisionId = (await insertPlaces(site.services)).county.id;
  admin = site.browser({ signedInAs: await site.user('admin') }).call;
  await admin.gb28181.saveSetup({ serverId: SERVER, domain: '3402000000', password: PASSWORD });
});
afterAll(() => site[Symbol.asyncDispose]());

beforeEach(async () => {
  stop = new AbortController();
  const { db, log, secrets } = site.services;
  signalling = new Signalling({
    db,
    log,
    secrets,
    clock: systemClock,
    host: '127.0.0.1',
    port: 0,
  });
  running = signalling.run(stop.signal);
  await vi.waitFor(() => expect(signalling.port).not.toBeNull());
});
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
  stop.abort();
  await running;
  await site.services.db.camera.deleteMany({ where: { device: { driver: 'gb28181' } } });
  await site.services.db.device.deleteMany({ where: { driver: 'gb28181' } });
  await site.services.db.gbDevice.deleteMany();
});

type DeviceOptions = Partial<Parameters<typeof openTestDevice>[0]>;

async function device(options: DeviceOptions = {}): Promise<TestDevice> {
  const opened = await openTestDevice({
    port: signalling.port ?? 0,
    id: DEVICE,
    password: PASSWORD,
    transport: 'udp',
    ...options,
  });
  open.push(opened);
  return opened;
}

function catalogOf(sn: number, ids: readonly string[], total = ids.length): string {
  const items = ids.map(
    (id) =>
      `<Item><DeviceID>${id}</DeviceID><Name>Camera ${id.slice(-2)}</Name><Status>ON</Status>` +
      '<Longitude>117.2</Longitude><Latitude>31.8</Latitude><Info><PTZType>1</PTZType></Info></Item>',
  );
  return (
    `<?xml version="1.0"?><Response><CmdType>Catalog</CmdType><SN>${sn}</SN><DeviceID>${DEVICE}</DeviceID>` +
    `<SumNum>${total}</SumNum><DeviceList Num="${ids.length}">${items.join('')}</DeviceList></Response>`
  );
}

/** What the server asked by MESSAGE, of this kind. */
function asked({ heard }: TestDevice, cmdType: string) {
  return heard.flatMap((request) => {
    const message = request.method === 'MESSAGE' ? parseManscdp(request.body) : null;
    return message?.cmdType === cmdType ? [message] : [];
  });
}

async function registered(ids: readonly string[] = [CHANNEL], options: DeviceOptions = {}) {
  const one = await device(options);
  expect((await one.register()).status).toBe(200);
  await answerCatalog(one, ids);
  return one;
}

async function answerCatalog(one: TestDevice, ids: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(asked(one, 'Catalog').length).toBeGreaterThan(0));
  const sn = asked(one, 'Catalog').at(-1)?.sn ?? 0;
  for (const id of ids)
    expect((await one.message(catalogOf(sn, [id], ids.length))).status).toBe(200);
  await vi.waitFor(
    async () => {
      const rows = await site.services.db.gbChannel.count({ where: { deviceId: DEVICE } });
      expect(rows).toBe(ids.length);
    },
    { timeout: 10_000 },
  );
}

async function bringIn(): Promise<string> {
  const input = { deviceId: DEVICE, divisionId, channelIds: [CHANNEL] };
  expect(await admin.gb28181.bringIn(input)).toEqual({ added: 1, skipped: [] });
  const camera = await site.services.db.camera.findFirstOrThrow({ where: { code: CHANNEL } });
  return camera.id;
}

describe('signing in', () => {
  it.each(['udp', 'tcp'] as const)(
    'over %s: with the password, with Date and version',
    async (transport) => {
      const one = await device({ transport });
      const answer = await one.register();
      expect(answer.status).toBe(200);
      expect(headerOf(answer, 'Date')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
      expect(headerOf(answer, 'X-GB-Ver')).toBe('3.0');
      expect(headerOf(answer, 'Via')).toContain('received=127.0.0.1');
      const { items } = await admin.gb28181.devices({});
      expect(items).toMatchObject([{ id: DEVICE, online: true, transport }]);
    },
  );

  it('with another password is refused, and listened to no more after twenty tries', async () => {
    const one = await device();
    for (let tries = 0; tries < 20; tries += 1)
      expect((await one.register(3600, 'wrong')).status).toBe(403);
    expect((await one.register()).status).toBe(403);
    expect((await admin.gb28181.devices({})).total).toBe(0);
  });

  it('out: the device is offline', async () => {
    const one = await registered();
    expect((await one.register(0)).status).toBe(200);
    await vi.waitFor(async () =>
      expect((await admin.gb28181.devices({ online: false })).total).toBe(1),
    );
  });

  it('is undone by a connection that ends', async () => {
    const one = await registered([CHANNEL], { transport: 'tcp' });
    await one[Symbol.asyncDispose]();
    open.splice(open.indexOf(one), 1);
    await vi.waitFor(async () =>
      expect((await admin.gb28181.devices({ online: false })).total).toBe(1),
    );
  });

  it('is asked for when somebody unknown says that he is alive', async () => {
    const one = await device();
    const keepalive =
      `<?xml version="1.0"?><Notify><CmdType>Keepalive</CmdType><SN>1</SN><DeviceID>${DEVICE}</DeviceID>` +
      '<Status>OK</Status></Notify>';
    expect((await one.message(keepalive)).status).toBe(403);
    await one.register();
    expect((await one.message(keepalive)).status).toBe(200);
  });

  it('gets the same answer again when the request comes again', async () => {
    const one = await device();
    const request = one.requestOf('OPTIONS', []);
    const [first, second] = [await one.ask(request), await one.ask(request)];
    expect(headerOf(second, 'To')).toBe(headerOf(first, 'To'));
  });
});

it('signalling that finds its port taken says so once, and listens when it is free', async () => {
  const { db, log, secrets } = site.services;
  const taken = signalling.port;
  const later = new AbortController();
  const second = new Signalling({
    db,
    log,
    secrets,
    clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(10, signal) },
    host: '127.0.0.1',
    port: taken ?? 0,
  });
  const waiting = second.run(later.signal);
  const told = () => site.logged.filter((line) => line.includes('cannot listen')).length;
  await vi.waitFor(() => expect(told()).toBe(1));
  stop.abort();
  await running;
  await vi.waitFor(() => expect(second.port).toBe(taken));
  expect(told()).toBe(1);
  later.abort();
  await waiting;
});

describe('a server that starts again', () => {
  async function restart(): Promise<void> {
    stop.abort();
    await running;
    stop = new AbortController();
    running = signalling.run(stop.signal);
    await vi.waitFor(() => expect(signalling.port).not.toBeNull());
  }

  it('still knows who signed in over UDP, and that connections are gone', async () => {
    await registered();
    await restart();
    expect((await admin.gb28181.devices({ online: true })).total).toBe(1);
    const lone = await openTestDevice({
      port: signalling.port ?? 0,
      id: '34020000001180000002',
      password: PASSWORD,
      transport: 'tcp',
    });
    open.push(lone);
    await lone.register();
    await restart();
    const { items } = await admin.gb28181.devices({});
    expect(items.map(({ online, transport }) => [transport, online])).toEqual([
      ['udp', true],
      ['tcp', false],
    ]);
  });
});

describe('a catalogue', () => {
  it('comes in pieces and becomes channels', async () => {
    const ids = [1, 2, 3].map((number) => `3402000000132000000${number}`);
    await registered(ids);
    const { items } = await admin.gb28181.channels({ deviceId: DEVICE });
    expect(items.map(({ id, camera }) => [id, camera])).toEqual(ids.map((id) => [id, null]));
  });

  it('changes by what its device notifies of', async () => {
    const other = '34020000001320000002';
    const one = await registered([CHANNEL, other]);
    const added = '34020000001320000003';
    const items =
      `<Item><DeviceID>${CHANNEL}</DeviceID><Event>OFF</Event></Item>` +
      `<Item><DeviceID>${other}</DeviceID><Event>DEL</Event></Item>` +
      `<Item><DeviceID>${added}</DeviceID><Name>New</Name><Event>ADD</Event><Status>ON</Status></Item>`;
    await one.message(
      `<?xml version="1.0"?><Notify><CmdType>Catalog</CmdType><SN>3</SN><DeviceID>${DEVICE}</DeviceID>` +
        `<SumNum>3</SumNum><DeviceList Num="3">${items}</DeviceList></Notify>`,
    );
    const { items: channels } = await admin.gb28181.channels({ deviceId: DEVICE });
    expect(channels.map(({ name, online, listed }) => [name, online, listed])).toEqual([
      ['Camera 01', false, true],
      ['Camera 02', true, false],
      ['New', true, true],
    ]);
  });

  it('is its device’s though a message names a channel as its sender, and may say a thing twice', async () => {
    const one = await registered();
    const item = `<Item><DeviceID>${CHANNEL}</DeviceID><Name>Renamed</Name><Status>ON</Status></Item>`;
    const body =
      `<?xml version="1.0"?><Notify><CmdType>Catalog</CmdType><SN>4</SN><DeviceID>${DEVICE}</DeviceID>` +
      `<SumNum>2</SumNum><DeviceList Num="2">${item}${item}</DeviceList></Notify>`;
    const request = one.requestOf('MESSAGE', [], Buffer.from(body));
    const headers = request.headers.map(([name, value]) =>
      name === 'From'
        ? ([name, value.replace(DEVICE, CHANNEL)] as const)
        : ([name, value] as const),
    );
    expect((await one.ask({ ...request, headers })).status).toBe(200);
    const { items } = await admin.gb28181.channels({ deviceId: DEVICE });
    expect(items.map(({ name }) => name)).toEqual(['Renamed']);
  });

  it('keeps what a newer one has no more, as no longer listed', async () => {
    const one = await registered([CHANNEL, '34020000001320000002']);
    const reading = signalling.readCatalog(DEVICE);
    await vi.waitFor(() => expect(asked(one, 'Catalog')).toHaveLength(2));
    await one.message(catalogOf(asked(one, 'Catalog')[1]?.sn ?? 0, [CHANNEL]));
    expect(await reading).toEqual({ channels: 1, whole: true });
    const { items } = await admin.gb28181.channels({ deviceId: DEVICE });
    expect(items.map(({ listed }) => listed)).toEqual([true, false]);
  });
});

describe('a channel that became a camera', () => {
  it('has its number, its place and both streams, once', async () => {
    await registered();
    const id = await bringIn();
    const { db, secrets } = site.services;
    const camera = await db.camera.findUniqueOrThrow({ where: { id }, include: { streams: true } });
    expect(camera).toMatchObject({ code: CHANNEL, lon: 117.2, lat: 31.8, kind: 'ptz' });
    const specs = await streamSpecs(
      db,
      secrets,
      camera.streams.map((stream) => stream.id),
    );
    expect(specs.map(({ source }) => source)).toContainEqual({
      kind: 'gb28181',
      deviceId: DEVICE,
      channelId: CHANNEL,
      sub: true,
    });
    const again = { deviceId: DEVICE, divisionId, channelIds: [CHANNEL] };
    expect(await admin.gb28181.bringIn(again)).toMatchObject({
      added: 0,
      skipped: [{ id: CHANNEL }],
    });
    expect((await admin.gb28181.channels({ deviceId: DEVICE, fresh: true })).total).toBe(0);
  });

  it('keeps its device from being forgotten, as being signed in does', async () => {
    const one = await registered();
    expect(await codeOf(admin.gb28181.forget({ id: DEVICE }))).toBe('gb28181.device-online');
    const cameraId = await bringIn();
    await one.register(0);
    await vi.waitFor(async () =>
      expect(await codeOf(admin.gb28181.forget({ id: DEVICE }))).toBe('gb28181.has-cameras'),
    );
    await admin.cameras.remove({ ids: [cameraId] });
    expect(await admin.gb28181.forget({ id: DEVICE })).toEqual({ ok: true });
    expect((await admin.gb28181.devices({})).total).toBe(0);
  });

  it('is there while its device is', async () => {
    const one = await registered();
    const id = await bringIn();
    const { db, secrets } = site.services;
    const look = async () => {
      const [probed] = await probedById(db, secrets, [id]);
      return probed && observe({ media: site.services.media }, probed);
    };
    expect(await look()).toEqual({ kind: 'answers' });
    await one.register(0);
    await vi.waitFor(async () => expect(await look()).toMatchObject({ kind: 'fails' }));
  });

  it('is steered, and asked for a key frame', async () => {
    const one = await registered();
    await bringIn();
    await signalling.steer(DEVICE, CHANNEL, STOP);
    const [control] = asked(one, 'DeviceControl');
    expect(control).toMatchObject({ deviceId: CHANNEL, fields: { PTZCmd: STOP } });
    const stream = await site.services.db.cameraStream.findFirstOrThrow({
      where: { url: writeGbAddress({ deviceId: DEVICE, channelId: CHANNEL, sub: false }) },
    });
    await askForKeyFrame(site.services.db, signalling, stream.id);
    expect(asked(one, 'DeviceControl')[1]).toMatchObject({ fields: { IFameCmd: 'Send' } });
  });
});

describe('an alarm', () => {
  const alarm = (method: number, type: number) =>
    `<?xml version="1.0"?><Notify><CmdType>Alarm</CmdType><SN>9</SN><DeviceID>${CHANNEL}</DeviceID>` +
    `<AlarmPriority>1</AlarmPriority><AlarmMethod>${method}</AlarmMethod>` +
    '<AlarmTime>2026-11-01T08:00:00</AlarmTime><AlarmDescription>said so</AlarmDescription>' +
    `<Info><AlarmType>${type}</AlarmType></Info></Notify>`;

  it('becomes an event of its camera and is answered; what the device told of itself is reset', async () => {
    const one = await registered();
    const cameraId = await bringIn();
    expect((await one.message(alarm(2, 1))).status).toBe(200);
    const event = await site.services.db.event.findFirstOrThrow({ where: { cameraId } });
    expect(event).toMatchObject({
      kind: 'signal_loss',
      severity: 'critical',
      remark: 'said so',
      deviceAt: new Date('2026-11-01T00:00:00Z'),
    });
    await vi.waitFor(() => expect(asked(one, 'DeviceControl')).toHaveLength(1));
    expect(asked(one, 'Alarm')).toMatchObject([
      { root: 'Response', sn: 9, fields: { Result: 'OK' } },
    ]);
    expect(asked(one, 'DeviceControl')[0]?.fields).toMatchObject({ AlarmCmd: 'ResetAlarm' });
    await one.message(alarm(5, 6));
    const kinds = await site.services.db.event.findMany({ where: { cameraId } });
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['intrusion', 'signal_loss']);
  });

  it('of a device nobody brought in leaves nothing', async () => {
    const before = await site.services.db.event.count();
    const one = await registered();
    expect((await one.message(alarm(2, 1))).status).toBe(200);
    expect(await site.services.db.event.count()).toBe(before);
  });
});

describe('an invitation', () => {
  const invitation = { deviceId: DEVICE, channelId: CHANNEL, sub: false, host: null, port: 30_000 };

  it('says where to send, is confirmed, and ended by BYE', async () => {
    const one = await registered();
    const { id, dial } = await signalling.invite(invitation);
    expect(dial).toBeNull();
    const invite = await one.request('INVITE');
    expect(headerOf(invite, 'Subject')).toMatch(new RegExp(`^${CHANNEL}:0\\d{4},${SERVER}:0$`));
    expect(invite.body.toString()).toContain('c=IN IP4 127.0.0.1');
    expect(invite.body.toString()).toContain('m=video 30000 RTP/AVP');
    const ack = await one.request('ACK');
    expect(headerOf(ack, 'To')).toContain('tag=device');
    await signalling.bye(id);
    const bye = await one.request('BYE');
    expect(headerOf(bye, 'Call-ID')).toBe(id);
    expect(headerOf(bye, 'CSeq')).toBe('2 BYE');
  });

  it.each([
    [486, 'gb28181.busy'],
    [488, 'gb28181.refused'],
  ])('that is answered %i says so', async (status, code) => {
    await registered([CHANNEL], {
      answer: ({ method }) => ({ status: method === 'INVITE' ? status : 200 }),
    });
    expect(await codeOf(signalling.invite(invitation))).toBe(code);
  });

  it('to a device that is not there says so', async () => {
    expect(await codeOf(signalling.invite(invitation))).toBe('gb28181.device-offline');
  });

  it('nobody waits for any more is cancelled', async () => {
    const one = await registered([CHANNEL], {
      answer: ({ method }: SipRequest) => (method === 'INVITE' ? null : { status: 200 }),
    });
    const gone = new AbortController();
    const inviting = signalling.invite(invitation, gone.signal);
    const invite = await one.request('INVITE');
    gone.abort(new Error('nobody waits'));
    await expect(inviting).rejects.toThrow('nobody waits');
    const cancel = await one.request('CANCEL');
    expect(headerOf(cancel, 'Via')).toBe(headerOf(invite, 'Via'));
  });

  it('where the device waits for us tells its port', async () => {
    const body = Buffer.from('v=0\r\nc=IN IP4 10.9.8.7\r\nm=video 15060 TCP/RTP/AVP 96\r\n');
    await registered([CHANNEL], { answer: () => ({ status: 200, body }) });
    await admin.gb28181.setMode({ id: DEVICE, mode: 'active' });
    const { dial } = await signalling.invite(invitation);
    expect(dial).toEqual({ host: '10.9.8.7', port: 15_060 });
  });

  it('is asked for by media workers only', async () => {
    const one = await registered();
    const { services } = site;
    const route = internalInvitationsRoute(signalling, services.db, CLUSTER_SECRET);
    const server = createSiteServer(
      {
        services,
        metrics: createMetrics(),
        trustProxy: false,
        httpsOnly: false,
        dev: false,
        pages: () => null,
        pagePlaces: async () => ({ mediaPorts: [], mediaHosts: [], mapOrigins: [] }),
      },
      [route],
    );
    await listen(server, 0, '127.0.0.1');
    try {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const ask = (path: string, body: unknown, secret = CLUSTER_SECRET) =>
        fetch(`http://127.0.0.1:${port}/internal/invitations${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}` },
          body: JSON.stringify(body),
        });
      const { host: _, ...wanted } = invitation;
      const body = { nodeId: 'one', ...wanted };
      expect((await ask('', body, 'some other secret, wrong')).status).toBe(401);
      expect((await ask('', { ...body, channelId: 'x' })).status).toBe(400);
      const { id } = (await (await ask('', body)).json()) as { id: string };
      expect((await ask('/end', { id })).status).toBe(200);
      await one.request('BYE');
    } finally {
      await closeServer(server);
    }
  });
});

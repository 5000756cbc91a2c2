import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { DEFAULT_CAMERA_NETWORKS, parseNetworks } from '../../platform/networks.ts';
import type { DeviceEvent } from '../driver.ts';
import { ACCOUNT, type Simulator, startSimulator } from '../test-simulator.ts';
import { discover } from './discovery.ts';
import { onvifDriver } from './driver.ts';
import { addressesOf, scan } from './scan.ts';

function networksOf(text: string) {
  const parsed = parseNetworks(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.networks;
}

const networks = networksOf(DEFAULT_CAMERA_NETWORKS);
const platform = { clock: systemClock, networks };
const { signal } = new AbortController();

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator(process.env);
}, 60_000);
afterAll(() => simulator?.[Symbol.asyncDispose]());

function open(
  code: string,
  query = '',
  account: { username: string | null; password: string | null } = ACCOUNT,
) {
  return onvifDriver.open(
    platform,
    { address: simulator.address(code, query), ...account },
    signal,
  );
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  return error instanceof AppError ? error.code : String(error);
}

async function firstOf<T>(values: AsyncGenerator<T>): Promise<T | undefined> {
  for await (const value of values) return value;
  return undefined;
}

describe('address, user and password', () => {
  it.each(['', '?auth=digest', '?auth=digest-sha256', '?nat=192.0.2.1'])(
    'tell everything about the device (%s)',
    async (query) => {
      await using device = await open('G40-1', query);
      const found = await device.describe(signal);
      expect(found).toMatchObject({
        maker: 'Lukou',
        model: 'Simulated dome',
        firmware: '1.0',
        serial: 'G40-1',
        services: expect.arrayContaining(['media', 'media2', 'ptz', 'imaging', 'events']),
      });
      expect(Math.abs(found.clockOffsetMs ?? Number.NaN)).toBeLessThan(2_000);
      const [channel] = found.channels;
      expect(found.channels).toHaveLength(1);
      expect(channel?.profiles).toEqual([
        {
          token: 'main',
          name: 'main',
          codec: 'H264',
          width: 1280,
          height: 720,
          fps: 25,
          kilobits: 2000,
          address: `rtsp://127.0.0.1:${simulator.port}/G40-1/main`,
        },
        expect.objectContaining({
          width: 640,
          address: `rtsp://127.0.0.1:${simulator.port}/G40-1/sub`,
        }),
      ]);
      expect(channel?.snapshotAddress).toContain('http://127.0.0.1');
      expect(channel?.control).toEqual({
        profileToken: 'main',
        sourceToken: 'source1',
        moveTimeoutMs: { least: 1000, most: 60_000 },
        focusSpeed: { least: -1, most: 1 },
        irisDb: { least: 0, most: 20 },
        ptz: {
          panTilt: true,
          zoom: true,
          focus: true,
          autoFocus: true,
          iris: true,
          autoIris: true,
          presets: 32,
          home: true,
          setHome: true,
          auxiliary: ['tt:Wiper|On', 'tt:Wiper|Off', 'tt:IRLamp|Auto'],
          framing: 'travel',
          position: true,
          absolute: true,
          absoluteZoom: true,
        },
      });
    },
  );

  it.each(['', '?auth=digest', '?auth=digest-sha256'])('wrong password (%s)', async (query) => {
    const wrong = { username: 'admin', password: 'wrong' };
    const describing = open('G40-1', query, wrong).then((device) => device.describe(signal));
    expect(await codeOf(describing)).toBe('onvif.unauthorized');
    const nobody = { username: null, password: null };
    const anonymous = open('G40-1', query, nobody).then((device) => device.describe(signal));
    expect(await codeOf(anonymous)).toBe('onvif.unauthorized');
  });

  it('a device whose clock is years off is signed in to with its own time, and set right', async () => {
    await using first = await open('G40-late');
    await first.setClock(Date.UTC(2020, 0, 1));
    await using device = await open('G40-late');
    const found = await device.describe(signal);
    expect(found.clockOffsetMs).toBeLessThan(-5 * 365 * 86_400_000);
    await device.setClock(Date.now());
    expect(Math.abs((await device.clockOffset()) ?? Number.NaN)).toBeLessThan(2_000);
    await device.reboot();
    const { commands } = await simulator.received('G40-late');
    expect(commands.map(({ operation }) => operation)).toEqual([
      'SetSystemDateAndTime',
      'SetSystemDateAndTime',
      'SystemReboot',
    ]);
  });
});

describe('failures say what is wrong', () => {
  const target = (address: string) =>
    onvifDriver.open(platform, { address, ...ACCOUNT }, AbortSignal.timeout(20_000));

  it('nobody listens', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await codeOf(target(`127.0.0.1:${port}`))).toBe('onvif.unreachable');
  });

  it.each([
    ['a page', 200, '<html><body>hello</body></html>', 'onvif.not-onvif'],
    ['an empty 404', 404, '', 'onvif.not-onvif'],
    ['broken XML', 200, '<s:Envelope><s:Body><broken', 'onvif.malformed'],
    ['a document type', 200, '<!DOCTYPE a [<!ENTITY b "c">]><Envelope/>', 'onvif.malformed'],
  ])('%s', async (_, status, body, code) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await codeOf(target(`127.0.0.1:${port}`))).toBe(code);
    server.closeAllConnections();
    server.close();
  });

  it('an endless answer is cut', async () => {
    const server = createServer((_request, response) => {
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await codeOf(target(`127.0.0.1:${port}`))).toBe('onvif.malformed');
    server.closeAllConnections();
    server.close();
  });

  it.each(['203.0.113.9', 'http://169.254.169.254/latest', '[2001:db8::1]:80'])(
    '%s is not dialled',
    async (address) => {
      expect(await codeOf(target(address))).toBe('camera.address-not-allowed');
    },
  );

  it('a name is checked when it is resolved', async () => {
    const elsewhere = { clock: systemClock, networks: networksOf('10.0.0.0/8') };
    const address = `localhost:${simulator.onvifPort}`;
    const opening = onvifDriver.open(elsewhere, { address, ...ACCOUNT }, signal);
    expect(await codeOf(opening)).toBe('camera.address-not-allowed');
  });

  it.each(['', 'http://', 'ftp://10.0.0.1', '10.0.0.1 8080', '<script>'])(
    '%j is no address',
    async (address) => {
      expect(await codeOf(target(address))).toBe('onvif.address-invalid');
    },
  );
});

describe('the head', () => {
  it.each(['', '?auth=digest'])('moves, stops, and keeps presets (%s)', async (query) => {
    const code = `head${query.length}`;
    await using device = await open(code, query);
    const [channel] = (await device.describe(signal)).channels;
    if (!channel) throw new Error('no channel');
    const head = device.ptz(channel.control);
    await head.move({ pan: 0.5, tilt: -0.25, zoom: 0, focus: 0, iris: 0 });
    expect((await simulator.received(code)).moving).toBe(true);
    await head.stop();
    await head.move({ pan: 0, tilt: 0, zoom: 0, focus: -1, iris: 0 });
    await head.stop();
    const token = await head.savePreset('桥头 <1>', null);
    await head.savePreset('桥尾', token);
    expect(await head.presets()).toEqual([{ token, name: '桥尾' }]);
    await head.setHome();
    await head.callPreset(token);
    await head.goHome();
    await head.auxiliary('tt:Wiper|On');
    await head.removePreset(token);
    expect(await codeOf(head.callPreset(token))).toBe('onvif.refused');
    const { commands, moving } = await simulator.received(code);
    expect(moving).toBe(false);
    expect(commands.map(({ operation }) => operation)).toEqual([
      'ContinuousMove',
      'Stop',
      'SetImagingSettings',
      'FocusMove',
      'Stop',
      'FocusStop',
      'SetPreset',
      'SetPreset',
      'SetHomePosition',
      'GotoPreset',
      'GotoHomePosition',
      'SendAuxiliaryCommand',
      'RemovePreset',
    ]);
    expect(commands[0]?.detail).toEqual({ pan: 0.5, tilt: -0.25, zoom: 0 });
  });
});

describe('the lens', () => {
  async function openLens(code: string) {
    const device = await open(code);
    const [channel] = (await device.describe(signal)).channels;
    if (!channel) throw new Error('no channel');
    return { device, head: device.ptz(channel.control) };
  }
  const still = { pan: 0, tilt: 0, zoom: 0, focus: 0, iris: 0 };
  const settings = async (code: string) =>
    (await simulator.received(code)).commands
      .filter(({ operation }) => operation !== 'Stop')
      .map(({ operation, detail }) => [operation, detail]);

  it('focuses by hand, then by itself again', async () => {
    const { device, head } = await openLens('lens1');
    await using _ = device;
    await head.move({ ...still, focus: 0.5 });
    await head.stop();
    await head.move({ ...still, focus: -1 });
    await head.stop();
    await head.auto('focus');
    expect(await settings('lens1')).toEqual([
      ['SetImagingSettings', { focusMode: 'MANUAL' }],
      ['FocusMove', { speed: 0.5 }],
      ['FocusStop', {}],
      ['FocusMove', { speed: -1 }],
      ['FocusStop', {}],
      ['SetImagingSettings', { focusMode: 'AUTO' }],
    ]);
  });

  it('turns the iris while it is held, never past its end, and leaves it to the device', async () => {
    const { device, head } = await openLens('lens2');
    await using _ = device;
    await head.move({ ...still, iris: -1 });
    await head.move({ ...still, iris: -1 });
    await expect.poll(async () => (await settings('lens2')).length).toBeGreaterThanOrEqual(3);
    await head.stop();
    const closing = await settings('lens2');
    expect(closing.slice(0, 3)).toEqual([
      ['SetImagingSettings', { exposureMode: 'MANUAL', exposureTime: 20_000, iris: 11 }],
      ['SetImagingSettings', { exposureMode: 'MANUAL', exposureTime: 20_000, iris: 12 }],
      ['SetImagingSettings', { exposureMode: 'MANUAL', exposureTime: 20_000, iris: 13 }],
    ]);
    const at = closing.length;
    await head.move({ ...still, iris: 1 });
    const opened = async () => (await settings('lens2')).at(-1)?.[1];
    await expect.poll(opened, { timeout: 15_000 }).toMatchObject({ iris: 0 });
    expect((await settings('lens2')).length - at).toBeLessThanOrEqual(at + 11);
    await head.stop();
    await head.auto('iris');
    expect(await opened()).toEqual({ exposureMode: 'AUTO' });
  });
});

describe('events', () => {
  it('come as they happen, and the subscription is ended', async () => {
    await using device = await open('G40-events');
    const stop = new AbortController();
    const seen: DeviceEvent[] = [];
    for await (const event of device.events(stop.signal)) {
      seen.push(event);
      if (seen.length === 1) await simulator.raise('G40-events', true);
      else break;
    }
    stop.abort();
    expect(seen).toMatchObject([
      { topic: 'VideoSource/MotionAlarm', operation: 'Initialized', data: { State: 'false' } },
      {
        operation: 'Changed',
        source: { Source: 'source1' },
        data: { State: 'true' },
      },
    ]);
    const { commands } = await simulator.received('G40-events');
    expect(commands.at(-1)?.operation).toBe('Unsubscribe');
  });
});

describe('looking for devices', () => {
  it('a probe finds the simulated one', async () => {
    const target = { address: '127.0.0.1', port: simulator.onvifPort };
    const first = await firstOf(discover(platform, [target], signal));
    expect(first?.found).toContainEqual(
      expect.objectContaining({
        address: `http://127.0.0.1:${simulator.onvifPort}/onvif/device_service`,
        name: 'Lukou',
        hardware: 'Simulated dome',
      }),
    );
  });

  it('what stands outside the cameras networks is not told', async () => {
    const elsewhere = { clock: systemClock, networks: networksOf('10.0.0.0/8') };
    const target = { address: '127.0.0.1', port: simulator.onvifPort };
    const first = await firstOf(discover(elsewhere, [target], signal));
    expect(first?.found).toEqual([]);
  });

  it('a scan finds it and nothing else, and tells how far it is', async () => {
    const addresses = addressesOf('127.0.0.1/30', networks);
    expect(addresses).toEqual(['127.0.0.1', '127.0.0.2']);
    const told = [];
    const ports = [simulator.onvifPort, simulator.controlPort];
    for await (const progress of scan(platform, addresses, ports, signal)) told.push(progress);
    expect(told.at(-1)).toMatchObject({ done: 4, total: 4 });
    expect(told.flatMap(({ found }) => found)).toEqual([
      `http://127.0.0.1:${simulator.onvifPort}/onvif/device_service`,
    ]);
  });

  it.each([
    ['10.0.0.0/8', 'scan.range-too-large'],
    ['203.0.113.0/24', 'scan.range-not-allowed'],
    ['192.168.0.0/', 'scan.range-invalid'],
    ['192.168.0.0/33', 'scan.range-invalid'],
    ['fe80::/120', 'scan.range-invalid'],
    ['x', 'scan.range-invalid'],
  ])('%s: %s', async (range, code) => {
    expect(await codeOf((async () => addressesOf(range, networks))())).toBe(code);
  });

  it('a range has at most 4096 addresses', () => {
    expect(addressesOf('10.1.0.0/20', networks)).toHaveLength(4094);
    expect(addressesOf('10.1.0.7', networks)).toEqual(['10.1.0.7']);
  });
});

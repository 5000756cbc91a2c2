// In one file, since all of it shares one site and one simulated device, which take longest to start.

import type { Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { channelControlSchema } from '../drivers/schema.ts';
import {
  ACCOUNT,
  type Received,
  type Simulator,
  startSimulator,
} from '../drivers/test-simulator.ts';
import { closeServer, listen } from '../http/listen.ts';
import { createMetrics } from '../http/metrics.ts';
import { attachPtzSocket } from '../http/ptz-socket.ts';
import { createSiteServer } from '../http/server.ts';
import { systemClock } from '../platform/clock.ts';
import { type Actor, prove } from '../session/policy.ts';
import {
  type Caller,
  codeOf,
  insertPlaces,
  openTestSite,
  TEST_PASSWORD,
  type TestSite,
} from '../trpc/test-site.ts';
import { cruiseDuty, scanDuty } from './duty.ts';
import type { PtzReport, PtzStart } from './schema.ts';

let site: TestSite;
let simulator: Simulator;
let divisionId: string;
let admin: Actor;
let anna: Actor;
let bert: Actor;

beforeAll(async () => {
  [site, simulator] = await Promise.all([openTestSite(), startSimulator(process.env)]);
  divisionId = (await insertPlaces(site.services)).county.id;
  [admin, anna, bert] = [
    await site.user('admin'),
    await site.user('operator'),
    await site.user('operator'),
  ];
}, 60_000);
afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await simulator?.[Symbol.asyncDispose]();
});

const as = (actor: Actor): Caller => site.browser({ signedInAs: actor }).call;

let cameras = 0;
let code: string;
let cameraId: string;

async function addCamera(query = '', at: Simulator = simulator): Promise<void> {
  cameras += 1;
  code = `dome${cameras}`;
  const access = { address: at.address(code, query), ...ACCOUNT };
  const { channels } = await as(admin).devices.probe(access);
  const chosen = { channel: 1, code, name: `球机 ${code}`, mainProfile: 'main', subProfile: 'sub' };
  expect(channels).toHaveLength(1);
  const added = await as(admin).devices.add({ ...access, divisionId, channels: [chosen] });
  cameraId = added.cameraIds[0] ?? '';
}

const still = { pan: 0, tilt: 0, zoom: 0, focus: 0, iris: 0 };
const start = (sequence: number, motion: Partial<PtzStart['motion']> = { pan: 1 }): PtzStart => ({
  type: 'start',
  sequence,
  cameraId,
  motion: { ...still, ...motion },
  speed: 50,
});

function hand(actor: Actor | null) {
  const reports: PtzReport[] = [];
  const person = { now: actor };
  const { steering, close } = site.services.steering.open({
    whoIs: async () => (person.now ? prove(person.now, 'ptz.move') : null),
    report: (report) => void reports.push(report),
  });
  const heard = (type: PtzReport['type']) =>
    until(async () => reports.find((report) => report.type === type) ?? null);
  return { steering, close, reports, heard, person };
}

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come to that');
}

const received = () => simulator.received(code);
const operations = ({ commands }: Received) => commands.map(({ operation }) => operation);

describe('an ONVIF camera', () => {
  beforeEach(() => addCamera());

  it('is added with what it can do, and its streams', async () => {
    const camera = await as(admin).cameras.get({ id: cameraId });
    expect(camera).toMatchObject({
      driver: 'onvif',
      kind: 'ptz',
      maker: 'Lukou',
      username: 'admin',
    });
    expect(camera.streams.map(({ address }) => address).sort()).toEqual([
      `rtsp://127.0.0.1:${simulator.port}/${code}/main`,
      `rtsp://127.0.0.1:${simulator.port}/${code}/sub`,
    ]);
    const state = await as(anna).ptz.state({ cameraId });
    expect(state).toMatchObject({ standing: { kind: 'free' }, mayMove: true, lastMove: null });
    expect(state.sheet).toMatchObject({ panTilt: true, zoom: true, iris: true, presets: 32 });
  });

  it('is not added twice, and its channel is told as known', async () => {
    const access = { address: simulator.address(code), ...ACCOUNT };
    const { known } = await as(admin).devices.probe(access);
    expect(known).toEqual([{ channel: 1, cameraId, name: `球机 ${code}` }]);
    const channels = [
      { channel: 1, code: `${code}-b`, name: 'x', mainProfile: 'main', subProfile: null },
    ];
    const again = as(admin).devices.add({ ...access, divisionId, channels });
    expect(await codeOf(again)).toBe('device.channel-taken');
  });

  it('its clock is read and set, and it is restarted', async () => {
    await as(admin).devices.setClock({ cameraId });
    const { offsetMs } = await as(admin).devices.clock({ cameraId });
    expect(Math.abs(offsetMs ?? Number.NaN)).toBeLessThan(2_000);
    await as(admin).devices.reboot({ cameraId });
    expect(operations(await received())).toEqual(['SetSystemDateAndTime', 'SystemReboot']);
  });
});

describe('a move', () => {
  beforeEach(() => addCamera());

  it('reaches the device with its speed, and ends when it is let go', async () => {
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1, { pan: -1, tilt: 0.5 }));
    await heard('moved');
    steering.hear({ type: 'stop', sequence: 2 });
    expect(await heard('stopped')).toEqual({ type: 'stopped', cameraId, reason: 'asked' });
    const { commands } = await received();
    expect(commands.map(({ operation }) => operation)).toEqual(['ContinuousMove', 'Stop']);
    expect(commands[0]?.detail).toEqual({ pan: -0.5, tilt: 0.25, zoom: 0 });
    await close();
    const { items } = await as(bert).ptz.moves({ cameraId });
    expect(items).toMatchObject([{ username: anna.username, what: 'move' }]);
  });

  it('goes on while there are signs of life, and stops 600 ms after the last', async () => {
    const { steering, heard, reports, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    for (let beat = 0; beat < 5; beat++) {
      site.clock.advance(599);
      steering.hear({ type: 'beat' });
    }
    expect((await received()).moving).toBe(true);
    site.clock.advance(599);
    expect(reports.some(({ type }) => type === 'stopped')).toBe(false);
    site.clock.advance(1);
    expect(await heard('stopped')).toMatchObject({ reason: 'silence' });
    expect((await received()).moving).toBe(false);
    await close();
  });

  it('stops when the connection is gone', async () => {
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    await close();
    expect(await heard('stopped')).toMatchObject({ reason: 'gone' });
    expect((await received()).moving).toBe(false);
  });

  it('stops when the session ends', async () => {
    const { steering, heard, person, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    person.now = null;
    for (let beat = 0; beat < 5; beat++) {
      site.clock.advance(500);
      steering.hear({ type: 'beat' });
    }
    expect(await heard('stopped')).toMatchObject({ reason: 'signed-out' });
    await close();
  });

  it('a stop wins over the start before it, however long that takes', async () => {
    const { steering, close } = hand(anna);
    steering.hear(start(1));
    steering.hear({ type: 'stop', sequence: 2 });
    const second = hand(anna);
    second.steering.hear(start(1));
    await second.heard('moved');
    second.steering.hear({ type: 'stop', sequence: 2 });
    await second.heard('stopped');
    expect(operations(await received())).toEqual(['ContinuousMove', 'Stop']);
    await close();
    await second.close();
  });

  it('a start that arrives after its stop does nothing', async () => {
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    steering.hear({ type: 'stop', sequence: 3 });
    steering.hear(start(2));
    await heard('stopped');
    steering.hear(start(4, { pan: 0, zoom: 1 }));
    await until(async () => (operations(await received()).length >= 3 ? true : null));
    expect(operations(await received())).toEqual(['ContinuousMove', 'Stop', 'ContinuousMove']);
    await close();
  });

  it('what the head cannot do is refused', async () => {
    const { control: kept } = await site.services.db.camera.findUniqueOrThrow({
      where: { id: cameraId },
    });
    const control = channelControlSchema.parse(kept);
    const { steering, heard, close } = hand(anna);
    await site.services.db.camera.update({
      where: { id: cameraId },
      data: { control: { ...control, ptz: { ...control.ptz, iris: false } } },
    });
    steering.hear(start(1, { pan: 0, iris: 1 }));
    expect(await heard('failed')).toMatchObject({ code: 'ptz.not-supported', sequence: 1 });
    await close();
  });
});

describe('the lens', () => {
  beforeEach(() => addCamera());

  it('turns while it is held, and is left to the device again', async () => {
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1, { pan: 0, focus: 1 }));
    await heard('moved');
    steering.hear({ type: 'stop', sequence: 2 });
    await heard('stopped');
    await as(anna).ptz.autoLens({ cameraId, part: 'focus' });
    await as(anna).ptz.autoLens({ cameraId, part: 'iris' });
    const { commands } = await received();
    expect(
      commands
        .filter(({ operation }) => operation !== 'Stop')
        .map(({ operation, detail }) => [operation, detail]),
    ).toEqual([
      ['SetImagingSettings', { focusMode: 'MANUAL' }],
      ['FocusMove', { speed: 0.5 }],
      ['FocusStop', {}],
      ['SetImagingSettings', { focusMode: 'AUTO' }],
      ['SetImagingSettings', { exposureMode: 'AUTO' }],
    ]);
    const { items } = await as(bert).ptz.moves({ cameraId });
    expect(items.map(({ what }) => what)).toEqual(['auto-iris', 'auto-focus', 'move']);
    expect(await codeOf(as(bert).ptz.autoLens({ cameraId, part: 'focus' }))).toBe('ptz.locked');
    await close();
  });
});

describe('a box drawn in the picture', () => {
  beforeEach(() => addCamera());

  it('is turned to by one relative move, closer from where the zoom is', async () => {
    const { ptz } = as(anna);
    expect((await ptz.state({ cameraId })).sheet?.framing).toBe('travel');
    await ptz.frame({ cameraId, x: 1, y: 0, closer: 4 });
    await ptz.frame({ cameraId, x: 0, y: -1, closer: 0.5 });
    const { commands, position } = await received();
    // The edge of a view of 60° is 30° off; then, four times closer, the lower edge is 4.64° down.
    expect(commands.map(({ operation, detail }) => [operation, detail])).toEqual([
      ['RelativeMove', { pan: 0.1667, tilt: 0, zoom: 0.1034 }],
      ['RelativeMove', { pan: 0, tilt: -0.1032, zoom: -0.0689 }],
    ]);
    expect(position.zoom).toBeCloseTo(1 / 29, 3);
    const { items } = await ptz.moves({ cameraId });
    expect(items.map(({ what, detail }) => [what, detail])).toEqual([
      ['frame', '×0.5'],
      ['frame', '×4.0'],
    ]);
    expect(await codeOf(as(bert).ptz.frame({ cameraId, x: 0, y: 0, closer: 2 }))).toBe(
      'ptz.locked',
    );
  });
});

describe('who may steer', () => {
  beforeEach(() => addCamera());

  it('leaders may not', async () => {
    const leader = as(await site.user('leader'));
    expect(await codeOf(leader.ptz.state({ cameraId }))).toBe('rights.missing');
  });

  it('for 15 s after a move nobody of the same rank may', async () => {
    await as(anna).ptz.home({ cameraId });
    expect(await codeOf(as(bert).ptz.home({ cameraId }))).toBe('ptz.locked');
    const state = await as(bert).ptz.state({ cameraId });
    expect(state).toMatchObject({
      mayMove: false,
      mayTakeOver: false,
      standing: { kind: 'moved', holder: { userId: anna.userId } },
    });
    site.clock.advance(14_999);
    expect(await codeOf(as(bert).ptz.home({ cameraId }))).toBe('ptz.locked');
    expect(await codeOf(as(admin).ptz.home({ cameraId }))).toBeNull();
    site.clock.advance(15_000);
    expect(await codeOf(as(bert).ptz.home({ cameraId }))).toBeNull();
  });

  it('a lock holds for its time, against everybody', async () => {
    await as(anna).ptz.lock({ cameraId, minutes: 5 });
    site.clock.advance(5 * 60_000 - 1);
    expect(await codeOf(as(bert).ptz.home({ cameraId }))).toBe('ptz.locked');
    expect(await codeOf(as(admin).ptz.home({ cameraId }))).toBe('ptz.locked');
    expect(await codeOf(as(bert).ptz.lock({ cameraId, minutes: 5 }))).toBe('ptz.locked');
    expect(await codeOf(as(bert).ptz.unlock({ cameraId }))).toBe('ptz.not-holder');
    expect(await codeOf(as(anna).ptz.home({ cameraId }))).toBeNull();
    site.clock.advance(20_000);
    expect(await codeOf(as(bert).ptz.home({ cameraId }))).toBeNull();
  });

  it('a higher rank takes over, which stops who was moving; the same rank does not', async () => {
    await as(anna).ptz.lock({ cameraId, minutes: 60 });
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    const equal = as(bert).ptz.takeOver({ cameraId, minutes: 5, reason: '事故' });
    expect(await codeOf(equal)).toBe('ptz.rank-too-low');
    expect((await as(admin).ptz.state({ cameraId })).mayTakeOver).toBe(true);
    await as(admin).ptz.takeOver({ cameraId, minutes: 5, reason: '事故' });
    expect(await heard('stopped')).toMatchObject({ reason: 'taken-over' });
    expect((await received()).moving).toBe(false);
    steering.hear(start(2));
    expect(await heard('failed')).toMatchObject({
      code: 'ptz.locked',
      details: { holder: admin.username, kind: 'locked' },
    });
    const entries = await site.services.db.auditEntry.findMany({
      where: { subjectId: cameraId, action: { startsWith: 'ptz.' } },
      orderBy: { at: 'asc' },
    });
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['ptz.lock', { minutes: 60 }],
      ['ptz.move', { detail: null }],
      ['ptz.take-over', { minutes: 5, reason: '事故', from: anna.username }],
    ]);
    await close();
  });

  it('two who come at once: one has it', async () => {
    const both = await Promise.all(
      [anna, bert].map((actor) => codeOf(as(actor).ptz.lock({ cameraId, minutes: 5 }))),
    );
    expect(both.sort()).toEqual(['ptz.locked', null].sort());
  });

  it('who waits is next when the lock is given back', async () => {
    await as(anna).ptz.lock({ cameraId, minutes: 60 });
    await as(bert).ptz.wait({ cameraId });
    await as(bert).ptz.wait({ cameraId });
    const carl = await site.user('operator');
    await as(carl).ptz.wait({ cameraId });
    await as(anna).ptz.unlock({ cameraId });
    const state = await as(carl).ptz.state({ cameraId });
    expect(state.standing).toMatchObject({ kind: 'reserved', holder: { userId: bert.userId } });
    expect(state.waiting.map(({ userId }) => userId)).toEqual([bert.userId, carl.userId]);
    expect(await codeOf(as(carl).ptz.home({ cameraId }))).toBe('ptz.locked');
    await as(bert).ptz.lock({ cameraId, minutes: 5 });
    expect((await as(carl).ptz.state({ cameraId })).waiting).toHaveLength(1);
    await as(carl).ptz.leaveQueue({ cameraId });
    expect((await as(carl).ptz.state({ cameraId })).waiting).toEqual([]);
  });
});

describe('presets', () => {
  beforeEach(() => addCamera());

  it('are kept, named, called and deleted, with entries in the audit trail', async () => {
    const { ptz } = as(anna);
    expect(await ptz.savePreset({ cameraId, name: '桥头' })).toMatchObject({ number: 1 });
    expect(await ptz.savePreset({ cameraId, name: '匝道', number: 7 })).toMatchObject({
      number: 7,
    });
    await ptz.renamePreset({ cameraId, number: 1, name: '大桥' });
    expect((await ptz.presets({ cameraId })).items).toEqual([
      { number: 1, name: '大桥', pictureTakenAt: null, azimuth: null },
      { number: 7, name: '匝道', pictureTakenAt: null, azimuth: null },
    ]);
    await ptz.callPreset({ cameraId, number: 7 });
    await ptz.removePreset({ cameraId, number: 1 });
    expect((await ptz.presets({ cameraId })).items.map(({ number }) => number)).toEqual([7]);
    expect(await codeOf(ptz.callPreset({ cameraId, number: 1 }))).toBe('ptz.no-such-preset');
    expect(operations(await received())).toEqual([
      'SetPreset',
      'SetPreset',
      'GotoPreset',
      'RemovePreset',
    ]);
    const { items } = await ptz.moves({ cameraId });
    expect(items.map(({ what, detail }) => [what, detail])).toEqual([
      ['preset-remove', '1 大桥'],
      ['preset', '7 匝道'],
      ['preset-set', '匝道'],
      ['preset-set', '桥头'],
    ]);
  });

  it('the last 50 moves are kept', async () => {
    const { ptz } = as(anna);
    for (let at = 0; at < 52; at++) await ptz.auxiliary({ cameraId, command: 'tt:Wiper|On' });
    expect((await ptz.moves({ cameraId })).items).toHaveLength(50);
    const unknown = ptz.auxiliary({ cameraId, command: 'tt:Laser|On' });
    expect(await codeOf(unknown)).toBe('ptz.not-supported');
  });
});

describe('a patrol that aims', () => {
  beforeEach(async () => {
    await addCamera();
    await as(anna).ptz.savePreset({ cameraId, name: '桥头' });
  });
  const aim = (actor: Actor, token = '1') => codeOf(as(actor).ptz.aim({ cameraId, token }));

  it('never moves a camera that somebody else holds, not even of a lower rank', async () => {
    expect(await aim(admin)).toBe('ptz.locked');
    site.clock.advance(15_000);
    expect(await aim(admin)).toBeNull();
    await as(anna).ptz.lock({ cameraId, minutes: 5 });
    expect([await aim(admin), await aim(bert)]).toEqual(['ptz.locked', 'ptz.locked']);
    site.clock.advance(15_000);
    expect(await aim(anna)).toBeNull();
    expect(operations(await received())).toEqual(['SetPreset', 'GotoPreset', 'GotoPreset']);
  });

  it('keeps nobody from steering', async () => {
    site.clock.advance(15_000);
    expect(await aim(bert)).toBeNull();
    expect((await as(anna).ptz.state({ cameraId })).standing).toEqual({ kind: 'free' });
    expect(await codeOf(as(anna).ptz.home({ cameraId }))).toBeNull();
  });

  it('leaves a cruise alone', async () => {
    const stops = [1, 1].map((number) => ({ number, dwellS: 10, speed: 50 }));
    await as(anna).ptz.saveCruise({ cameraId, name: 'x', stops });
    const { cruises } = await as(anna).ptz.state({ cameraId });
    await as(anna).ptz.startCruise({ cameraId, id: cruises[0]?.id ?? '' });
    site.clock.advance(15_000);
    expect(await aim(bert)).toBe('ptz.cruising');
    expect(await aim(bert, '9')).toBe('ptz.no-such-preset');
  });
});

describe('a cruise', () => {
  const stopping = { now: new AbortController() };
  let done: Promise<void>;
  let id: string;

  beforeEach(async () => {
    await addCamera();
    const { ptz } = as(anna);
    for (const name of ['桥头', '匝道']) await ptz.savePreset({ cameraId, name });
    const stops = [
      { number: 2, dwellS: 20, speed: 50 },
      { number: 1, dwellS: 30, speed: 100 },
    ];
    await ptz.saveCruise({ cameraId, name: '夜间', stops });
    id = (await ptz.state({ cameraId })).cruises[0]?.id ?? '';
    await simulator.forget(code);
    lead();
    return async () => {
      stopping.now.abort();
      await done;
    };
  });

  const called = (count: number) =>
    until(async () => {
      const { commands } = await received();
      return commands.length >= count ? commands : null;
    });
  const running = async () => (await as(anna).ptz.state({ cameraId })).cruises[0]?.running;
  const lead = () => {
    stopping.now = new AbortController();
    done = cruiseDuty(site.services).run(stopping.now.signal);
  };
  /** Lets time go on until the next command is there. @returns how much of it */
  async function timeUntil(count: number): Promise<number> {
    let passedMs = 0;
    await until(async () => {
      if ((await received()).commands.length >= count) return true;
      site.clock.advance(1_000);
      passedMs += 1_000;
      return null;
    });
    return passedMs;
  }

  it('goes from preset to preset at its speeds, stays, and goes round again', async () => {
    await as(anna).ptz.startCruise({ cameraId, id });
    await called(1);
    expect(await timeUntil(2)).toBeGreaterThanOrEqual(20_000);
    expect(await timeUntil(3)).toBeGreaterThanOrEqual(30_000);
    const { commands } = await received();
    expect(commands.slice(0, 3).map(({ operation, detail }) => [operation, detail])).toEqual([
      ['GotoPreset', { token: '2', speed: 0.5 }],
      ['GotoPreset', { token: '1', speed: 1 }],
      ['GotoPreset', { token: '2', speed: 0.5 }],
    ]);
    expect(await running()).toMatchObject({ name: anna.username });
  });

  it('rests with whatever anybody commands', async () => {
    await as(anna).ptz.startCruise({ cameraId, id });
    await called(1);
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    steering.hear({ type: 'stop', sequence: 2 });
    await heard('stopped');
    expect(await running()).toBeNull();
    site.clock.advance(120_000);
    await as(anna).ptz.auxiliary({ cameraId, command: 'tt:Wiper|On' });
    expect(operations(await received())).toEqual([
      'GotoPreset',
      'ContinuousMove',
      'Stop',
      'SendAuxiliaryCommand',
    ]);
    await close();
  });

  it('rests with a press while the hand is still known, too', async () => {
    const { steering, heard, reports, close } = hand(anna);
    steering.hear(start(1));
    await heard('moved');
    steering.hear({ type: 'stop', sequence: 2 });
    await heard('stopped');
    reports.length = 0;
    await as(anna).ptz.startCruise({ cameraId, id });
    await called(3);
    steering.hear(start(3));
    await heard('moved');
    expect(await running()).toBeNull();
    await close();
  });

  it('goes on where another copy of the server leads it', async () => {
    await as(anna).ptz.startCruise({ cameraId, id });
    await called(1);
    stopping.now.abort();
    await done;
    expect(await running()).not.toBeNull();
    lead();
    await called(2);
    expect(operations(await received())).toEqual(['GotoPreset', 'GotoPreset']);
  });

  it('is one at a time', async () => {
    const stops = [1, 2].map((number) => ({ number, dwellS: 10, speed: 50 }));
    await as(anna).ptz.saveCruise({ cameraId, name: '另一条', stops });
    const { cruises } = await as(anna).ptz.state({ cameraId });
    for (const one of cruises) await as(anna).ptz.startCruise({ cameraId, id: one.id });
    const state = await as(anna).ptz.state({ cameraId });
    expect(state.cruises.filter((one) => one.running !== null)).toHaveLength(1);
  });

  it('rests when a lock is taken, by whoever set it going as well', async () => {
    await as(anna).ptz.startCruise({ cameraId, id });
    await as(anna).ptz.lock({ cameraId, minutes: 5 });
    expect(await running()).toBeNull();
  });

  it('rests when who set it going may not steer any more, and nothing moves', async () => {
    const carl = await site.user('operator');
    site.clock.advance(15_000);
    await as(carl).ptz.startCruise({ cameraId, id });
    await called(1);
    await as(admin).users.setDisabled({ id: carl.userId, disabled: true });
    await until(async () => {
      site.clock.advance(1_000);
      return (await running()) === null ? true : null;
    });
    expect(operations(await received())).toEqual(['GotoPreset']);
  });

  it('leaves out presets that are gone', async () => {
    await as(anna).ptz.removePreset({ cameraId, number: 2 });
    await simulator.forget(code);
    await as(anna).ptz.startCruise({ cameraId, id });
    const [first] = await called(1);
    expect(first?.detail).toEqual({ token: '1', speed: 1 });
  });

  it('is stopped by whoever may steer, not past a lock', async () => {
    await as(anna).ptz.lock({ cameraId, minutes: 5 });
    await as(anna).ptz.startCruise({ cameraId, id });
    await called(1);
    expect(await codeOf(as(bert).ptz.stopCruise({ cameraId }))).toBe('ptz.locked');
    await as(anna).ptz.stopCruise({ cameraId });
    expect(await running()).toBeNull();
    expect(operations(await received()).at(-1)).toBe('Stop');
  });

  it('names presets that are there, and as many as it may', async () => {
    const stops = [1, 9].map((number) => ({ number, dwellS: 10, speed: 50 }));
    const save = as(anna).ptz.saveCruise({ cameraId, name: 'x', stops });
    expect(await codeOf(save)).toBe('ptz.no-such-preset');
    await as(anna).ptz.removeCruise({ cameraId, id });
    expect((await as(anna).ptz.state({ cameraId })).cruises).toEqual([]);
    expect(await codeOf(as(anna).ptz.startCruise({ cameraId, id }))).toBe('ptz.no-such-cruise');
  });
});

describe('a scan', () => {
  const stopping = { now: new AbortController() };
  let done: Promise<void>;

  /** The camera moves in its own time, so the scan does as well. */
  const lead = () => {
    stopping.now = new AbortController();
    done = scanDuty({ ...site.services, clock: systemClock }).run(stopping.now.signal);
  };
  const rest = async () => {
    stopping.now.abort();
    await done;
  };
  beforeEach(() => {
    lead();
    return rest;
  });

  const scanOf = async (actor = anna) => (await as(actor).ptz.state({ cameraId })).scan;
  const lookAt = async (pan: number) => {
    const { head } = await site.services.heads.head(prove(anna, 'ptz.move'), cameraId);
    await head.moveTo({ pan, tilt: 0 });
  };
  async function limited(left: number, right: number, at: Simulator = simulator): Promise<void> {
    for (const [side, pan] of [
      ['left', left],
      ['right', right],
    ] as const) {
      await lookAt(pan);
      await as(anna).ptz.setScanLimit({ cameraId, side });
    }
    await at.forget(code);
  }
  const turns = async () => {
    const { commands } = await received();
    const pans = commands.flatMap(({ operation, detail }) =>
      operation === 'ContinuousMove' ? [Math.sign(Number(detail.pan))] : [],
    );
    return pans.filter((pan, at) => pan !== pans[at - 1]);
  };
  const turned = (count: number) =>
    until(async () => ((await turns()).length >= count ? true : null));
  const stands = (at: Simulator = simulator) =>
    until(async () => {
      const { moving, commands } = await at.received(code);
      return moving ? null : (commands.at(-1)?.at ?? 0);
    });

  it('passes both limits again and again, at its speed, until it is stopped', async () => {
    await addCamera();
    await limited(-0.05, 0.05);
    const { left, right } = (await scanOf()) ?? {};
    expect(left).toBeCloseTo(-0.05, 2);
    expect(right).toBeCloseTo(0.05, 2);
    await as(anna).ptz.startScan({ cameraId, speed: 80 });
    await turned(5);
    expect(await turns()).toEqual([1, -1, 1, -1, 1]);
    const { commands, position } = await received();
    expect(commands[0]).toMatchObject({ operation: 'AbsoluteMove' });
    expect(commands.at(-1)?.detail).toEqual({ pan: 0.8, tilt: 0, zoom: 0 });
    expect(Math.abs(position.pan)).toBeLessThan(0.15);
    expect((await scanOf())?.running).toMatchObject({ name: anna.username });
    const at = Date.now();
    await as(anna).ptz.stopScan({ cameraId });
    expect((await stands()) - at).toBeLessThan(700);
    expect((await scanOf())?.running).toBeNull();
    const actions = await site.services.db.auditEntry.findMany({
      where: { subjectId: cameraId, action: { contains: 'scan' } },
      orderBy: { at: 'asc' },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action).sort()).toEqual([
      'ptz.set-scan-limit',
      'ptz.set-scan-limit',
      'ptz.start-scan',
      'ptz.stop-scan',
    ]);
  });

  it('stands still within 700 ms when a higher rank takes the camera', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    const at = Date.now();
    await as(admin).ptz.takeOver({ cameraId, minutes: 5, reason: '事故' });
    expect((await stands()) - at).toBeLessThan(700);
    expect((await scanOf())?.running).toBeNull();
    expect(operations(await received()).at(-1)).toBe('Stop');
  });

  it('gives way to a hand, whose move goes on', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1, { pan: 0, tilt: 1 }));
    await heard('moved');
    await until(async () => ((await scanOf())?.running === null ? true : null));
    await rest();
    const { commands, moving } = await received();
    expect(commands.at(-1)).toMatchObject({ operation: 'ContinuousMove', detail: { tilt: 0.5 } });
    expect(moving).toBe(true);
    await close();
    lead();
  });

  it('does not turn on while a lens is turned, or a wiper runs', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    const { steering, heard, close } = hand(anna);
    steering.hear(start(1, { pan: 0, focus: 1 }));
    await heard('moved');
    expect((await received()).moving).toBe(false);
    await close();
    await simulator.forget(code);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    await as(anna).ptz.auxiliary({ cameraId, command: 'tt:Wiper|On' });
    await stands();
    expect((await scanOf())?.running).toBeNull();
  });

  it('goes on where another copy of the server leads it, and stands still between', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    await rest();
    expect((await received()).moving).toBe(false);
    expect((await scanOf())?.running).not.toBeNull();
    await simulator.forget(code);
    lead();
    await turned(1);
    await as(anna).ptz.stopScan({ cameraId });
  });

  it('ends with its reason when the device stops answering', async () => {
    const other = await startSimulator(process.env);
    await addCamera('', other);
    await limited(-0.2, 0.2, other);
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await until(async () => ((await other.received(code)).moving ? true : null));
    await other[Symbol.asyncDispose]();
    await expect
      .poll(async () => (await scanOf())?.ended?.code, { timeout: 20_000 })
      .toBe('onvif.unreachable');
    expect((await scanOf())?.running).toBeNull();
    const dropped = { subjectId: cameraId, action: 'ptz.drop-scan' };
    expect(await site.services.db.auditEntry.count({ where: dropped })).toBe(1);
  }, 40_000);

  it('ends when whoever set it going may not steer any more', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    const carl = await site.user('operator');
    site.clock.advance(15_000);
    await as(carl).ptz.startScan({ cameraId, speed: 50 });
    await turned(1);
    await as(admin).users.setDisabled({ id: carl.userId, disabled: true });
    await until(async () => ((await scanOf())?.ended?.code === 'rights.missing' ? true : null));
    await stands();
  });

  it('and a cruise are one at a time', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.savePreset({ cameraId, name: 'x' });
    const stops = [1, 1].map((number) => ({ number, dwellS: 10, speed: 50 }));
    await as(anna).ptz.saveCruise({ cameraId, name: 'x', stops });
    const { cruises } = await as(anna).ptz.state({ cameraId });
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await as(anna).ptz.startCruise({ cameraId, id: cruises[0]?.id ?? '' });
    expect((await scanOf())?.running).toBeNull();
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    const state = await as(anna).ptz.state({ cameraId });
    expect(state.cruises[0]?.running).toBeNull();
    site.clock.advance(15_000);
    expect(await codeOf(as(bert).ptz.aim({ cameraId, token: '1' }))).toBe('ptz.scanning');
  });

  it('is nobody else’s to start, stop or limit while the camera is held', async () => {
    await addCamera();
    await limited(-0.2, 0.2);
    await as(anna).ptz.lock({ cameraId, minutes: 5 });
    const { ptz } = as(bert);
    expect(await codeOf(ptz.startScan({ cameraId, speed: 50 }))).toBe('ptz.locked');
    expect(await codeOf(ptz.setScanLimit({ cameraId, side: 'left' }))).toBe('ptz.locked');
    expect(await codeOf(ptz.stopScan({ cameraId }))).toBe('ptz.locked');
    const leader = as(await site.user('leader'));
    expect(await codeOf(leader.ptz.startScan({ cameraId, speed: 50 }))).toBe('rights.missing');
  });

  it('needs two limits that are apart', async () => {
    await addCamera();
    const { ptz } = as(anna);
    expect(await codeOf(ptz.startScan({ cameraId, speed: 50 }))).toBe('ptz.no-scan-limits');
    for (const side of ['left', 'right'] as const) await ptz.setScanLimit({ cameraId, side });
    expect(await codeOf(ptz.startScan({ cameraId, speed: 50 }))).toBe('ptz.scan-too-narrow');
  });

  it('is not offered where a device does not say where it looks', async () => {
    await addCamera('?position=off');
    expect(await scanOf()).toMatchObject({ cannot: 'no-position' });
    const limit = as(anna).ptz.setScanLimit({ cameraId, side: 'left' });
    expect(await codeOf(limit)).toBe('ptz.no-position');
  });
});

describe('pointing at a place', () => {
  /** Each test on ground of its own. */
  let ground: { lon: number; lat: number };
  const EAST_500M = 0.005;

  async function standing(east: number, part: object = {}): Promise<string> {
    await addCamera();
    const place = { lon: ground.lon + east, lat: ground.lat };
    await site.services.db.camera.update({ where: { id: cameraId }, data: { ...place, ...part } });
    return cameraId;
  }
  async function knowsOnly(part: object): Promise<void> {
    const { control: kept } = await site.services.db.camera.findUniqueOrThrow({
      where: { id: cameraId },
    });
    const control = channelControlSchema.parse(kept);
    await site.services.db.camera.update({
      where: { id: cameraId },
      data: { control: { ...control, ptz: { ...control.ptz, ...part } } },
    });
  }
  const pointed = (actor = anna) => as(actor).ptz.pointAt(ground);

  beforeEach(() => {
    ground = { lon: 80 + cameras * 0.2, lat: 0 };
  });

  it('turns a calibrated camera there, keeps its tilt, and brings far places closer', async () => {
    await standing(-EAST_500M);
    // Drawn a kilometre to the north of where it stands.
    await site.services.db.camera.update({
      where: { id: cameraId },
      data: { displayLon: ground.lon - EAST_500M, displayLat: 0.009 },
    });
    const { head } = await site.services.heads.head(prove(anna, 'ptz.move'), cameraId);
    await head.moveTo({ pan: 0.25, tilt: -0.3 });
    // It looks south now: pan 0 looks 45° left of that, and the place is in the east.
    await as(anna).ptz.calibrate({ cameraId, azimuth: 180 });
    expect(await as(anna).ptz.state({ cameraId })).toMatchObject({ panZero: 135 });
    const { items, more } = await pointed();
    expect(more).toBe(false);
    expect(items).toMatchObject([{ cameraId, kind: 'pointed', azimuth: 90, preset: null }]);
    expect(items[0]?.distanceM).toBeCloseTo(556, 0);
    const at = await head.position();
    expect(at?.pan).toBeCloseTo(-0.25, 3);
    expect(at?.tilt).toBeCloseTo(-0.3, 3);
    expect(at?.zoom).toBeCloseTo(0.15, 2);
    const entries = await site.services.db.auditEntry.findMany({
      where: { subjectId: cameraId, action: { in: ['ptz.calibrate', 'ptz.point'] } },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['ptz.calibrate', { azimuth: 180, panZero: 135 }],
      ['ptz.point', { detail: '90°' }],
    ]);
  });

  it('calls the preset that looks nearest to there, within its picture', async () => {
    await standing(-EAST_500M);
    const { ptz } = as(anna);
    for (const [number, azimuth] of [
      [1, 350],
      [2, 110],
      [3, 75],
    ] as const) {
      await ptz.savePreset({ cameraId, name: `p${number}`, number });
      await ptz.renamePreset({ cameraId, number, name: `p${number}`, azimuth });
    }
    await knowsOnly({ absolute: false });
    await simulator.forget(code);
    const { items } = await pointed();
    expect(items).toMatchObject([{ kind: 'pointed', azimuth: 75, preset: '3 p3' }]);
    expect((await received()).commands).toMatchObject([
      { operation: 'GotoPreset', detail: { token: '3' } },
    ]);
    await ptz.removePreset({ cameraId, number: 3 });
    await ptz.removePreset({ cameraId, number: 2 });
    expect((await pointed()).items).toMatchObject([{ kind: 'refused', code: 'ptz.no-sight' }]);
  });

  it('a preset that is saved by a calibrated camera knows where it looks', async () => {
    await standing(-EAST_500M);
    await as(anna).ptz.calibrate({ cameraId, azimuth: 10 });
    await as(anna).ptz.savePreset({ cameraId, name: 'x' });
    expect((await as(anna).ptz.state({ cameraId })).presets).toMatchObject([{ azimuth: 10 }]);
  });

  it('says why a camera cannot be, and moves none of those', async () => {
    const unknown = await standing(-0.001);
    const offline = await standing(-0.002, { status: 'offline' });
    const locked = await standing(-0.003);
    await as(admin).ptz.calibrate({ cameraId: locked, azimuth: 0 });
    await as(admin).ptz.lock({ cameraId: locked, minutes: 5 });
    const { items } = await pointed();
    expect(items).toMatchObject([
      { cameraId: unknown, kind: 'refused', code: 'ptz.not-calibrated' },
      { cameraId: offline, kind: 'refused', code: 'ptz.offline' },
      { cameraId: locked, kind: 'refused', code: 'ptz.locked' },
    ]);
    expect(items[2]).toMatchObject({ details: { holder: admin.username } });
    expect(operations(await received())).toEqual([]);
  });

  it('takes the nearest eight that reach so far, and says that there are more', async () => {
    const ids: string[] = [];
    for (let nth = 1; nth <= 10; nth++) ids.push(await standing(-nth * 0.0005));
    await standing(-0.001, { removedAt: new Date() });
    // 556 m away: farther than it sees; and one that sees farther than usual.
    await standing(EAST_500M, { viewRangeM: 500 });
    const { items, more } = await pointed();
    expect(items.map((one) => one.cameraId)).toEqual(ids.slice(0, 8));
    expect(more).toBe(true);
    ground = { ...ground, lon: ground.lon + 3 };
    const far = await standing(-0.1, { viewRangeM: 12_000 });
    await standing(-0.02);
    expect((await pointed()).items.map((one) => one.cameraId)).toEqual([far]);
  });

  it('ends a scan, and is not for leaders', async () => {
    await standing(-EAST_500M);
    await as(anna).ptz.calibrate({ cameraId, azimuth: 10 });
    const known = { leftPan: 0, leftTilt: 0, leftZoom: 0, rightPan: 0.5 };
    await site.services.db.ptzScan.create({ data: { cameraId, ...known } });
    await as(anna).ptz.startScan({ cameraId, speed: 50 });
    await pointed();
    expect((await as(anna).ptz.state({ cameraId })).scan?.running).toBeNull();
    const leader = await site.user('leader');
    expect(await codeOf(pointed(leader))).toBe('rights.missing');
    const nowhere = as(anna).ptz.pointAt({ lon: 0, lat: 90 });
    expect(await codeOf(nowhere)).toBe('BAD_REQUEST');
  });
});

describe('over a real connection', () => {
  let server: Server;
  let cookie: string;
  let url: string;

  beforeAll(async () => {
    const { services } = site;
    const options = { services, trustProxy: false, httpsOnly: false, dev: false };
    server = createSiteServer({
      ...options,
      metrics: createMetrics(),
      pages: () => null,
      pagePlaces: async () => ({ mediaPorts: [], mediaHosts: [], mapOrigins: [] }),
    });
    const socket = attachPtzSocket(server, options);
    await listen(server, 0, '127.0.0.1');
    const address = server.address();
    url = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    const answer = await fetch(`http://${url}/api/trpc/session.signIn`, {
      method: 'POST',
      headers: { 'x-lukou-csrf': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ json: { username: anna.username, password: TEST_PASSWORD } }),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return async () => {
      await socket[Symbol.asyncDispose]();
      await closeServer(server);
    };
  });
  beforeEach(() => addCamera());

  const connect = (headers: Record<string, string>) =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(`ws://${url}/api/ptz`, { headers });
      socket.once('open', () => resolve(socket));
      socket.once('error', reject);
    });

  it('a killed client stops within 700 ms on the wire', async () => {
    const socket = await connect({ cookie });
    socket.send(JSON.stringify(start(1)));
    await until(async () => ((await received()).moving ? true : null));
    const killedAt = Date.now();
    socket.terminate();
    const stop = await until(
      async () => (await received()).commands.find(({ operation }) => operation === 'Stop') ?? null,
    );
    expect(stop.at - killedAt).toBeLessThan(700);
  });

  it.each([
    ['nobody', () => ({})],
    ['a page from elsewhere', () => ({ cookie, origin: 'https://evil.example' })],
  ])('%s gets none', async (_, headers) => {
    await expect(connect(headers())).rejects.toThrow(/40[13]/);
  });

  it.each(['{', '{"type":"fly"}', JSON.stringify({ type: 'start', sequence: 0 })])(
    'what is no command ends it: %s',
    async (text) => {
      const socket = await connect({ cookie });
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.send(text);
      expect(await closed).toBe(1008);
    },
  );
});

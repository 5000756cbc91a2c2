// In one file, since it is one table: every mutation there is, and the entry it must write.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNT, type Simulator, startSimulator } from '../drivers/test-simulator.ts';
import { applyCheckedImport } from '../imports/applying.ts';
import { checkImport } from '../imports/checking.ts';
import { uploadImport } from '../imports/mutations.ts';
import { type FakeWorker, openFakeWorker } from '../media/fake-worker.ts';
import { createId } from '../platform/ids.ts';
import { type Actor, prove } from '../session/policy.ts';
import { DEFAULT_MAP } from '../settings/data.ts';
import { appRouter } from '../trpc/router.ts';
import {
  type Caller,
  CLUSTER_SECRET,
  codeOf,
  insertPlaces,
  openTestSite,
  TEST_PASSWORD,
  type TestSite,
} from '../trpc/test-site.ts';
import type { AuditAction } from './schema.ts';

let site: TestSite;
let actor: Actor;
let call: Caller;
let worker: FakeWorker;
let divisionId: string;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator(process.env);
  site = await openTestSite();
  actor = await site.user('admin');
  call = site.browser({ signedInAs: actor }).call;
  await call.session.signIn({ username: actor.username, password: TEST_PASSWORD });
  worker = await openFakeWorker('one', CLUSTER_SECRET);
  worker.viewers.push({
    id: 'v1',
    streamId: 's',
    format: 'ws-flv',
    address: '192.0.2.1',
    userId: null,
    since: 0,
    bytes: 0,
    framesDropped: 0,
  });
  await site.services.media.register(worker.report);
  divisionId = (await insertPlaces(site.services)).county.id;
});
afterAll(async () => {
  await simulator[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

let number = 0;
const device = async () => {
  number += 1;
  return { address: simulator.address(`D${number}`), ...ACCOUNT };
};
const channel = () => ({
  channel: 1,
  code: `D${number}`,
  name: 'd',
  mainProfile: 'main',
  subProfile: null,
});
const dome = async () => {
  const access = await device();
  const { cameraIds } = await call.devices.add({ ...access, divisionId, channels: [channel()] });
  return { cameraId: cameraIds[0] ?? '' };
};
const onlyDome = async () => ({ areas: [], chosen: [(await dome()).cameraId], leftOut: [] });
const preset = async () => {
  const camera = await dome();
  const { number: kept } = await call.ptz.savePreset({ ...camera, name: 'p' });
  return { ...camera, number: kept };
};
const cruise = async () => {
  const { cameraId, number: kept } = await preset();
  const stops = [1, 2].map((factor) => ({ number: kept, dwellS: 5 * factor, speed: 50 }));
  await call.ptz.saveCruise({ cameraId, name: 'c', stops });
  const { cruises } = await call.ptz.state({ cameraId });
  return { cameraId, id: cruises[0]?.id ?? '' };
};
const scanned = async () => {
  const { cameraId } = await dome();
  const known = { cameraId, leftPan: 0, leftTilt: 0, leftZoom: 0, rightPan: 0.5 };
  await site.services.db.ptzScan.create({ data: known });
  return { cameraId };
};
const camera = async (driver: 'rtsp' | 'rtmp' = 'rtsp') => {
  number += 1;
  const address = driver === 'rtsp' ? { mainAddress: 'rtsp://10.0.0.1/a' } : {};
  return call.cameras.create({ code: `C${number}`, name: 'c', divisionId, driver, ...address });
};
const roadside = async () => {
  number += 1;
  return call.roadside.create({ code: `R${number}`, name: 'r', kind: 'sign' });
};
const event = async () => {
  const { id: cameraId } = await camera();
  return call.events.mark({ cameraId, severity: 'warn', remark: 'e' });
};
const fault = async () => {
  const { id: runId } = await run();
  const at = new Date(site.clock.wallNow());
  const shown = { position: 0, shownFrom: at, shownTo: at, shownMs: 5, status: null };
  const remark = { remark: 'abnormal' as const, abnormality: 'moved' as const, note: null };
  const records = [{ ...shown, ...remark, failed: [], remarkedAt: at }];
  await call.patrols.report({ runId, records });
  const { records: told } = await call.patrols.run({ id: runId });
  return { id: told[0]?.faultId ?? '', text: '' };
};
const user = async () => {
  number += 1;
  const created = await call.users.create({
    username: `u${number}`,
    displayName: 'u',
    role: 'leader',
  });
  return created.user;
};
const GB = { device: '34020000001180000001', channel: '34020000001320000001' };
const gbSetup = {
  serverId: '34020000002000000001',
  domain: '3402000000',
  password: '<secret> of devices',
};

/** A device that signed in once and is away. */
async function gbDevice(): Promise<string> {
  const id = GB.device;
  const at = new Date();
  const data = {
    transport: 'udp',
    host: '127.0.0.1',
    port: 5060,
    online: false,
    registeredAt: at,
    heardAt: at,
  };
  await site.services.db.gbDevice.upsert({ where: { id }, create: { id, ...data }, update: {} });
  const channel = { deviceId: id, id: GB.channel };
  const said = { name: 'c', maker: '', model: '', parentId: '', online: true };
  await site.services.db.gbChannel.upsert({
    where: { deviceId_id: channel },
    create: { ...channel, ...said },
    update: {},
  });
  return id;
}

const apiKey = () => call.apiKeys.create({ name: 'k' });
const wall = () => call.walls.create({ name: 'w', layout: '4', cells: [] });
const mosaicWall = async () => {
  const cells = [{ cameraId: (await camera()).id, quality: 'auto' as const }];
  return { viewId: (await call.walls.create({ name: 'm', layout: '4', cells })).id };
};
const mapView = () =>
  call.mapViews.create({
    ...{ name: 'm', lon: 117, lat: 31, zoom: 9 },
    ...{ basemapId: null, hidden: [], shared: false },
  });
const plan = () =>
  call.patrols.create({
    name: 'p',
    layout: '4',
    entries: [
      { kind: 'camera', cameraId: 'c', dwellS: 15, quality: 'auto', preset: null, newPage: false },
    ],
  });
const run = async () => {
  const startedAt = new Date(site.clock.wallNow());
  const planId = (await plan()).id;
  return call.patrols.begin({ id: createId(), planId, round: 1, startedAt });
};
const checkedImport = async () => {
  number += 1;
  const text = `编码,名称,行政区划,主码流地址\nI${number},i,340111,rtsp://10.0.0.1/i`;
  const scope = prove(actor, 'imports.run');
  const file = { name: 'i.csv', bytes: Buffer.from(text) };
  const { id } = await uploadImport(site.services, scope, file);
  await checkImport(site.services, id);
  return { id };
};

/** Every mutation there is, how to do it, and what the trail says afterwards. */
const MUTATIONS: Record<string, { does: () => Promise<unknown>; writes: AuditAction }> = {
  'session.signIn': {
    does: () => call.session.signIn({ username: actor.username, password: TEST_PASSWORD }),
    writes: 'session.sign-in',
  },
  'session.setPreferences': {
    does: () => call.session.setPreferences({ theme: 'light' }),
    writes: 'session.set-preferences',
  },
  'session.changePassword': {
    does: () => call.session.changePassword({ current: TEST_PASSWORD, next: 'Dandelion-42' }),
    writes: 'session.change-password',
  },
  'cameras.create': { does: () => camera(), writes: 'cameras.create' },
  'cameras.update': {
    does: async () => call.cameras.update({ ...(await camera()), name: 'd' }),
    writes: 'cameras.update',
  },
  'cameras.move': {
    does: async () => call.cameras.move({ ...(await camera()), lon: 1, lat: 1, point: 'display' }),
    writes: 'cameras.move',
  },
  'cameras.place': {
    does: async () => {
      const { id } = await camera();
      const before = (await call.cameras.places({ ids: [id] })).items[0]?.place;
      if (before === undefined) throw new Error('no place');
      return call.cameras.place({ changes: [{ id, before, after: { ...before, azimuth: 90 } }] });
    },
    writes: 'cameras.move',
  },
  'cameras.remove': {
    does: async () => call.cameras.remove({ ids: [(await camera()).id] }),
    writes: 'cameras.remove',
  },
  'cameras.restore': {
    does: async () =>
      call.cameras.restore(await call.cameras.remove({ ids: [(await camera()).id] })),
    writes: 'cameras.restore',
  },
  'cameras.revealPublishKey': {
    does: async () => call.cameras.revealPublishKey({ ...(await camera('rtmp')), quality: 'main' }),
    writes: 'cameras.reveal-publish-key',
  },
  'roadside.create': { does: () => roadside(), writes: 'roadside.create' },
  'roadside.update': {
    does: async () => call.roadside.update({ ...(await roadside()), name: 's' }),
    writes: 'roadside.update',
  },
  'roadside.remove': {
    does: async () => call.roadside.remove({ ids: [(await roadside()).id] }),
    writes: 'roadside.remove',
  },
  'roadside.restore': {
    does: async () =>
      call.roadside.restore(await call.roadside.remove({ ids: [(await roadside()).id] })),
    writes: 'roadside.restore',
  },
  'imports.applyRows': {
    does: async () => {
      const { id } = await checkedImport();
      await call.imports.applyRows({ id });
      await applyCheckedImport(site.services, id);
    },
    writes: 'imports.apply',
  },
  'imports.cancel': {
    does: async () => call.imports.cancel(await checkedImport()),
    writes: 'imports.cancel',
  },
  'talk.start': {
    does: async () => call.talk.start({ cameraId: (await camera()).id }),
    writes: 'talk.start',
  },
  'live.play': {
    does: async () => call.live.play({ cameraId: (await camera()).id, quality: 'main' }),
    writes: 'live.play',
  },
  'mapViews.create': { does: mapView, writes: 'mapViews.create' },
  'mapViews.update': {
    does: async () => call.mapViews.update({ id: (await mapView()).id, name: 'x' }),
    writes: 'mapViews.update',
  },
  'mapViews.remove': {
    does: async () => call.mapViews.remove(await mapView()),
    writes: 'mapViews.remove',
  },
  'mapViews.restore': {
    does: async () => call.mapViews.restore(await call.mapViews.remove(await mapView())),
    writes: 'mapViews.restore',
  },
  'walls.create': { does: () => wall(), writes: 'walls.create' },
  'walls.update': {
    does: async () => {
      const { id, version } = await wall();
      return call.walls.update({ id, version, name: 'x' });
    },
    writes: 'walls.update',
  },
  'walls.remove': { does: async () => call.walls.remove(await wall()), writes: 'walls.remove' },
  'walls.restore': {
    does: async () => call.walls.restore(await call.walls.remove(await wall())),
    writes: 'walls.restore',
  },
  'mosaics.play': {
    does: async () => call.mosaics.play(await mosaicWall()),
    writes: 'mosaics.play',
  },
  'mosaics.share': {
    does: async () => call.mosaics.share(await mosaicWall()),
    writes: 'mosaics.share',
  },
  'mosaics.close': {
    does: async () => {
      const view = await mosaicWall();
      await call.mosaics.share(view);
      return call.mosaics.close(view);
    },
    writes: 'mosaics.close',
  },
  'patrols.create': { does: plan, writes: 'patrols.create' },
  'patrols.update': {
    does: async () => call.patrols.update({ id: (await plan()).id, version: 1, loop: false }),
    writes: 'patrols.update',
  },
  'patrols.append': {
    does: async () =>
      call.patrols.append({ id: (await plan()).id, cameraIds: [(await camera()).id] }),
    writes: 'patrols.update',
  },
  'patrols.remove': {
    does: async () => call.patrols.remove({ id: (await plan()).id }),
    writes: 'patrols.remove',
  },
  'patrols.restore': {
    does: async () => call.patrols.restore(await call.patrols.remove({ id: (await plan()).id })),
    writes: 'patrols.restore',
  },
  'patrols.begin': { does: run, writes: 'patrols.begin' },
  'patrols.report': {
    does: async () => {
      const at = new Date(site.clock.wallNow());
      const shown = { position: 0, shownFrom: at, shownTo: at, shownMs: 5, status: null };
      const remark = { remark: 'normal' as const, abnormality: null, note: null, failed: [] };
      const records = [{ ...shown, ...remark, remarkedAt: at }];
      await call.patrols.report({ runId: (await run()).id, records });
    },
    writes: 'patrols.remark',
  },
  'patrols.end': {
    does: async () => {
      const at = new Date(site.clock.wallNow());
      return call.patrols.end({ runId: (await run()).id, how: 'done', at });
    },
    writes: 'patrols.end',
  },
  'devices.probe': {
    does: async () => call.devices.probe(await device()),
    writes: 'devices.probe',
  },
  'devices.add': { does: dome, writes: 'devices.add' },
  'devices.setClock': {
    does: async () => call.devices.setClock(await dome()),
    writes: 'devices.set-clock',
  },
  'devices.reboot': {
    does: async () => call.devices.reboot(await dome()),
    writes: 'devices.reboot',
  },
  'devices.setEvents': {
    does: async () => call.devices.setEvents({ ...(await dome()), takes: false }),
    writes: 'devices.set-events',
  },
  'faults.assign': {
    does: async () => call.faults.assign({ ...(await fault()), inCharge: 'f' }),
    writes: 'faults.assign',
  },
  'faults.mend': { does: async () => call.faults.mend(await fault()), writes: 'faults.mend' },
  'faults.close': { does: async () => call.faults.close(await fault()), writes: 'faults.close' },
  'events.mark': { does: event, writes: 'events.mark' },
  'events.acknowledge': {
    does: async () => call.events.acknowledge({ ids: [(await event()).id] }),
    writes: 'events.acknowledge',
  },
  'events.close': {
    does: async () => call.events.close({ ids: [(await event()).id], remark: '' }),
    writes: 'events.close',
  },
  'events.updateSetting': {
    does: () => call.events.updateSetting({ keepDays: 90, foldS: 60 }),
    writes: 'settings.update-events',
  },
  'ptz.callPreset': {
    does: async () => call.ptz.callPreset(await preset()),
    writes: 'ptz.call-preset',
  },
  'ptz.aim': {
    does: async () => {
      const { cameraId } = await preset();
      site.clock.advance(20_000);
      return call.ptz.aim({ cameraId, token: '1' });
    },
    writes: 'ptz.call-preset',
  },
  'ptz.savePreset': { does: preset, writes: 'ptz.save-preset' },
  'ptz.renamePreset': {
    does: async () => call.ptz.renamePreset({ ...(await preset()), name: 'q' }),
    writes: 'ptz.rename-preset',
  },
  'ptz.removePreset': {
    does: async () => call.ptz.removePreset(await preset()),
    writes: 'ptz.remove-preset',
  },
  'ptz.home': { does: async () => call.ptz.home(await dome()), writes: 'ptz.home' },
  'ptz.setHome': { does: async () => call.ptz.setHome(await dome()), writes: 'ptz.set-home' },
  'ptz.auxiliary': {
    does: async () => call.ptz.auxiliary({ ...(await dome()), command: 'tt:Wiper|On' }),
    writes: 'ptz.auxiliary',
  },
  'ptz.frame': {
    does: async () => call.ptz.frame({ ...(await dome()), x: 0.5, y: 0, closer: 2 }),
    writes: 'ptz.frame',
  },
  'ptz.autoLens': {
    does: async () => call.ptz.autoLens({ ...(await dome()), part: 'focus' }),
    writes: 'ptz.auto-lens',
  },
  'ptz.saveCruise': { does: cruise, writes: 'ptz.save-cruise' },
  'ptz.removeCruise': {
    does: async () => call.ptz.removeCruise(await cruise()),
    writes: 'ptz.remove-cruise',
  },
  'ptz.startCruise': {
    does: async () => call.ptz.startCruise(await cruise()),
    writes: 'ptz.start-cruise',
  },
  'ptz.stopCruise': {
    does: async () => call.ptz.stopCruise(await dome()),
    writes: 'ptz.stop-cruise',
  },
  'ptz.setScanLimit': {
    does: async () => call.ptz.setScanLimit({ ...(await dome()), side: 'left' }),
    writes: 'ptz.set-scan-limit',
  },
  'ptz.startScan': {
    does: async () => call.ptz.startScan({ ...(await scanned()), speed: 50 }),
    writes: 'ptz.start-scan',
  },
  'ptz.stopScan': {
    does: async () => call.ptz.stopScan(await dome()),
    writes: 'ptz.stop-scan',
  },
  'ptz.calibrate': {
    does: async () => call.ptz.calibrate({ ...(await dome()), azimuth: 90 }),
    writes: 'ptz.calibrate',
  },
  'ptz.pointAt': {
    does: async () => {
      const { cameraId: id } = await dome();
      await site.services.db.camera.update({ where: { id }, data: { lon: 100, lat: 20 } });
      await call.ptz.calibrate({ cameraId: id, azimuth: 90 });
      return call.ptz.pointAt({ lon: 100.001, lat: 20 });
    },
    writes: 'ptz.point',
  },
  'ptz.lock': {
    does: async () => call.ptz.lock({ ...(await dome()), minutes: 5 }),
    writes: 'ptz.lock',
  },
  'ptz.lockMany': {
    does: async () => call.ptz.lockMany({ selection: await onlyDome(), minutes: 5 }),
    writes: 'ptz.lock',
  },
  'ptz.unlockMany': {
    does: async () => {
      const selection = await onlyDome();
      await call.ptz.lockMany({ selection, minutes: 5 });
      return call.ptz.unlockMany({ selection });
    },
    writes: 'ptz.unlock',
  },
  'pictures.collect': {
    does: async () => call.pictures.collect({ selection: await onlyDome() }),
    writes: 'pictures.collect',
  },
  'ptz.takeOver': {
    does: async () => call.ptz.takeOver({ ...(await dome()), minutes: 5, reason: 'r' }),
    writes: 'ptz.take-over',
  },
  'ptz.unlock': {
    does: async () => {
      const camera = await dome();
      await call.ptz.lock({ ...camera, minutes: 5 });
      return call.ptz.unlock(camera);
    },
    writes: 'ptz.unlock',
  },
  'ptz.wait': { does: async () => call.ptz.wait(await dome()), writes: 'ptz.wait' },
  'ptz.leaveQueue': {
    does: async () => call.ptz.leaveQueue(await dome()),
    writes: 'ptz.leave-queue',
  },
  'nodes.kick': {
    does: async () => {
      await site.services.media.register(worker.report); // time went on meanwhile
      return call.nodes.kick({ nodeId: 'one', viewerId: 'v1' });
    },
    writes: 'nodes.kick',
  },
  'nodes.drain': {
    does: () => call.nodes.drain({ nodeId: 'one', draining: true }),
    writes: 'nodes.drain',
  },
  'settings.updateMap': {
    does: () => call.settings.updateMap(DEFAULT_MAP),
    writes: 'settings.update-map',
  },
  'tracks.updateSetting': {
    does: () => call.tracks.updateSetting({ keepHours: 48 }),
    writes: 'settings.update-tracks',
  },
  'gb28181.saveSetup': { does: () => call.gb28181.saveSetup(gbSetup), writes: 'gb28181.set-up' },
  'gb28181.setMode': {
    does: async () => call.gb28181.setMode({ id: await gbDevice(), mode: 'passive' }),
    writes: 'gb28181.set-mode',
  },
  'gb28181.readCatalog': {
    does: async () => codeOf(call.gb28181.readCatalog({ id: await gbDevice() })),
    writes: 'gb28181.read-catalog',
  },
  'gb28181.forget': {
    does: async () => call.gb28181.forget({ id: await gbDevice() }),
    writes: 'gb28181.forget',
  },
  'gb28181.bringIn': {
    does: async () =>
      call.gb28181.bringIn({ deviceId: await gbDevice(), divisionId, channelIds: [GB.channel] }),
    writes: 'gb28181.bring-in',
  },
  'apiKeys.create': { does: apiKey, writes: 'apiKeys.create' },
  'apiKeys.revoke': {
    does: async () => call.apiKeys.revoke({ id: (await apiKey()).key.id }),
    writes: 'apiKeys.revoke',
  },
  'users.create': { does: user, writes: 'users.create' },
  'users.update': {
    does: async () => call.users.update({ id: (await user()).id, displayName: 'v' }),
    writes: 'users.update',
  },
  'users.setDisabled': {
    does: async () => call.users.setDisabled({ id: (await user()).id, disabled: true }),
    writes: 'users.disable',
  },
  'users.resetPassword': {
    does: async () => call.users.resetPassword({ id: (await user()).id }),
    writes: 'users.reset-password',
  },
  'session.signOut': { does: () => call.session.signOut(), writes: 'session.sign-out' },
  'session.signOutEverywhere': {
    does: () => call.session.signOutEverywhere(),
    writes: 'session.sign-out-everywhere',
  },
};

/** What only the person sees who did it. */
const PRIVATE = ['desk.keep', 'favourites.set'];

it('knows every mutation', () => {
  const procedures = appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string } }
  >;
  // Those of screens need a second browser, and some come from one without a person: server/screens/screens.test.ts.
  const mutations = Object.keys(procedures).filter(
    (path) => procedures[path]?._def.type === 'mutation' && !path.startsWith('screens.'),
  );
  expect([...Object.keys(MUTATIONS), ...PRIVATE].sort()).toEqual(mutations.sort());
});

it.each(Object.entries(MUTATIONS))('writes down %s', async (_path, { does, writes }) => {
  const count = () => site.services.db.auditEntry.count({ where: { action: writes } });
  const before = await count();
  await does();
  expect(await count()).toBe(before + 1);
  const last = await site.services.db.auditEntry.findFirst({
    where: { action: writes },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });
  expect(last).toMatchObject({ username: actor.username, address: '192.0.2.1' });
  expect(JSON.stringify(last)).not.toMatch(/Corn-flower|Dandelion|<secret>/);
});

it('pages from the newest to the oldest', async () => {
  const [first, second] = [
    await call.audit.list({ limit: 3 }),
    await call.audit.list({ limit: 6 }),
  ];
  const next = await call.audit.list({ limit: 3, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...next.items]).toEqual(second.items);
});

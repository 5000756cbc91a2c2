import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from '../session/policy.ts';
import { permissionSchema, type Role, roleSchema } from '../session/schema.ts';
import { appRouter } from './router.ts';
import { codeOf, openTestSite, type TestSite } from './test-site.ts';

/** Who may call what. A new procedure fails here until somebody decides. */
const ACCESS: Record<string, string> = {
  'session.current': 'public',
  'session.signIn': 'public',
  'session.signOut': 'signed-in',
  'session.signOutEverywhere': 'signed-in',
  'session.changePassword': 'signed-in',
  'session.setPreferences': 'signed-in',
  'desk.get': 'cameras.view',
  'desk.keep': 'cameras.view',
  'cameras.map': 'cameras.view',
  'cameras.list': 'cameras.view',
  'cameras.search': 'cameras.view',
  'cameras.get': 'cameras.view',
  'cameras.along': 'cameras.view',
  'cameras.selected': 'cameras.view',
  'cameras.selectedRows': 'cameras.view',
  'cameras.neighbours': 'cameras.view',
  'cameras.counts': 'cameras.view',
  'cameras.changes': 'cameras.view',
  'cameras.create': 'cameras.edit',
  'cameras.update': 'cameras.edit',
  'cameras.move': 'cameras.edit',
  'cameras.places': 'cameras.edit',
  'cameras.place': 'cameras.edit',
  'cameras.remove': 'cameras.edit',
  'cameras.restore': 'cameras.edit',
  'cameras.revealPublishKey': 'cameras.edit',
  'cameras.test': 'cameras.edit',
  'devices.probe': 'cameras.edit',
  'devices.add': 'cameras.edit',
  'devices.discover': 'cameras.edit',
  'devices.scan': 'cameras.edit',
  'devices.clock': 'cameras.edit',
  'devices.setClock': 'cameras.edit',
  'devices.reboot': 'cameras.edit',
  'devices.events': 'cameras.edit',
  'devices.setEvents': 'cameras.edit',
  'favourites.list': 'cameras.view',
  'favourites.set': 'cameras.view',
  'trees.marked': 'cameras.view',
  'faults.list': 'faults.view',
  'faults.get': 'faults.view',
  'faults.assign': 'faults.edit',
  'faults.mend': 'faults.edit',
  'faults.close': 'faults.edit',
  'events.list': 'events.view',
  'events.get': 'events.view',
  'events.open': 'events.view',
  'events.acknowledge': 'events.handle',
  'events.close': 'events.handle',
  'events.mark': 'events.handle',
  'events.setting': 'events.view',
  'events.updateSetting': 'settings.edit',
  'pictures.collect': 'snapshots.take',
  'ptz.state': 'ptz.move',
  'ptz.lockMany': 'ptz.move',
  'ptz.unlockMany': 'ptz.move',
  'ptz.follow': 'ptz.move',
  'ptz.moves': 'ptz.move',
  'ptz.presets': 'ptz.move',
  'ptz.callPreset': 'ptz.move',
  'ptz.aim': 'ptz.move',
  'ptz.savePreset': 'ptz.move',
  'ptz.renamePreset': 'ptz.move',
  'ptz.removePreset': 'ptz.move',
  'ptz.home': 'ptz.move',
  'ptz.setHome': 'ptz.move',
  'ptz.auxiliary': 'ptz.move',
  'ptz.frame': 'ptz.move',
  'ptz.saveCruise': 'ptz.move',
  'ptz.removeCruise': 'ptz.move',
  'ptz.startCruise': 'ptz.move',
  'ptz.stopCruise': 'ptz.move',
  'ptz.setScanLimit': 'ptz.move',
  'ptz.startScan': 'ptz.move',
  'ptz.stopScan': 'ptz.move',
  'ptz.pointAt': 'ptz.move',
  'ptz.calibrate': 'ptz.move',
  'ptz.autoLens': 'ptz.move',
  'ptz.lock': 'ptz.move',
  'ptz.takeOver': 'ptz.move',
  'ptz.unlock': 'ptz.move',
  'ptz.wait': 'ptz.move',
  'ptz.leaveQueue': 'ptz.move',
  'mosaics.state': 'mosaics.play',
  'mosaics.play': 'mosaics.play',
  'mosaics.share': 'mosaics.share',
  'mosaics.close': 'mosaics.share',
  'talk.support': 'talk.speak',
  'talk.follow': 'talk.speak',
  'talk.start': 'talk.speak',
  'trees.divisions': 'cameras.view',
  'trees.groups': 'cameras.view',
  'trees.roads': 'cameras.view',
  'trees.sections': 'cameras.view',
  'trees.drivers': 'cameras.view',
  'trees.devices': 'cameras.view',
  'trees.divisionChoices': 'cameras.view',
  'trees.groupChoices': 'cameras.view',
  'roadside.list': 'cameras.view',
  'roadside.get': 'cameras.view',
  'roadside.nearby': 'cameras.view',
  'roadside.create': 'roadside.edit',
  'roadside.update': 'roadside.edit',
  'roadside.remove': 'roadside.edit',
  'roadside.restore': 'roadside.edit',
  'roads.geometry': 'cameras.view',
  'roads.posts': 'cameras.view',
  'roads.locate': 'cameras.view',
  'roads.nearest': 'cameras.view',
  'roads.stretch': 'cameras.view',
  'imports.list': 'imports.run',
  'imports.get': 'imports.run',
  'imports.rows': 'imports.run',
  'imports.applyRows': 'imports.run',
  'imports.cancel': 'imports.run',
  'imports.follow': 'imports.run',
  'live.play': 'live.play',
  'live.state': 'live.play',
  'mapViews.list': 'cameras.view',
  'mapViews.create': 'mapViews.edit',
  'mapViews.update': 'mapViews.edit',
  'mapViews.remove': 'mapViews.edit',
  'mapViews.restore': 'mapViews.edit',
  'walls.list': 'walls.view',
  'walls.get': 'walls.view',
  'walls.create': 'walls.edit',
  'walls.update': 'walls.edit',
  'walls.remove': 'walls.edit',
  'walls.restore': 'walls.edit',
  'patrols.list': 'patrols.view',
  'patrols.get': 'patrols.view',
  'patrols.program': 'patrols.view',
  'patrols.due': 'patrols.view',
  'patrols.pick': 'patrols.edit',
  'patrols.create': 'patrols.edit',
  'patrols.update': 'patrols.edit',
  'patrols.append': 'patrols.edit',
  'patrols.remove': 'patrols.edit',
  'patrols.restore': 'patrols.edit',
  'patrols.begin': 'patrols.run',
  'patrols.report': 'patrols.run',
  'patrols.end': 'patrols.run',
  'patrols.runs': 'patrols.view',
  'patrols.run': 'patrols.view',
  'patrols.day': 'patrols.view',
  'screens.list': 'screens.send',
  'screens.follow': 'screens.send',
  'screens.send': 'screens.send',
  'screens.takeBack': 'screens.send',
  'screens.setBlank': 'screens.send',
  'screens.identify': 'screens.send',
  'screens.enrol': 'screens.manage',
  'screens.rename': 'screens.manage',
  'screens.forget': 'screens.manage',
  'screens.restore': 'screens.manage',
  'screens.begin': 'public',
  'screens.order': 'public',
  'screens.beat': 'screen',
  'screens.play': 'screen',
  'screens.state': 'screen',
  'nodes.list': 'nodes.view',
  'nodes.streams': 'nodes.view',
  'nodes.viewers': 'nodes.view',
  'nodes.kick': 'nodes.manage',
  'nodes.drain': 'nodes.manage',
  'settings.map': 'cameras.view',
  'settings.updateMap': 'settings.edit',
  'tracks.get': 'cameras.view',
  'tracks.setting': 'cameras.view',
  'tracks.updateSetting': 'settings.edit',
  'gb28181.setup': 'cameras.edit',
  'gb28181.saveSetup': 'settings.edit',
  'gb28181.devices': 'cameras.edit',
  'gb28181.channels': 'cameras.edit',
  'gb28181.setMode': 'cameras.edit',
  'gb28181.readCatalog': 'cameras.edit',
  'gb28181.forget': 'cameras.edit',
  'gb28181.bringIn': 'cameras.edit',
  'apiKeys.list': 'apiKeys.manage',
  'apiKeys.create': 'apiKeys.manage',
  'apiKeys.revoke': 'apiKeys.manage',
  'users.list': 'users.manage',
  'users.create': 'users.manage',
  'users.update': 'users.manage',
  'users.setDisabled': 'users.manage',
  'users.resetPassword': 'users.manage',
  'audit.list': 'audit.view',
};

const ROLES: Record<Role, readonly string[]> = {
  admin: permissionSchema.options,
  operator: [
    'cameras.view',
    'live.play',
    'snapshots.take',
    'mapViews.edit',
    'walls.view',
    'walls.edit',
    'mosaics.play',
    'mosaics.share',
    'patrols.view',
    'patrols.edit',
    'patrols.run',
    'ptz.move',
    'talk.speak',
    'events.view',
    'events.handle',
    'faults.view',
    'faults.edit',
    'screens.send',
    'screens.manage',
  ],
  leader: [
    'cameras.view',
    'live.play',
    'walls.view',
    'mosaics.play',
    'patrols.view',
    'events.view',
    'faults.view',
  ],
};

type Definition = { meta?: { access?: string }; output?: unknown; inputs: unknown[] };
// At run time the router's procedures are flat, by their whole path.
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: Definition }>;
const paths = Object.keys(procedures);

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site[Symbol.asyncDispose]());

it('says for every procedure who may call it, and what it answers', () => {
  const told = paths.map((path) => [path, procedures[path]?._def.meta?.access]);
  expect(Object.fromEntries(told)).toEqual(ACCESS);
  expect(paths.filter((path) => !procedures[path]?._def.output)).toEqual([]);
});

it.each(roleSchema.options)('gives %s exactly its rights', (role) => {
  expect(permissionsOf(role)).toEqual(ROLES[role]);
});

/** Without input: what has the right gets as far as the input, or further. */
function attempt(path: string, call: unknown): Promise<unknown> {
  const [noun = '', verb = ''] = path.split('.');
  const procedure = (call as Record<string, Record<string, (input?: unknown) => Promise<unknown>>>)[
    noun
  ]?.[verb];
  return procedure ? procedure() : Promise.reject(new Error(`no procedure ${path}`));
}

describe.each(paths)('%s', (path) => {
  const access = ACCESS[path] ?? '';

  it('asks strangers to sign in', async () => {
    const code = await codeOf(attempt(path, site.browser().call));
    expect(code === 'auth.required').toBe(access !== 'public');
  });

  it.each(roleSchema.options)('keeps to the rights of %s', async (role) => {
    const signedInAs = { ...NOBODY, role };
    const code = await codeOf(attempt(path, site.browser({ signedInAs }).call));
    const allowed = ['public', 'signed-in', ...ROLES[role]].includes(access);
    expect(code === 'rights.missing').toBe(!allowed);
    expect(code).not.toBe('auth.required');
  });

  it('waits until a first password was changed', async () => {
    const signedInAs = { ...NOBODY, mustChangePassword: true };
    const code = await codeOf(attempt(path, site.browser({ signedInAs }).call));
    expect(code === 'auth.must-change-password').toBe(
      access !== 'public' && !path.startsWith('session.'),
    );
  });
});

const NOBODY = {
  userId: 'nobody',
  username: 'nobody',
  role: 'admin',
  mustChangePassword: false,
  address: null,
} as const;

/** Talking to devices for the devices page: who dialled what is written down first. */
import { writeAudit } from '../audit/mutations.ts';
import type { OpenDevice } from '../drivers/driver.ts';
import { discover } from '../drivers/onvif/discovery.ts';
import { onvifDriver } from '../drivers/onvif/driver.ts';
import { addressesOf, scan } from '../drivers/onvif/scan.ts';
import { deviceUrl } from '../drivers/onvif/services.ts';
import type { FoundDevice } from '../drivers/schema.ts';
import { AppError } from '../platform/errors.ts';
import type { Services } from '../trpc/context.ts';
import { camerasAt, deviceOf, type Editor } from './data.ts';
import { addDevice } from './mutations.ts';
import type { DeviceAddInput, ProbedDevice, Sighted } from './schema.ts';

/** A recorder with many channels answers some hundred calls. */
const PROBE_WITHIN_MS = 60_000;

type Access = { readonly address: string; readonly username: string; readonly password: string };

export async function probe(
  services: Services,
  scope: Editor,
  access: Access,
  signal: AbortSignal | undefined,
): Promise<ProbedDevice> {
  const found = await describeDevice(services, scope, access, signal);
  return { ...found, known: await camerasAt(services.db, scope, found.address) };
}

async function describeDevice(
  services: Services,
  scope: Editor,
  { address, username, password }: Access,
  signal: AbortSignal | undefined,
): Promise<FoundDevice> {
  const { host } = deviceUrl(address);
  await writeAudit(services.db, scope, { action: 'devices.probe', details: { host } });
  const within = AbortSignal.timeout(PROBE_WITHIN_MS);
  const until = AbortSignal.any([services.stopping, within, ...(signal ? [signal] : [])]);
  const target = { address, username: username || null, password: password || null };
  await using device = await onvifDriver.open(platformOf(services), target, until);
  const found = await device.describe(until);
  if (found.channels.length === 0) throw new AppError('onvif.no-channels');
  return found;
}

function platformOf({ clock, cameraNetworks }: Services) {
  return { clock, networks: cameraNetworks };
}

/** Asks the device again: what is stored is what it says, not what the page remembers. */
export async function add(
  services: Services,
  scope: Editor,
  input: DeviceAddInput,
): Promise<{ cameraIds: string[] }> {
  const found = await describeDevice(services, scope, input, undefined);
  const { db, secrets } = services;
  return { cameraIds: await addDevice(db, scope, secrets, input, found) };
}

type Progress = { done: number; total: number; found: Sighted[] };

export async function* discoverDevices(
  services: Services,
  scope: Editor,
  signal: AbortSignal,
): AsyncGenerator<Progress> {
  await writeAudit(services.db, scope, { action: 'devices.discover' });
  for await (const { done, total, found } of discover(platformOf(services), [], signal))
    yield { done, total, found: found.map(({ endpoint: _, ...shown }) => shown) };
}

export async function* scanDevices(
  services: Services,
  scope: Editor,
  { range, ports }: { range: string; ports: readonly number[] },
  signal: AbortSignal,
): AsyncGenerator<Progress> {
  const addresses = addressesOf(range, services.cameraNetworks);
  await writeAudit(services.db, scope, { action: 'devices.discover', details: { range } });
  yield { done: 0, total: addresses.length * ports.length, found: [] };
  for await (const { done, total, found } of scan(platformOf(services), addresses, ports, signal))
    yield {
      done,
      total,
      found: found.map((address) => ({ address, name: '', hardware: '', location: '' })),
    };
}

export async function readClock(
  services: Services,
  scope: Editor,
  cameraId: string,
): Promise<{ offsetMs: number | null }> {
  await using device = await openStored(services, scope, cameraId);
  const offsetMs = await device.clockOffset();
  return { offsetMs: offsetMs === null ? null : Math.round(offsetMs) };
}

export async function setClock(
  services: Services,
  scope: Editor,
  cameraId: string,
): Promise<{ offsetMs: number | null }> {
  await using device = await openStored(services, scope, cameraId);
  await writeAudit(services.db, scope, {
    action: 'devices.set-clock',
    subject: { type: 'camera', id: cameraId, name: device.name },
  });
  await device.setClock(services.clock.wallNow());
  return { offsetMs: await device.clockOffset() };
}

export async function reboot(services: Services, scope: Editor, cameraId: string): Promise<void> {
  await using device = await openStored(services, scope, cameraId);
  await writeAudit(services.db, scope, {
    action: 'devices.reboot',
    subject: { type: 'camera', id: cameraId, name: device.name },
  });
  await device.reboot();
}

async function openStored(
  services: Services,
  scope: Editor,
  cameraId: string,
): Promise<OpenDevice & { readonly name: string }> {
  const { name, address, username, passwordCipher } = await deviceOf(services.db, scope, cameraId);
  const password = passwordCipher === null ? null : services.secrets.open(passwordCipher);
  const target = { address, username, password };
  const within = AbortSignal.timeout(PROBE_WITHIN_MS);
  const device = await onvifDriver.open(platformOf(services), target, within);
  return Object.assign(device, { name });
}

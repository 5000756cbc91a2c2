import { writeAudit } from '../audit/mutations.ts';
import { publishChanges } from '../cameras/changes.ts';
import { codeTaken, demandPlaces, refreshSearch } from '../cameras/mutations.ts';
import { sortName } from '../cameras/search-text.ts';
import type { FoundChannel, FoundDevice, FoundProfile } from '../drivers/schema.ts';
import type { Database, Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import { notify } from '../platform/notify.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { type Editor, ownDevice } from './data.ts';
import type { DeviceAddInput, DeviceEventsInput } from './schema.ts';

type Chosen = DeviceAddInput['channels'][number];

/** A device that is known already by its address gets the cameras; its credentials are the ones that work. */
export async function addDevice(
  db: Database,
  scope: Editor,
  secrets: SecretBox,
  input: DeviceAddInput,
  found: FoundDevice,
): Promise<string[]> {
  return codeTaken(input.channels.map(({ code }) => code).join(', '), () =>
    db.$transaction(async (tx) => {
      await demandPlaces(tx, { divisionId: input.divisionId });
      const deviceId = await putDevice(tx, secrets, input, found);
      await demandFreeChannels(tx, deviceId, input.channels);
      const ids: string[] = [];
      for (const chosen of input.channels)
        ids.push(
          await insertChannel(tx, { deviceId, divisionId: input.divisionId }, chosen, found),
        );
      await writeAudit(tx, scope, {
        action: 'devices.add',
        subject: { type: 'device', id: deviceId, name: `${found.maker} ${found.model}`.trim() },
        details: { address: found.address, codes: input.channels.map(({ code }) => code) },
      });
      await publishChanges(
        tx,
        ids.map((id) => ({ type: 'upserted', id })),
      );
      return ids;
    }),
  );
}

async function putDevice(
  tx: Transaction,
  secrets: SecretBox,
  { username, password }: DeviceAddInput,
  { address, maker, model, firmware, services }: FoundDevice,
): Promise<string> {
  const data = {
    driver: 'onvif' as const,
    address,
    maker: maker || null,
    model: model || null,
    firmware: firmware || null,
    username: username || null,
    passwordCipher: password === '' ? null : secrets.seal(password),
    pullPoint: services.includes('events'),
  };
  const known = await tx.device.findFirst({
    where: { address, cameras: { some: { removedAt: null } } },
    select: { id: true },
  });
  if (!known) return (await tx.device.create({ data, select: { id: true } })).id;
  await tx.device.update({ where: { id: known.id }, data, select: { id: true } });
  return known.id;
}

async function demandFreeChannels(
  tx: Transaction,
  deviceId: string,
  channels: readonly Chosen[],
): Promise<void> {
  const taken = await tx.camera.findFirst({
    where: { deviceId, removedAt: null, channel: { in: channels.map(({ channel }) => channel) } },
    select: { channel: true, name: true },
  });
  if (taken) throw new AppError('device.channel-taken', { details: taken });
}

async function insertChannel(
  tx: Transaction,
  place: { readonly deviceId: string; readonly divisionId: string },
  chosen: Chosen,
  found: FoundDevice,
): Promise<string> {
  const channel = found.channels.find((one) => one.channel === chosen.channel);
  if (!channel) throw new AppError('onvif.no-channels');
  const id = createId();
  await tx.camera.create({
    select: { id: true },
    data: {
      id,
      code: chosen.code,
      name: chosen.name,
      sortName: sortName(chosen.name),
      channel: channel.channel,
      kind: channel.control.ptz?.panTilt ? 'ptz' : 'bullet',
      control: channel.control,
      tags: [],
      ...place,
      streams: { create: streamsOf(channel, chosen) },
    },
  });
  await refreshSearch(tx, id);
  return id;
}

function streamsOf(channel: FoundChannel, { mainProfile, subProfile }: Chosen) {
  const main = addressOf(channel.profiles, mainProfile);
  if (main === null) throw new AppError('camera.no-such-stream');
  const sub = subProfile === null ? null : addressOf(channel.profiles, subProfile);
  return [
    { id: createId(), quality: 'main' as const, url: main },
    ...(sub === null ? [] : [{ id: createId(), quality: 'sub' as const, url: sub }]),
  ];
}

function addressOf(profiles: readonly FoundProfile[], token: string): string | null {
  return profiles.find((profile) => profile.token === token)?.address ?? null;
}

export async function setTakesEvents(
  db: Database,
  scope: Editor,
  { cameraId, takes }: DeviceEventsInput,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { name, deviceId } = await ownDevice(tx, scope, cameraId);
    await tx.device.update({
      where: { id: deviceId },
      data: { takesEvents: takes },
      select: { id: true },
    });
    await writeAudit(tx, scope, {
      action: 'devices.set-events',
      subject: { type: 'camera', id: cameraId, name },
      details: { takes },
    });
    await notify(tx, 'event_changes', '');
  });
}

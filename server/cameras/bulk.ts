import type { Transaction } from '../platform/db.ts';
import { createId } from '../platform/ids.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { roadCodes } from '../roads/data.ts';
import type { CameraCreateInput } from './schema.ts';
import { searchEntry, sortName } from './search-text.ts';
import { type Access, deviceChanges, streamRows } from './sources.ts';

/** References were checked before; the database checks them again. */
export type NewCamera = { readonly input: CameraCreateInput; readonly access: Access };

/** Some hundred cameras at once: five statements instead of eight per camera. */
export async function insertMany(
  tx: Transaction,
  secrets: SecretBox,
  cameras: readonly NewCamera[],
): Promise<string[]> {
  const roads = await roadCodes(
    tx,
    cameras.map(({ input }) => input.roadId),
  );
  const rows = cameras.map(({ input, access }) => {
    const [id, deviceId] = [createId(), createId()];
    const { driver, groupIds, code, name, divisionId, roadId } = input;
    const { kind, projection, direction, chainageM, lon, lat, azimuth, viewAngle } = input;
    const { viewRangeM, tags } = input;
    const seen = { kind, projection, azimuth, viewAngle, viewRangeM, tags };
    const place = { ...seen, direction, chainageM, lon, lat };
    const named = { code, name, roadCode: roads.get(roadId ?? '') ?? null };
    return {
      id,
      device: { id: deviceId, driver, ...deviceChanges(secrets, input, access) },
      camera: { id, deviceId, code, name, sortName: sortName(name), divisionId, roadId, ...place },
      streams: streamRows(secrets, id, input, access),
      groups: [...new Set(groupIds)].map((groupId) => ({ cameraId: id, groupId })),
      search: { cameraId: id, ...searchEntry({ ...named, chainageM: chainageM ?? null }) },
    };
  });
  await tx.device.createMany({ data: rows.map((row) => row.device) });
  await tx.camera.createMany({ data: rows.map((row) => row.camera) });
  await tx.cameraStream.createMany({ data: rows.flatMap((row) => row.streams) });
  await tx.cameraGroup.createMany({ data: rows.flatMap((row) => row.groups) });
  await tx.cameraSearch.createMany({ data: rows.map((row) => row.search) });
  return rows.map((row) => row.id);
}

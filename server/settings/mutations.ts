import { writeAudit } from '../audit/mutations.ts';
import type { Database, Db } from '../platform/db.ts';
import type { Scope } from '../session/policy.ts';
import type { MapSetting } from './schema.ts';

export async function updateMap(
  db: Database,
  scope: Scope<'settings.edit'>,
  value: MapSetting,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await storeMap(tx, value);
    await writeAudit(tx, scope, {
      action: 'settings.update-map',
      details: { engine: value.engine, basemaps: value.basemaps.map(({ id }) => id) },
    });
  });
}

export async function storeMap(db: Db, value: MapSetting): Promise<void> {
  await db.setting.upsert({
    where: { key: 'map' },
    create: { key: 'map', value },
    update: { value },
  });
}

/** Cameras as they come in by spreadsheets. */
import { demandAllowedAddress } from '../cameras/address.ts';
import { insertMany, type NewCamera } from '../cameras/bulk.ts';
import { publishChanges } from '../cameras/changes.ts';
import { changeCamera } from '../cameras/mutations.ts';
import type { Transaction } from '../platform/db.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { CAMERA_COLUMNS, CAMERA_NEEDED } from './camera-columns.ts';
import { checkCameraRow } from './camera-rows.ts';
import type { Cell, Header } from './columns.ts';
import { cameraReferences } from './data.ts';
import { type CheckedRow, checkedRowSchema } from './schema.ts';
import type { CheckTools, ImportedKind } from './subject.ts';

/** Browsers are told of single cameras up to so many, beyond that to load everything again. */
const MAX_SINGLE_CHANGES = 50;

export const importedCameras: ImportedKind = {
  columns: CAMERA_COLUMNS,
  needed: CAMERA_NEEDED,
  async checker({ db, secrets, cameraNetworks }, header, rows) {
    const tables = await cameraReferences(db);
    const hosts = await allowedHosts(header, rows, cameraNetworks);
    const references = {
      ...tables,
      isAllowed: (host: string) => hosts.get(host) ?? true,
      sealPassword: (password: string) => secrets.seal(password),
    };
    const seenAt = new Map<string, number>();
    return (cells, rowNumber) => checkCameraRow(cells, header, rowNumber, references, seenAt);
  },
  async write(tx, { secrets, media }, stored) {
    const rows = stored.map((row) => checkedRowSchema.parse(row));
    const ids = await existingIds(tx, rows);
    const fresh = rows.flatMap((row) => (ids.has(row.code) ? [] : toNew(secrets, row)));
    const inserted = await insertMany(tx, secrets, fresh);
    const streamIds: string[] = [];
    for (const row of rows) {
      const id = ids.get(row.code);
      if (id) streamIds.push(...(await changeOne(tx, secrets, id, row)));
    }
    const all = [...inserted, ...ids.values()];
    await publishChanges(
      tx,
      all.length > MAX_SINGLE_CHANGES
        ? [{ type: 'reset' }]
        : all.map((id) => ({ type: 'upserted', id })),
    );
    return () => media.refresh(streamIds);
  },
};

/** Each host is looked up once, however many rows name it. */
async function allowedHosts(
  header: Header,
  rows: readonly { readonly cells: readonly Cell[] }[],
  networks: CheckTools['cameraNetworks'],
): Promise<Map<string, boolean>> {
  const columns = [header.get('address'), header.get('subAddress')];
  const hosts = new Set(
    rows.flatMap(({ cells }) => columns.flatMap((column) => hostOf(cells[column ?? -1]) ?? [])),
  );
  const allowed = new Map<string, boolean>();
  for (const host of hosts)
    allowed.set(
      host,
      await demandAllowedAddress(host, networks).then(
        () => true,
        () => false,
      ),
    );
  return allowed;
}

function hostOf(cell: Cell | undefined): string | null {
  const text = String(cell ?? '').trim();
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, '') : null;
}

/** Looked up again: between check and apply somebody may have added or removed some. */
async function existingIds(tx: Transaction, rows: readonly CheckedRow[]) {
  const found = await tx.camera.findMany({
    where: { removedAt: null, code: { in: rows.map((row) => row.code) } },
    select: { id: true, code: true },
  });
  return new Map(found.map(({ id, code }) => [code, id]));
}

function toNew(secrets: SecretBox, row: CheckedRow): NewCamera[] {
  const { name, divisionId } = row;
  // An update whose camera is gone by now and that does not say enough for a new one.
  if (name === undefined || divisionId === undefined) return [];
  // A sheet names streams, not devices: what is new comes by its address.
  const driver = row.driver === 'rtmp' ? 'rtmp' : 'rtsp';
  return [{ input: { ...row, driver, name, divisionId }, access: accessOf(secrets, row) }];
}

async function changeOne(
  tx: Transaction,
  secrets: SecretBox,
  id: string,
  row: CheckedRow,
): Promise<string[]> {
  const { driver: _, ...fields } = row;
  const { streamIds } = await changeCamera(tx, secrets, { ...fields, id }, accessOf(secrets, row));
  return streamIds;
}

function accessOf(secrets: SecretBox, row: CheckedRow) {
  const password = row.passwordCipher === undefined ? undefined : secrets.open(row.passwordCipher);
  return {
    urls: { main: row.mainAddress, sub: row.subAddress },
    username: row.username,
    password,
  };
}

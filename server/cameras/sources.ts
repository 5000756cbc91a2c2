/** How a camera is reached: its device's credentials and its main and sub stream. */
import { randomBytes } from 'node:crypto';
import { readGbAddress } from '../gb28181/address.ts';
import type { Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { createId } from '../platform/ids.ts';
import type { Networks } from '../platform/networks.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { type CameraAddress, demandAllowedAddress, parseAddress } from './address.ts';
import type { CameraCreateInput, CameraUpdateInput, Quality } from './schema.ts';

type Fields = Pick<
  CameraUpdateInput,
  'username' | 'password' | 'mainAddress' | 'subAddress' | 'transport' | 'maker'
>;

/** Addresses without credentials, and the credentials; undefined: unchanged, null: none. */
export type Access = {
  readonly urls: Readonly<Record<Quality, string | null | undefined>>;
  readonly username: string | null | undefined;
  readonly password: string | null | undefined;
};

const QUALITIES = ['main', 'sub'] as const satisfies readonly Quality[];

/** Checks the addresses and takes credentials out of them; a field of its own wins over the address. */
export async function readAccess(input: Fields, networks: Networks): Promise<Access> {
  const main = readAddress(input.mainAddress);
  const sub = readAddress(input.subAddress);
  for (const address of [main, sub])
    if (address) await demandAllowedAddress(address.host, networks);
  const typed = [main, sub].find((address) => address?.username ?? address?.password);
  return {
    urls: { main: urlOf(main), sub: urlOf(sub) },
    username: input.username === undefined ? typed?.username : input.username || null,
    password: input.password === undefined ? typed?.password : input.password || null,
  };
}

function urlOf(address: CameraAddress | null | undefined): string | null | undefined {
  return address === null ? null : address?.url;
}

function readAddress(text: string | null | undefined): CameraAddress | null | undefined {
  // Where its device signed in is nobody's to change.
  if (text === undefined || (text && readGbAddress(text))) return undefined;
  return text ? parseAddress(text) : null;
}

export function deviceChanges(secrets: SecretBox, input: Fields, access: Access) {
  const { username, password } = access;
  return {
    ...(input.maker === undefined ? {} : { maker: input.maker || null }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined
      ? {}
      : { passwordCipher: password === null ? null : secrets.seal(password) }),
  };
}

export async function createStreams(
  tx: Transaction,
  secrets: SecretBox,
  cameraId: string,
  input: CameraCreateInput,
  access: Access,
): Promise<string[]> {
  const rows = streamRows(secrets, cameraId, input, access);
  if (rows.length === 0) throw new AppError('camera.address-invalid');
  await tx.cameraStream.createMany({ data: rows });
  return rows.map((row) => row.id);
}

/** Two for a camera that publishes, else one per address. */
export function streamRows(
  secrets: SecretBox,
  cameraId: string,
  input: Pick<CameraCreateInput, 'driver' | 'transport'>,
  access: Access,
) {
  const publishes = input.driver === 'rtmp';
  const qualities = publishes ? QUALITIES : QUALITIES.filter((quality) => access.urls[quality]);
  return qualities.map((quality) => ({
    id: createId(),
    cameraId,
    quality,
    url: publishes ? null : (access.urls[quality] ?? null),
    transport: input.transport ?? ('auto' as const),
    publishKeyCipher: publishes ? secrets.seal(newPublishKey()) : null,
  }));
}

/** Returns the streams whose source a worker must be told about again. */
export async function updateStreams(
  tx: Transaction,
  input: CameraUpdateInput,
  access: Access,
): Promise<string[]> {
  const { device, streams } = await tx.camera.findUniqueOrThrow({
    where: { id: input.id },
    select: { device: { select: { driver: true } }, streams: true },
  });
  if (device.driver === 'gb28181' && (access.urls.main || access.urls.sub))
    throw new AppError('camera.driver-fixed');
  if (device.driver === 'rtmp') {
    if (access.urls.main || access.urls.sub) throw new AppError('camera.driver-fixed');
    return [];
  }
  for (const quality of QUALITIES) {
    const url = access.urls[quality];
    const existing = streams.find((stream) => stream.quality === quality);
    if (url === null && existing) await tx.cameraStream.delete({ where: { id: existing.id } });
    if (url) await putStream(tx, input, { quality, url }, existing?.id ?? null);
  }
  if (input.transport)
    await tx.cameraStream.updateMany({
      where: { cameraId: input.id },
      data: { transport: input.transport },
    });
  const left = await tx.cameraStream.findMany({
    where: { cameraId: input.id },
    select: { id: true },
  });
  if (left.length === 0) throw new AppError('camera.address-invalid');
  const touched = [access.urls.main, access.urls.sub, access.username, access.password];
  const unchanged = touched.every((value) => value === undefined) && !input.transport;
  return unchanged ? [] : [...new Set([...streams, ...left].map((stream) => stream.id))];
}

async function putStream(
  tx: Transaction,
  input: CameraUpdateInput,
  stream: { quality: Quality; url: string },
  id: string | null,
): Promise<void> {
  if (id) await tx.cameraStream.update({ where: { id }, data: { url: stream.url } });
  else
    await tx.cameraStream.create({
      data: {
        id: createId(),
        cameraId: input.id,
        ...stream,
        transport: input.transport ?? 'auto',
      },
    });
}

function newPublishKey(): string {
  return randomBytes(18).toString('base64url');
}

import { createHash } from 'node:crypto';
import type { StreamSpec } from '../../media-worker/control/contract.ts';
import { readGbAddress } from '../gb28181/address.ts';
import type { Db } from '../platform/db.ts';
import type { SecretBox } from '../platform/secrets.ts';

/** What is dialled to reach a camera. */
export type CameraSource = Extract<StreamSpec['source'], { kind: 'rtsp' | 'srt' }>;
export type RtspTransport = Extract<CameraSource, { kind: 'rtsp' }>['transport'];

const STOP_AFTER_MS = 30_000;

/** Streams as a worker is told about them; those of removed cameras are left out. */
export async function streamSpecs(
  db: Db,
  secrets: SecretBox,
  ids: readonly string[],
  keepWarm = false,
): Promise<StreamSpec[]> {
  const rows = await db.cameraStream.findMany({
    where: { id: { in: [...ids] }, camera: { removedAt: null } },
    select: {
      id: true,
      url: true,
      transport: true,
      publishKeyCipher: true,
      camera: {
        select: { name: true, device: { select: { username: true, passwordCipher: true } } },
      },
    },
  });
  return rows.map(({ id, url, transport, publishKeyCipher, camera: { name, device } }) => ({
    id,
    source:
      url === null
        ? { kind: 'publish', ...publishKey(secrets, publishKeyCipher) }
        : (signalledSource(url) ?? cameraSource(secrets, { url, transport, ...device })),
    keepWarm,
    stopAfterMs: STOP_AFTER_MS,
    title: name,
  }));
}

/** null: the camera is dialled. */
function signalledSource(url: string): StreamSpec['source'] | null {
  const address = readGbAddress(url);
  return address && { kind: 'gb28181', ...address };
}

/** Of a stored camera; its address says how. */
export function cameraSource(
  secrets: SecretBox,
  { passwordCipher, ...camera }: Omit<Access, 'password'> & { passwordCipher: string | null },
): CameraSource {
  const password = passwordCipher === null ? null : secrets.open(passwordCipher);
  return sourceOf({ ...camera, password });
}

type Access = {
  readonly url: string;
  readonly transport: RtspTransport;
  readonly username: string | null;
  readonly password: string | null;
};

/** A password is the passphrase of SRT. */
export function sourceOf({ url, transport, username, password }: Access): CameraSource {
  if (url.startsWith('srt:'))
    return { kind: 'srt', url, ...(password === null ? {} : { passphrase: password }) };
  return {
    kind: 'rtsp',
    url,
    transport,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
  };
}

function publishKey(secrets: SecretBox, cipher: string | null) {
  if (cipher === null) return {};
  return { keySha256: createHash('sha256').update(secrets.open(cipher)).digest('hex') };
}

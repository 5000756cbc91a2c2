import { createHash } from 'node:crypto';
import type { StreamSpec } from '../../media-worker/control/contract.ts';
import type { Db } from '../platform/db.ts';
import type { SecretBox } from '../platform/secrets.ts';

export type RtspSource = Extract<StreamSpec['source'], { kind: 'rtsp' }>;

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
        : rtspSource(secrets, { url, transport, ...device }),
    keepWarm,
    stopAfterMs: STOP_AFTER_MS,
    title: name,
  }));
}

export function rtspSource(
  secrets: SecretBox,
  camera: {
    url: string;
    transport: RtspSource['transport'];
    username: string | null;
    passwordCipher: string | null;
  },
): RtspSource {
  const { url, transport, username, passwordCipher } = camera;
  return {
    kind: 'rtsp',
    url,
    transport,
    ...(username === null ? {} : { username }),
    ...(passwordCipher === null ? {} : { password: secrets.open(passwordCipher) }),
  };
}

function publishKey(secrets: SecretBox, cipher: string | null) {
  if (cipher === null) return {};
  return { keySha256: createHash('sha256').update(secrets.open(cipher)).digest('hex') };
}

import type { Db } from '../platform/db.ts';
import { readGbAddress } from './address.ts';
import type { Signalling } from './signalling.ts';

/** Somebody joined behind an old key frame. Streams of other cameras are asked by their worker itself. */
export async function askForKeyFrame(
  db: Db,
  signalling: Signalling,
  streamId: string,
): Promise<void> {
  const stream = await db.cameraStream.findUnique({
    where: { id: streamId },
    select: { url: true },
  });
  const address = stream?.url ? readGbAddress(stream.url) : null;
  if (address) await signalling.wantKeyFrame(address.deviceId, address.channelId);
}

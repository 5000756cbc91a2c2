import type { Quality } from '../cameras/schema.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';

export type PlayableStream = {
  readonly id: string;
  readonly quality: Quality;
  readonly camera: { readonly id: string; readonly name: string };
  readonly pictureTakenAt: Date | null;
};

/** The stream of that quality, or the only one there is. */
export async function playableStream(
  db: Db,
  _scope: Scope<'live.play'>,
  input: { cameraId: string; quality: Quality },
): Promise<PlayableStream> {
  const camera = await db.camera.findUnique({
    where: { id: input.cameraId, removedAt: null },
    select: {
      id: true,
      name: true,
      streams: { select: { id: true, quality: true } },
      picture: { select: { takenAt: true } },
    },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: input.cameraId } });
  const { streams, picture, ...named } = camera;
  const stream = streams.find(({ quality }) => quality === input.quality) ?? streams[0];
  if (!stream) throw new AppError('camera.no-such-stream', { details: { ...input } });
  return { ...stream, camera: named, pictureTakenAt: picture?.takenAt ?? null };
}

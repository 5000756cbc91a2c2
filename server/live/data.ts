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

/**
 * The stream of that quality, or the only one there is. A camera that publishes may send the main stream only: of
 * those that nobody publishes now, `isLive` says so, the other one is played.
 */
export async function playableStream(
  db: Db,
  _scope: Scope<'live.play'>,
  input: { cameraId: string; quality: Quality },
  isLive: (streamId: string) => Promise<boolean>,
): Promise<PlayableStream> {
  const camera = await db.camera.findUnique({
    where: { id: input.cameraId, removedAt: null },
    select: {
      id: true,
      name: true,
      streams: { select: { id: true, quality: true, url: true } },
      picture: { select: { takenAt: true } },
    },
  });
  if (!camera) throw new AppError('camera.not-found', { details: { id: input.cameraId } });
  const { streams, picture, ...named } = camera;
  const wanted = streams.find(({ quality }) => quality === input.quality) ?? streams[0];
  if (!wanted) throw new AppError('camera.no-such-stream', { details: { ...input } });
  const { id, quality } = wanted.url === null ? await published(streams, wanted, isLive) : wanted;
  return { id, quality, camera: named, pictureTakenAt: picture?.takenAt ?? null };
}

type Published = { readonly id: string; readonly quality: Quality };

async function published(
  streams: readonly Published[],
  wanted: Published,
  isLive: (streamId: string) => Promise<boolean>,
): Promise<Published> {
  const others = streams.filter((stream) => stream !== wanted);
  for (const stream of [wanted, ...others]) if (await isLive(stream.id)) return stream;
  return streams.find(({ quality }) => quality === 'main') ?? wanted;
}

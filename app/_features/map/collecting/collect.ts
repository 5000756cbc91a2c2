import { get } from '../../../_lib/http/post.ts';
import type { CollectedCamera, Shot } from './shot.ts';

/** Asked for at once: each may start a stream and wait for its first picture. */
const PARALLEL = 3;

/**
 * Takes a picture of each camera, in turn; what became of it is told one by one. Ends early, without an error, when `signal`
 * aborts: whoever was being asked is then told of no more.
 */
export async function collect(
  cameras: readonly CollectedCamera[],
  signal: AbortSignal,
  onShot: (shot: Shot) => void,
): Promise<void> {
  const waiting = cameras.values();
  const takeOn = async () => {
    for (const camera of waiting) {
      if (signal.aborted) return;
      const shot = await taken(camera, signal);
      if (!signal.aborted) onShot(shot);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, takeOn));
}

async function taken(camera: CollectedCamera, signal: AbortSignal): Promise<Shot> {
  try {
    const answer = await get(`/api/snapshots/${camera.id}.jpg`, signal);
    const jpeg = new Uint8Array(await answer.arrayBuffer());
    const takenAt = new Date(answer.headers.get('x-taken-at') ?? Number.NaN);
    return { camera, jpeg, takenAt };
  } catch (failure) {
    return { camera, failure };
  }
}

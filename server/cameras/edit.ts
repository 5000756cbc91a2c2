/** Writes to cameras together with what a media worker must know of them. */
import type { z } from 'zod';
import { writeAudit } from '../audit/mutations.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { sealedPublishKey } from './details.ts';
import {
  createCamera,
  moveCamera,
  removeCameras,
  restoreCameras,
  updateCamera,
} from './mutations.ts';
import type {
  CameraCreateInput,
  CameraUpdateInput,
  cameraMoveInputSchema,
  publishKeyInputSchema,
  publishKeySchema,
} from './schema.ts';
import { readAccess } from './sources.ts';

type Editor = Scope<'cameras.edit'>;

export async function create(
  { db, secrets, media, cameraNetworks }: Services,
  scope: Editor,
  input: CameraCreateInput,
): Promise<{ id: string }> {
  const access = await readAccess(input, cameraNetworks);
  const { id, streamIds } = await createCamera(db, scope, secrets, input, access);
  if (input.driver === 'rtmp') await media.expect(streamIds);
  return { id };
}

export async function update(
  { db, secrets, media, cameraNetworks }: Services,
  scope: Editor,
  input: CameraUpdateInput,
): Promise<{ id: string }> {
  const access = await readAccess(input, cameraNetworks);
  const { streamIds } = await updateCamera(db, scope, secrets, input, access);
  await media.refresh(streamIds);
  return { id: input.id };
}

export async function move(
  { db }: Services,
  scope: Editor,
  input: z.infer<typeof cameraMoveInputSchema>,
): Promise<{ ok: true }> {
  await moveCamera(db, scope, input);
  return { ok: true };
}

export async function remove(
  { db, clock, media }: Services,
  scope: Editor,
  ids: readonly string[],
): Promise<{ undoToken: string }> {
  const { undoToken, streamIds } = await removeCameras(db, scope, clock.wallNow(), ids);
  await media.forget(streamIds);
  return { undoToken };
}

export async function restore(
  { db, clock, media }: Services,
  scope: Editor,
  undoToken: string,
): Promise<{ ids: string[] }> {
  const { ids, streamIds } = await restoreCameras(db, scope, clock.wallNow(), undoToken);
  await media.refresh(streamIds);
  return { ids };
}

/** The one secret people must be able to read: they type it into the camera. Each look is written down. */
export async function revealPublishKey(
  { db, secrets, media }: Services,
  scope: Editor,
  input: z.infer<typeof publishKeyInputSchema>,
): Promise<z.infer<typeof publishKeySchema>> {
  const stream = await sealedPublishKey(db, scope, input);
  if (!stream) throw new AppError('camera.not-published', { details: { ...input } });
  await writeAudit(db, scope, {
    action: 'cameras.reveal-publish-key',
    subject: { type: 'camera', id: input.id, name: stream.cameraName },
    details: { quality: input.quality },
  });
  const node = (await media.carrier(stream.id)) ?? (await media.living())[0];
  return {
    path: `/live/${stream.id}?key=${secrets.open(stream.cipher)}`,
    rtmpPort: node?.rtmpPort ?? null,
    host: node?.publicHost ?? null,
  };
}

import { writeAudit } from '../audit/mutations.ts';
import { readGbAddress } from '../gb28181/address.ts';
import type { TestStep } from '../live/schema.ts';
import { type CameraSource, cameraSource, sourceOf } from '../media/specs.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { Services } from '../trpc/context.ts';
import { demandAllowedAddress, parseAddress } from './address.ts';
import { storedSource } from './details.ts';
import type { CameraTestInput } from './schema.ts';

type Editor = Scope<'cameras.edit'>;

/** Dials the camera and tells each step; who dialled what is written down first. */
export async function* testCamera(
  services: Services,
  scope: Editor,
  input: CameraTestInput,
  signal: AbortSignal,
): AsyncGenerator<TestStep> {
  const source = await dialled(services, scope, input);
  const { host } = parseAddress(source.url);
  await demandAllowedAddress(host, services.cameraNetworks);
  await writeAudit(services.db, scope, {
    action: 'cameras.test',
    ...('cameraId' in input ? { subject: { type: 'camera', id: input.cameraId } } : {}),
    details: { host },
  });
  yield* services.media.probe(source, signal);
}

async function dialled(
  { db, secrets }: Services,
  scope: Editor,
  input: CameraTestInput,
): Promise<CameraSource> {
  if ('cameraId' in input) {
    const stored = await storedSource(db, scope, input);
    if (readGbAddress(stored.url)) throw new AppError('gb28181.no-test');
    return cameraSource(secrets, stored);
  }
  const address = parseAddress(input.address);
  return sourceOf({
    url: address.url,
    transport: input.transport,
    username: input.username || address.username,
    password: input.password || address.password,
  });
}

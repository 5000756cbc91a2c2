import { writeAudit } from '../audit/mutations.ts';
import type { TestStep } from '../live/schema.ts';
import { type CameraSource, cameraSource, sourceOf } from '../media/specs.ts';
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
  if ('cameraId' in input) return cameraSource(secrets, await storedSource(db, scope, input));
  const address = parseAddress(input.address);
  return sourceOf({
    url: address.url,
    transport: input.transport,
    username: input.username || address.username,
    password: input.password || address.password,
  });
}

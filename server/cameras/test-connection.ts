import { writeAudit } from '../audit/mutations.ts';
import type { TestStep } from '../live/schema.ts';
import { type RtspSource, rtspSource } from '../media/specs.ts';
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
  const source = await sourceOf(services, scope, input);
  const { host } = parseAddress(source.url);
  await demandAllowedAddress(host, services.cameraNetworks);
  await writeAudit(services.db, scope, {
    action: 'cameras.test',
    ...('cameraId' in input ? { subject: { type: 'camera', id: input.cameraId } } : {}),
    details: { host },
  });
  yield* services.media.probe(source, signal);
}

async function sourceOf(
  { db, secrets }: Services,
  scope: Editor,
  input: CameraTestInput,
): Promise<RtspSource> {
  if ('cameraId' in input) return rtspSource(secrets, await storedSource(db, scope, input));
  const address = parseAddress(input.address);
  const username = input.username || address.username;
  const password = input.password || address.password;
  return {
    kind: 'rtsp',
    url: address.url,
    transport: input.transport,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}

import { z } from 'zod';
import { MediaError, type MediaErrorKind } from '../media/errors.ts';
import type { GbSignalling } from '../sources/gb28181.ts';

const END_WITHIN_MS = 5_000;

const callSchema = z.object({
  id: z.string(),
  dial: z.object({ host: z.string(), port: z.number().int() }).nullable(),
});
const failureSchema = z.object({ app: z.object({ code: z.string() }) });

const KINDS: Readonly<Record<string, MediaErrorKind>> = {
  'gb28181.no-answer': 'timeout',
  'gb28181.device-offline': 'unreachable',
  'gb28181.busy': 'refused',
  'gb28181.refused': 'refused',
  'gb28181.no-port': 'malformed',
};

/** The server's signalling, as a worker asks for it. */
export function serverSignalling(options: {
  readonly serverUrl: string;
  readonly secret: string;
  readonly nodeId: string;
}): GbSignalling {
  const post = (path: string, body: unknown, signal: AbortSignal) =>
    fetch(new URL(path, options.serverUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${options.secret}`,
      },
      body: JSON.stringify(body),
      signal,
    });
  return {
    async invite({ deviceId, channelId, sub, port }, signal) {
      const { nodeId } = options;
      const body = { nodeId, deviceId, channelId, sub, port };
      const response = await post('/internal/invitations', body, signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new MediaError('unreachable', 'the server does not answer', {
          code: 'gb28181.off',
          cause,
        });
      });
      if (response.ok) return callSchema.parse(await response.json());
      const failure = failureSchema.safeParse(await response.json().catch(() => null));
      const code = failure.data?.app.code ?? 'gb28181.off';
      throw new MediaError(KINDS[code] ?? 'unreachable', `the invitation failed: ${code}`, {
        code,
      });
    },
    async end(id) {
      const body = { id };
      await post('/internal/invitations/end', body, AbortSignal.timeout(END_WITHIN_MS))
        .then((response) => response.body?.cancel())
        .catch(() => {}); // the device is told when its next call comes, or stops for want of a receiver
    },
  };
}

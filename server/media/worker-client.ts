import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client';
import type { WorkerRouter } from '../../media-worker/control/router.ts';
import { AppError } from '../platform/errors.ts';
import { readEvents } from './event-stream.ts';

/** How long a worker may take to answer; what dials a device first may take longer. */
const ANSWER_WITHIN_MS = 5_000;
const STILL_WITHIN_MS = 20_000;

export type WorkerClient = ReturnType<typeof createWorkerClient>;

/** One worker's control API, as its router types it. */
export function createWorkerClient(controlUrl: string, secret: string) {
  const headers = { authorization: `Bearer ${secret}` };
  const options = (timeoutMs: number) => ({
    url: controlUrl,
    headers,
    fetch: (url: RequestInfo | URL | string, init?: RequestInit) =>
      fetch(url, {
        ...init,
        signal: AbortSignal.any(
          [init?.signal, AbortSignal.timeout(timeoutMs)].filter((signal) => signal != null),
        ),
      }),
  });
  const calls = createTRPCClient<WorkerRouter>({
    links: [
      splitLink({
        condition: (operation) => isSlow(operation.path),
        true: httpLink(options(STILL_WITHIN_MS)),
        false: httpBatchLink(options(ANSWER_WITHIN_MS)),
      }),
    ],
  });
  return {
    calls,
    /** A subscription's values as the worker sends them: unchecked, until the signal aborts. */
    follow: (procedure: 'events.follow' | 'probe.run', input: unknown, signal: AbortSignal) =>
      readEvents(
        `${controlUrl}/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
        headers,
        signal,
      ),
  };
}

function isSlow(path: string): boolean {
  return path === 'stills.take' || path === 'probe.check' || path === 'talks.open';
}

/** What a failed call means; `code` is the worker's own where it has one. */
export type WorkerFailure = { readonly reached: boolean; readonly code: string };

export function workerFailure(error: unknown): WorkerFailure {
  if (!(error instanceof TRPCClientError) || !error.data)
    return { reached: false, code: 'media.worker-unreachable' };
  const { mediaCode, mediaKind, code } = error.data;
  return {
    reached: true,
    code: mediaCode ?? (mediaKind ? `media.${mediaKind}` : `worker.${code}`),
  };
}

export function unreachable(nodeId: string, cause: unknown): AppError {
  return new AppError('media.worker-unreachable', {
    details: { nodeId, code: workerFailure(cause).code },
    cause,
  });
}

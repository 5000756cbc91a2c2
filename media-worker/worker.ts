import { randomUUID } from 'node:crypto';
import type { Server } from 'node:net';
import { StreamSpecs } from './control/stream-specs.ts';
import { verifyTicket } from './control/ticket.ts';
import { StreamRegistry } from './hub/registry.ts';
import type { Stream } from './hub/stream.ts';
import { streamId } from './media/stream-id.ts';
import { systemClock } from './platform/clock.ts';
import type { WorkerEnv } from './platform/env.ts';
import { listen } from './platform/listen.ts';
import type { Logger } from './platform/logger.ts';
import { mediaServer } from './sinks/media-server.ts';
import { Viewers } from './sinks/viewers.ts';
import { DEFAULT_CAMERA_NETWORKS } from './sources/camera-address.ts';
import { type RtmpSessionEnd, rtmpPublishServer } from './sources/rtmp-publish.ts';
import { rtspPuller } from './sources/rtsp-pull.ts';

/** A running worker. */
export type Worker = AsyncDisposable & {
  readonly epoch: string;
  readonly mediaPort: number;
  readonly rtmpPort: number;
};

/** Puts the worker together and opens its ports. @throws Error with a sentence that says what to do */
export async function openWorker(env: WorkerEnv, logger: Logger): Promise<Worker> {
  const clock = systemClock;
  const registry = new StreamRegistry({
    clock,
    random: Math.random,
    stateChanged: (stream) => logState(logger, stream),
  });
  const networks = env.LUKOU_CAMERA_NETWORKS ?? DEFAULT_CAMERA_NETWORKS;
  const specs = new StreamSpecs({
    registry,
    pullerFor: (source) => rtspPuller(source, { networks, clock }),
    adhoc: env.LUKOU_SERVER_URL === undefined,
  });
  const viewers = new Viewers({
    clock,
    minIntervalMs: env.LUKOU_BATCH_MS,
    ended: (viewer, end) =>
      logger.info(
        { stream: viewer.streamId, viewer: viewer.id, bytes: viewer.bytes, reason: end.code },
        'viewer ended',
      ),
  });
  const secret = env.LUKOU_CLUSTER_SECRET;
  const media = mediaServer({
    gate: {
      find: (id) => registry.get(streamId(id)),
      check: secret ? (ticket, id) => verifyTicket(ticket, secret, id, clock.wallNow()) : null,
    },
    viewers,
    page: () => null,
  });
  const rtmp = rtmpPublishServer({
    admit: (request) => specs.admit(request),
    ended: (end) => logPublisher(logger, end),
  });
  const host = env.LUKOU_HOST;
  const rtmpPort = await listen(rtmp, {
    host,
    port: env.LUKOU_RTMP_PORT,
    variable: 'LUKOU_RTMP_PORT',
  });
  const mediaPort = await listen(media, {
    host,
    port: env.LUKOU_MEDIA_PORT,
    variable: 'LUKOU_MEDIA_PORT',
  });

  return {
    epoch: randomUUID(),
    mediaPort,
    rtmpPort,
    [Symbol.asyncDispose]: async () => {
      const closed = [closeServer(rtmp), closeServer(media)];
      registry[Symbol.dispose]();
      viewers[Symbol.dispose]();
      media.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function logState(logger: Logger, stream: Stream): void {
  const { id, state, failure } = stream;
  if (failure) logger.warn({ stream: id, state, failure }, 'stream changed state');
  else logger.info({ stream: id, state }, 'stream changed state');
}

function logPublisher(logger: Logger, end: RtmpSessionEnd): void {
  const { peer, stream, bytes, durationMs, error } = end;
  const code = error.context.code ?? error.kind;
  logger.info({ peer, stream, bytes, durationMs, code }, 'publisher ended');
  if (error.kind === 'bug') logger.error({ err: error }, 'publisher session failed by our mistake');
}

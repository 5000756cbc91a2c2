import { randomUUID } from 'node:crypto';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { type Fact, Outbox } from './control/outbox.ts';
import { OutboxFile } from './control/outbox-file.ts';
import { keepRegistered } from './control/register.ts';
import { controlServer } from './control/server.ts';
import type { ControlServices, Prober } from './control/services.ts';
import { StreamSpecs } from './control/stream-specs.ts';
import { streamState, viewerState } from './control/stream-state.ts';
import { verifyTicket } from './control/ticket.ts';
import { trackState } from './control/track-state.ts';
import { StreamRegistry } from './hub/registry.ts';
import { streamId } from './media/stream-id.ts';
import { StillDecoder } from './pictures/still.ts';
import { systemClock } from './platform/clock.ts';
import type { WorkerEnv } from './platform/env.ts';
import { listen } from './platform/listen.ts';
import type { Logger } from './platform/logger.ts';
import { workerMetrics } from './platform/metrics.ts';
import { type MediaServerOptions, mediaServer } from './sinks/media-server.ts';
import { stillTaker } from './sinks/still-taker.ts';
import { Viewers } from './sinks/viewers.ts';
import { DEFAULT_CAMERA_NETWORKS } from './sources/camera-address.ts';
import { rtmpPublishServer } from './sources/rtmp-publish.ts';
import { checkSource, runProbe } from './sources/rtsp-probe.ts';
import { rtspPuller } from './sources/rtsp-pull.ts';
import { VERSION } from './version.ts';
import { logPublisher, logState, logViewer } from './worker-log.ts';
import { nodeReporter, type Ports, streamTotals } from './worker-report.ts';

/** A running worker. */
export type Worker = AsyncDisposable & Ports & { readonly epoch: string };

const clock = systemClock;
/** The server calls from this machine unless the worker stands on another one. */
const LOOPBACK = '127.0.0.1';

/** Puts the worker together and opens its ports. @throws Error with a sentence that says what to do */
export async function openWorker(env: WorkerEnv, logger: Logger): Promise<Worker> {
  const epoch = randomUUID();
  const stop = new AbortController();
  const outbox = await openOutbox(env, epoch, logger);
  const networks = env.LUKOU_CAMERA_NETWORKS ?? DEFAULT_CAMERA_NETWORKS;
  const decoder = new StillDecoder();
  const tell = (fact: Fact) => {
    if (env.LUKOU_CLUSTER_SECRET) outbox.add(fact); // run alone, nobody would ever fetch it
  };
  const registry = openRegistry(tell, logger);
  const specs = new StreamSpecs({
    registry,
    pullerFor: (source) => rtspPuller(source, { networks, clock }),
    adhoc: env.LUKOU_SERVER_URL === undefined,
  });
  const viewers = openViewers(env, tell, logger);
  const rtmp = rtmpPublishServer({
    admit: (request) => specs.admit(request),
    ended: (end) => logPublisher(logger, end),
  });
  const media = mediaServer({
    gate: playGate(env, registry),
    viewers,
    page: pages(registry, viewers, outbox),
  });
  const reporter: { report: ControlServices['report'] } = { report: notYet };
  const control = env.LUKOU_CLUSTER_SECRET
    ? controlServer({
        secret: env.LUKOU_CLUSTER_SECRET,
        services: {
          specs,
          outbox,
          prober: prober(networks, decoder),
          stills: stillTaker({ registry, decoder, clock }),
          ...inspection(registry, viewers),
          report: () => reporter.report(),
        },
      })
    : null;
  const servers = [rtmp, media, ...(control ? [control] : [])];
  const ports = await openPorts(env, { rtmp, media, control });
  const startedAt = clock.wallNow();
  reporter.report = nodeReporter({ env, epoch, startedAt, ports, registry, viewers });
  const registering = register(env, reporter.report, stop.signal, logger);

  return {
    epoch,
    ...ports,
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('the worker is stopping'));
      const closed = servers.map(closeServer);
      registry[Symbol.dispose]();
      viewers[Symbol.dispose]();
      media.closeAllConnections();
      control?.closeAllConnections();
      await Promise.all([...closed, registering]);
      await outbox.flush();
    },
  };
}

async function openOutbox(env: WorkerEnv, epoch: string, logger: Logger): Promise<Outbox> {
  const file =
    env.LUKOU_DATA && env.LUKOU_SERVER_URL
      ? new OutboxFile(join(env.LUKOU_DATA, `worker-${env.LUKOU_NODE_ID}`, 'outbox.jsonl'))
      : null;
  const storageFailed = (error: unknown) => logger.error({ err: error }, 'cannot write the outbox');
  const left = file
    ? await file.read().catch((error: unknown) => {
        storageFailed(error);
        return [];
      })
    : [];
  return new Outbox({ epoch, wallNow: () => clock.wallNow(), left, file, storageFailed });
}

function openRegistry(tell: (fact: Fact) => void, logger: Logger): StreamRegistry {
  return new StreamRegistry({
    clock,
    random: Math.random,
    stateChanged: (stream) => {
      logState(logger, stream);
      tell({
        type: 'stream.state',
        streamId: stream.id,
        state: stream.state,
        failure: stream.failure,
        tracks: stream.tracks.map(trackState),
      });
    },
  });
}

function openViewers(env: WorkerEnv, tell: (fact: Fact) => void, logger: Logger): Viewers {
  return new Viewers({
    clock,
    minIntervalMs: env.LUKOU_BATCH_MS,
    ended: (viewer, end) => {
      logViewer(logger, viewer, end);
      const { id: viewerId, streamId: id, userId, since, bytes, framesDropped } = viewer;
      const fact = { viewerId, streamId: id, userId, since, bytes, framesDropped };
      tell({ type: 'viewer.ended', ...fact, reason: end.code });
    },
  });
}

function playGate(env: WorkerEnv, registry: StreamRegistry): MediaServerOptions['gate'] {
  const secret = env.LUKOU_CLUSTER_SECRET;
  return {
    find: (id) => registry.get(streamId(id)),
    check: secret ? (ticket, id) => verifyTicket(ticket, secret, id, clock.wallNow()) : null,
  };
}

function pages(
  registry: StreamRegistry,
  viewers: Viewers,
  outbox: Outbox,
): MediaServerOptions['page'] {
  const metrics = workerMetrics(() => ({
    ...streamTotals(registry, viewers),
    outboxPending: outbox.pending,
    outboxDropped: outbox.dropped,
  }));
  return (path) => {
    if (path === '/healthz') {
      const body = { ok: true, version: VERSION, streams: registry.size, viewers: viewers.size };
      return Promise.resolve({ type: 'application/json', body: JSON.stringify(body) });
    }
    if (path !== '/metrics') return null;
    return metrics.metrics().then((body) => ({ type: metrics.contentType, body }));
  };
}

function prober(networks: readonly string[], stills: StillDecoder): Prober {
  return {
    run: (source, { signal, networks: narrower }) =>
      runProbe(source, { clock, networks: narrower ?? networks, stills }, signal),
    check: (source, signal) => checkSource(source, { clock, networks }, signal),
  };
}

function inspection(
  registry: StreamRegistry,
  viewers: Viewers,
): Pick<ControlServices, 'streams' | 'stream' | 'viewers' | 'kick'> {
  const state: ControlServices['stream'] = (id) => {
    const stream = registry.get(id);
    const nowMs = clock.monotonicNow();
    return stream && streamState(stream, { viewers: viewers.countOf(stream), nowMs });
  };
  return {
    stream: state,
    streams: () => registry.streams.flatMap((stream) => state(stream.id) ?? []),
    viewers: () => viewers.list.map(viewerState),
    kick: (id) => viewers.kick(id),
  };
}

async function openPorts(
  env: WorkerEnv,
  servers: { readonly rtmp: Server; readonly media: Server; readonly control: Server | null },
): Promise<Ports> {
  const host = env.LUKOU_HOST;
  const { rtmp, media, control } = servers;
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
  const at = {
    host: env.LUKOU_PUBLIC_HOST ? host : LOOPBACK,
    port: env.LUKOU_CONTROL_PORT,
    variable: 'LUKOU_CONTROL_PORT',
  };
  return { rtmpPort, mediaPort, controlPort: control ? await listen(control, at) : null };
}

function register(
  env: WorkerEnv,
  report: ControlServices['report'],
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  const { LUKOU_SERVER_URL: serverUrl, LUKOU_CLUSTER_SECRET: secret } = env;
  if (!serverUrl || !secret) return Promise.resolve();
  return keepRegistered({ serverUrl, secret, report, clock, logger, signal });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function notYet(): never {
  throw new Error('the ports are not open yet');
}

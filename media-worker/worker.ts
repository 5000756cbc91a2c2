import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { answerLocal } from './control/local-calls.ts';
import type { Fact } from './control/outbox.ts';
import { keepRegistered } from './control/register.ts';
import { controlServer } from './control/server.ts';
import type { ControlServices, Prober } from './control/services.ts';
import { serverSignalling } from './control/signalling.ts';
import { StreamSpecs } from './control/stream-specs.ts';
import { streamState, viewerState } from './control/stream-state.ts';
import { RELAY_USER, signTicket, type TicketVerdict, verifyTicket } from './control/ticket.ts';
import type { StreamRegistry } from './hub/registry.ts';
import { type StreamId, streamId } from './media/stream-id.ts';
import { StillDecoder } from './pictures/still.ts';
import { systemClock } from './platform/clock.ts';
import type { WorkerEnv } from './platform/env.ts';
import type { Logger } from './platform/logger.ts';
import { Sips } from './platform/sips.ts';
import type { MediaProvider } from './protocols/rtsp/media-provider.ts';
import { admission } from './sinks/admission.ts';
import { HlsSessions } from './sinks/hls-sessions.ts';
import { answerKeyFrameWish } from './sinks/key-frame-wish.ts';
import { mediaServer } from './sinks/media-server.ts';
import type { SuitingGate } from './sinks/play-request.ts';
import { Pushes } from './sinks/pushes.ts';
import { type RelaySpec, relayPush } from './sinks/relay-push.ts';
import { rtmpPlay } from './sinks/rtmp-play.ts';
import { PsSenders } from './sinks/rtp-ps-send.ts';
import { RtspPlay } from './sinks/rtsp-play.ts';
import { stillTaker } from './sinks/still-taker.ts';
import { Talks } from './sinks/talks.ts';
import { Viewers } from './sinks/viewers.ts';
import type { Watchers } from './sinks/watcher.ts';
import { answerSignalling } from './sinks/webrtc-requests.ts';
import { WhepPlay } from './sinks/whep-play.ts';
import { DEFAULT_CAMERA_NETWORKS } from './sources/camera-address.ts';
import { Mosaics } from './sources/mosaic.ts';
import { checkSource, runProbe } from './sources/probe.ts';
import { type PullSurroundings, pullerFor } from './sources/puller-for.ts';
import { rtmpPublishServer } from './sources/rtmp-publish.ts';
import { RtpLeases } from './sources/rtp-leases.ts';
import { rtspPublish } from './sources/rtsp-publish.ts';
import { WhipPublish } from './sources/whip-publish.ts';
import { Conversions } from './transcoding/conversions.ts';
import { wholeAnswers } from './worker-answers.ts';
import { openOutbox, openRegistry, pushChanged, talkEnded, watcherEnded } from './worker-facts.ts';
import { logPublisher } from './worker-log.ts';
import { closeServer, openPorts, openRtsp, openWebrtc } from './worker-ports.ts';
import { nodeReporter, type Ports } from './worker-report.ts';
import { openSecure, type SecurePorts } from './worker-tls.ts';

/** A running worker. */
export type Worker = AsyncDisposable &
  Ports & { readonly epoch: string; readonly secure: SecurePorts | null };

const clock = systemClock;
/** From dialling to being let in. */
const RELAY_TICKET_MS = 30_000;
/** What one mosaic may decode a second for each core there is: about a quarter of it. */
const MOSAIC_PIXELS_PER_CORE = 30_000_000;
/** Parts of a third keep low-latency players about a second behind. */
const HLS = { segmentSeconds: 2, partSeconds: 0.334 };

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
  const leases = openLeases(env, networks);
  const sips = new Sips();
  const mosaics = openMosaics(env, registry);
  const mediaFolder = env.LUKOU_DATA ? join(env.LUKOU_DATA, 'media') : null;
  const relayTicket = relayTickets(env);
  const wantKeyFrame = (id: string) => tell({ type: 'stream.key-frame-wanted', streamId: id });
  const around = {
    networks,
    clock,
    sips,
    leases,
    mosaics,
    mediaFolder,
    relayTicket,
    wantKeyFrame,
    signalling: signallingOf(env),
  };
  const specs = new StreamSpecs({
    registry,
    pullerFor: (source, id) => pullerFor(source, around, id),
    adhoc: env.LUKOU_SERVER_URL === undefined,
  });
  const ended = watcherEnded(tell, logger);
  const maxVideos = env.LUKOU_MAX_TRANSCODES ?? availableParallelism();
  const conversions = new Conversions({
    registry,
    clock,
    maxVideos,
    slateTitle: (id) => {
      const spec = specs.spec(id);
      return spec?.slate ? (spec.title ?? id) : null;
    },
  });
  const audience: Watchers[] = []; // filled below: who watches is asked before one more may
  const admit = admission({
    audience,
    caps: (id) => specs.spec(id) ?? {},
    maxMbps: env.LUKOU_MAX_MBPS ?? null,
    bitrate: (id) => frameBitrate(registry, id),
  });
  const gate: SuitingGate = { ...playGate(env, registry, conversions), admit };
  const viewers = new Viewers({ clock, minIntervalMs: env.LUKOU_BATCH_MS, ended });
  const hls = new HlsSessions({
    clock,
    cut: (id) => ({
      ...HLS,
      segmentSeconds: specs.spec(id)?.hlsSegmentSeconds ?? HLS.segmentSeconds,
    }),
    ended,
  });
  const rtspPlay = new RtspPlay({ clock, viewers, ...gate, ended });
  const door = await openWebrtc(env);
  const whep = new WhepPlay({ clock, gate, door, ended });
  const whip = new WhipPublish({
    clock,
    door,
    admit: (claim) => specs.admit(claim),
    ended: (end) => logPublisher(logger, 'whip', end),
  });
  audience.push(viewers, hls, rtspPlay, whep);
  const rtmp = rtmpPublishServer({
    sips,
    admit: (request) => specs.admit(request),
    play: rtmpPlay(gate, viewers),
    ended: (end) => logPublisher(logger, 'rtmp', end),
  });
  const inspected = inspection({ specs, registry, audience, mosaics });
  const stills = stillTaker({ registry, decoder, clock });
  const talks = new Talks({
    registry,
    clock,
    networks,
    check: talkGate(env),
    ended: talkEnded(tell, logger),
  });
  const media = mediaServer({
    gate,
    viewers,
    answer: wholeAnswers({
      registry,
      viewers,
      audience,
      outbox,
      hls,
      gate,
      stills,
      conversions,
      mosaics,
    }),
    talk: (target, socket) => talks.admit(target, socket),
    signal: (request) =>
      answerKeyFrameWish(request, gate) ?? answerSignalling(request, { whep, whip }),
    local: (request) =>
      env.LUKOU_CLUSTER_SECRET ? null : answerLocal(request, { specs, ...inspected }),
  });
  const relayViewers = new Viewers({ clock, minIntervalMs: 0, holder: 'relay', ended: () => {} });
  const relays = new Pushes<RelaySpec>({
    registry,
    clock,
    random: Math.random,
    holder: 'relay',
    pushOf: (spec) => relayPush(spec, { networks, clock, viewers: relayViewers }),
    changed: pushChanged('relay', tell, logger),
  });
  const senders = new PsSenders({
    registry,
    clock,
    random: Math.random,
    networks,
    host: env.LUKOU_HOST,
    ports: rtpPorts(env),
    changed: pushChanged('sender', tell, logger),
  });
  const reporter: { report: ControlServices['report'] } = { report: notYet };
  const control = env.LUKOU_CLUSTER_SECRET
    ? controlServer({
        secret: env.LUKOU_CLUSTER_SECRET,
        services: {
          specs,
          outbox,
          prober: prober(networks, decoder),
          stills,
          rtpPorts: leases,
          relays,
          senders,
          talks,
          ...inspected,
          report: () => reporter.report(),
        },
      })
    : null;
  const servers = [rtmp, media, ...(control ? [control] : [])];
  const rtspProvider: MediaProvider = {
    find: (request, signal) => rtspPlay.find(request, signal),
    announce: rtspPublish({
      clock,
      admit: (claim) => specs.admit(claim),
      ended: (end) => logPublisher(logger, 'rtsp', end),
    }),
  };
  const rtsp = await openRtsp(env, rtspProvider, logger);
  const ports = {
    ...(await openPorts(env, { rtmp, media, control })),
    rtspPort: rtsp.port,
    webrtcPort: door.port.port,
  };
  const secure = await openSecure(env, { media, rtmp, rtsp }, logger);
  const startedAt = clock.wallNow();
  reporter.report = nodeReporter({
    env,
    epoch,
    startedAt,
    ports,
    secure: secure?.ports ?? null,
    registry,
    audience,
  });
  const registering = register(env, reporter.report, stop.signal, logger);

  return {
    epoch,
    ...ports,
    secure: secure?.ports ?? null,
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('the worker is stopping'));
      const closed = servers.map(closeServer);
      talks[Symbol.dispose]();
      relays[Symbol.dispose]();
      senders[Symbol.dispose]();
      relayViewers[Symbol.dispose]();
      registry[Symbol.dispose]();
      leases[Symbol.dispose]();
      sips[Symbol.dispose]();
      hls[Symbol.dispose]();
      viewers[Symbol.dispose]();
      whep[Symbol.dispose]();
      whip[Symbol.dispose]();
      await door[Symbol.asyncDispose]();
      await rtsp[Symbol.asyncDispose]();
      await secure?.[Symbol.asyncDispose]();
      media.closeAllConnections();
      control?.closeAllConnections();
      await Promise.all([...closed, registering]);
      await outbox.flush();
    },
  };
}

function rtpPorts(env: WorkerEnv): readonly [number, number] {
  const [first = 0, last = first] = env.LUKOU_RTP_PORTS.split('-').map(Number);
  return [first, Math.max(first, last)];
}

function openLeases(env: WorkerEnv, networks: readonly string[]): RtpLeases {
  return new RtpLeases({
    host: env.LUKOU_HOST,
    ports: rtpPorts(env),
    networks,
    clock,
  });
}

function openMosaics(env: WorkerEnv, registry: StreamRegistry): Mosaics {
  const cores = availableParallelism();
  return new Mosaics({
    clock,
    max: env.LUKOU_MAX_MOSAICS ?? Math.max(1, Math.floor(cores / 2)),
    decodeBudget: cores * MOSAIC_PIXELS_PER_CORE,
    find: (id) => registry.get(streamId(id)),
  });
}

function playGate(env: WorkerEnv, registry: StreamRegistry, conversions: Conversions): SuitingGate {
  const secret = env.LUKOU_CLUSTER_SECRET;
  return {
    suiting: (stream, wanted) => conversions.suiting(stream, wanted),
    find: (id) => registry.get(streamId(id)),
    check: secret ? (ticket, id) => verifyTicket(ticket, secret, id, clock.wallNow()) : null,
  };
}

/** Without a secret nobody could open a talk, so that nobody may join one. */
function talkGate(env: WorkerEnv): (ticket: string | null, id: string) => TicketVerdict {
  const secret = env.LUKOU_CLUSTER_SECRET;
  if (!secret) return () => ({ ok: false, code: 'ticket.missing' });
  return (ticket, id) => verifyTicket(ticket, secret, id, clock.wallNow(), 'talk');
}

/** Bits a second that one viewer of a stream takes, but for what carries them. */
function frameBitrate(registry: StreamRegistry, id: StreamId): number {
  const statistics = registry.get(id)?.statistics;
  const nowMs = clock.monotonicNow();
  return statistics ? statistics.videoBitrate(nowMs) + statistics.audioBitrate(nowMs) : 0;
}

/** Workers of a cluster share the secret: one signs for itself what the other asks for. */
function signallingOf(env: WorkerEnv): PullSurroundings['signalling'] {
  const { LUKOU_SERVER_URL: serverUrl, LUKOU_CLUSTER_SECRET: secret, LUKOU_NODE_ID: nodeId } = env;
  return serverUrl && secret ? serverSignalling({ serverUrl, secret, nodeId }) : null;
}

function relayTickets(env: WorkerEnv): PullSurroundings['relayTicket'] {
  const { LUKOU_CLUSTER_SECRET: secret, LUKOU_NODE_ID: nodeId } = env;
  if (!secret) return () => null;
  return (id) => () => {
    const expiresAtMs = clock.wallNow() + RELAY_TICKET_MS;
    return signTicket({ streamId: id, userId: `${RELAY_USER}${nodeId}`, expiresAtMs }, secret);
  };
}

function prober(networks: readonly string[], stills: StillDecoder): Prober {
  return {
    run: (source, { signal, networks: narrower }) =>
      runProbe(source, { clock, networks: narrower ?? networks, stills }, signal),
    check: (source, signal) => checkSource(source, { clock, networks }, signal),
  };
}

type Inspected = {
  readonly specs: StreamSpecs;
  readonly registry: StreamRegistry;
  readonly audience: readonly Watchers[];
  readonly mosaics: Mosaics;
};

function inspection({
  specs,
  registry,
  audience,
  mosaics,
}: Inspected): Pick<ControlServices, 'streams' | 'stream' | 'viewers' | 'kick'> {
  const watchers = () => audience.flatMap((way) => way.list);
  const state: ControlServices['stream'] = (id) => {
    const stream = registry.get(id);
    if (!stream) return null;
    const nowMs = clock.monotonicNow();
    const viewers = watchers().filter((watcher) => watcher.streamId === id).length;
    const derived = registry.derivedFrom(id).filter((one) => one.state !== 'idle');
    const sourceKind = specs.spec(id)?.source.kind ?? 'publish';
    const mosaic = mosaics.state(id);
    return streamState(stream, { sourceKind, viewers, nowMs, derived, mosaic });
  };
  return {
    stream: state,
    streams: () => registry.streams.flatMap((stream) => state(stream.id) ?? []),
    viewers: () => watchers().map(viewerState),
    kick: (id) => audience.some((way) => way.kick(id)),
  };
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

function notYet(): never {
  throw new Error('the ports are not open yet');
}

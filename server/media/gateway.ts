/** The server's only way to the media workers: who carries which stream, and what to tell them. */
import {
  type CheckResult,
  type NodeReport,
  type ProbeStep,
  probeStepSchema,
  type Still,
  type StreamState,
  type TalkOpened,
  type TalkRequest,
  type ViewerState,
} from '../../media-worker/control/contract.ts';
import { signTicket } from '../../media-worker/control/ticket.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Networks } from '../platform/networks.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { viewersPlace } from './balance.ts';
import { livingNodes, type MediaNode, saveReport } from './nodes.ts';
import { currentPlacement, place, publishedAmong, wantedStreams } from './placement.ts';
import { canFetchFrom, relaying, relaySpec, wantRelay } from './relays.ts';
import { type CameraSource, streamSpecs } from './specs.ts';
import {
  createWorkerClient,
  unreachable,
  type WorkerClient,
  workerFailure,
} from './worker-client.ts';

/** A copied address is worth nothing after this; a connection made before goes on. */
const TICKET_MS = 60_000;
const MAX_PUT = 500;
const MAX_CLIENTS = 100;

type Platform = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly clusterSecret: string;
  readonly cameraNetworks: Networks;
};

export class MediaGateway {
  readonly #platform: Platform;
  readonly #clients = new Map<string, WorkerClient>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  client(node: Pick<MediaNode, 'controlUrl'>): WorkerClient {
    const known = this.#clients.get(node.controlUrl);
    if (known) return known;
    if (this.#clients.size >= MAX_CLIENTS) this.#clients.clear(); // old workers' addresses
    const client = createWorkerClient(node.controlUrl, this.#platform.clusterSecret);
    this.#clients.set(node.controlUrl, client);
    return client;
  }

  async living(): Promise<MediaNode[]> {
    return livingNodes(this.#platform.db, this.#platform.clock.wallNow());
  }

  /** A worker reported itself; one that started anew is told again what it carries. */
  async register(report: NodeReport): Promise<void> {
    const { db, clock, log } = this.#platform;
    await saveReport(db, report, clock.wallNow());
    const { nodeId, epoch } = report;
    const won = await db.mediaNode.updateMany({
      where: {
        id: nodeId,
        epoch,
        OR: [{ restoredEpoch: null }, { restoredEpoch: { not: epoch } }],
      },
      data: { restoredEpoch: epoch },
    });
    if (won.count === 0) return;
    try {
      const ids = await this.#restore(report);
      log.info({ node: nodeId, epoch, streams: ids }, 'media worker took up its streams');
    } catch (error) {
      log.warn({ error, node: nodeId }, 'media worker could not be told its streams');
      await db.mediaNode.updateMany({ where: { id: nodeId }, data: { restoredEpoch: null } });
    }
  }

  async #restore(report: NodeReport): Promise<number> {
    const { db, clock } = this.#platform;
    const ids = await wantedStreams(db, report.nodeId, clock.wallNow());
    await this.put(report, ids);
    return ids.length;
  }

  /** Tells a worker that it carries these streams. `keepWarm`: they run although nobody watches yet. */
  async put(
    node: Pick<MediaNode, 'controlUrl'>,
    ids: readonly string[],
    keepWarm = false,
  ): Promise<void> {
    const { db, secrets } = this.#platform;
    for (let from = 0; from < ids.length; from += MAX_PUT) {
      const streams = await streamSpecs(db, secrets, ids.slice(from, from + MAX_PUT), keepWarm);
      await this.client(node).calls.streams.put.mutate({ streams });
    }
  }

  /** Where the stream is carried from now on: where it was while that worker takes streams, else where it fits best. */
  async ensure(streamId: string): Promise<MediaNode> {
    const { db, clock, log } = this.#platform;
    const tried: string[] = [];
    for (;;) {
      const node = await place(db, streamId, clock.wallNow(), tried);
      if (!node) throw new AppError('media.no-worker');
      try {
        await this.put(node, [streamId]);
        return node;
      } catch (error) {
        if (workerFailure(error).reached) throw unreachable(node.id, error);
        log.warn({ error, node: node.id, stream: streamId }, 'media worker does not answer');
        tried.push(node.id);
      }
    }
  }

  /** Where a new viewer is served: where the stream is carried, or where it is fetched to when that worker is busy. */
  async seat(streamId: string): Promise<MediaNode> {
    const { db, clock, log } = this.#platform;
    const origin = await this.ensure(streamId);
    const others = (await this.living()).filter((node) => canFetchFrom(origin, node));
    const node = viewersPlace(origin, others, await relaying(db, streamId));
    if (node.id === origin.id) return origin;
    try {
      await wantRelay(db, streamId, node.id, clock.wallNow());
      await this.client(node).calls.streams.put.mutate({ streams: [relaySpec(streamId, origin)] });
      return node;
    } catch (error) {
      log.warn({ error, node: node.id, stream: streamId }, 'media worker does not fetch');
      return origin;
    }
  }

  /** Cameras will publish these, to any worker: all wait for them, as those do that register later. */
  async expect(streamIds: readonly string[]): Promise<void> {
    for (const node of await this.living())
      await this.put(node, streamIds).catch((error: unknown) => {
        this.#platform.log.warn({ error, node: node.id }, 'media worker waits for no publisher');
      });
  }

  /** Who carries the stream now; null: nobody who lives. */
  async carrier(streamId: string): Promise<MediaNode | null> {
    return currentPlacement(this.#platform.db, streamId, this.#platform.clock.wallNow());
  }

  ticket(
    streamId: string,
    userId: string,
    lifeMs = TICKET_MS,
  ): { text: string; expiresAtMs: number } {
    const expiresAtMs = this.#platform.clock.wallNow() + lifeMs;
    const ticket = { streamId, userId, expiresAtMs };
    return { text: signTicket(ticket, this.#platform.clusterSecret), expiresAtMs };
  }

  /** Opens a device's loudspeaker; answers what it takes. @throws what the worker says */
  openTalk(node: MediaNode, request: TalkRequest): Promise<TalkOpened> {
    return this.client(node).calls.talks.open.mutate(request);
  }

  /** Best effort: a worker that is gone has no talks. */
  async endTalk(node: MediaNode, id: string): Promise<void> {
    await this.client(node)
      .calls.talks.end.mutate({ id })
      .catch(() => undefined);
  }

  talkTicket(talkId: string, userId: string): string {
    const expiresAtMs = this.#platform.clock.wallNow() + TICKET_MS;
    const ticket = { streamId: talkId, userId, expiresAtMs, right: 'talk' } as const;
    return signTicket(ticket, this.#platform.clusterSecret);
  }

  /** null: no living worker carries it, or the one that does cannot say. */
  async state(streamId: string): Promise<{ node: MediaNode; state: StreamState } | null> {
    const node = await currentPlacement(
      this.#platform.db,
      streamId,
      this.#platform.clock.wallNow(),
    );
    if (!node) return null;
    const state = await this.stateOn(node, streamId);
    return state && { node, state };
  }

  /** What one worker says of a stream; null: it does not know it, or does not answer. */
  async stateOn(node: MediaNode, streamId: string): Promise<StreamState | null> {
    return this.client(node)
      .calls.streams.get.query({ id: streamId })
      .catch(() => null);
  }

  /** Best effort: a worker that is gone has no streams. */
  async removeOn(node: MediaNode, ids: readonly string[]): Promise<void> {
    await this.client(node)
      .calls.streams.remove.mutate({ ids: [...ids] })
      .catch(() => undefined);
  }

  /** A picture arrives on this stream now. */
  async isLive(streamId: string): Promise<boolean> {
    return (await this.state(streamId))?.state.state === 'live';
  }

  async still(streamId: string, options: { maxAgeMs: number; width: number }): Promise<Still> {
    const node = await this.ensure(streamId);
    return this.client(node).calls.stills.take.query({ streamId, ...options });
  }

  async check(source: CameraSource): Promise<CheckResult> {
    const node = await this.#anyNode();
    return this.client(node).calls.probe.check.query({ source });
  }

  /** A connection test, line by line. */
  async *probe(source: CameraSource, signal: AbortSignal): AsyncGenerator<ProbeStep> {
    const node = await this.#anyNode();
    const networks = [...this.#platform.cameraNetworks.texts];
    const lines = this.client(node).follow('probe.run', { source, networks }, signal);
    try {
      for await (const line of lines) yield probeStepSchema.parse(line);
    } catch (cause) {
      if (!signal.aborted) throw unreachable(node.id, cause);
    }
  }

  /** A changed address, password or key reaches the workers that have the stream. */
  async refresh(streamIds: readonly string[]): Promise<void> {
    const { db } = this.#platform;
    const published = await publishedAmong(db, streamIds);
    const placed = await db.streamPlacement.findMany({
      where: { streamId: { in: [...streamIds] } },
      select: { streamId: true, nodeId: true },
    });
    await this.#each(async (node) => {
      const here = placed.filter((row) => row.nodeId === node.id).map((row) => row.streamId);
      await this.put(node, [...new Set([...published, ...here])]);
    });
  }

  async forget(streamIds: readonly string[]): Promise<void> {
    if (streamIds.length === 0) return;
    const ids = [...streamIds];
    await this.#each((node) => this.client(node).calls.streams.remove.mutate({ ids }));
  }

  /** Best effort: a worker that is away is told when it registers again. */
  async #each(tell: (node: MediaNode) => Promise<unknown>): Promise<void> {
    for (const node of await this.living())
      await tell(node).catch((error: unknown) => {
        this.#platform.log.warn(
          { error, node: node.id },
          'media worker not told about changed streams',
        );
      });
  }

  async viewers(node: MediaNode): Promise<ViewerState[]> {
    return this.client(node).calls.viewers.list.query({}).catch(raiseUnreachable(node));
  }

  async streams(node: MediaNode): Promise<StreamState[]> {
    return this.client(node).calls.streams.list.query().catch(raiseUnreachable(node));
  }

  async kick(nodeId: string, viewerId: string): Promise<void> {
    const node = (await this.living()).find((candidate) => candidate.id === nodeId);
    if (!node) throw new AppError('media.node-not-found', { details: { nodeId } });
    const { found } = await this.client(node)
      .calls.viewers.kick.mutate({ id: viewerId })
      .catch(raiseUnreachable(node));
    if (!found) throw new AppError('media.viewer-not-found', { details: { viewerId } });
  }

  async #anyNode(): Promise<MediaNode> {
    const [node] = await this.living();
    if (!node) throw new AppError('media.no-worker');
    return node;
  }
}

function raiseUnreachable(node: MediaNode): (cause: unknown) => never {
  return (cause) => {
    throw unreachable(node.id, cause);
  };
}

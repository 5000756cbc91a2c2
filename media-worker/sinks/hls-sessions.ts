import { randomBytes, randomUUID } from 'node:crypto';
import type { Stream } from '../hub/stream.ts';
import { originStreamId, type StreamId } from '../media/stream-id.ts';
import type { Clock } from '../platform/clock.ts';
import { HlsOutput } from './hls-output.ts';
import type { HlsOptions } from './hls-window.ts';
import type { ViewerEnd } from './viewer.ts';
import {
  KICKED,
  LEFT,
  STOPPING,
  type Watcher,
  type WatcherEnded,
  type Watchers,
} from './watcher.ts';

/** A player asks at least once a segment; one that was silent for so long is gone. */
const IDLE_MS = 30_000;
const SWEEP_EVERY_MS = 5_000;
/** Sessions of one worker; each is a viewer. */
const MAX_SESSIONS = 10_000;

/**
 * One player of one stream. HLS goes on for hours in many requests while a ticket lives for a minute: the ticket
 * opens a session, and its unguessable id, bound to the player's address, opens the rest.
 */
export type HlsSession = Watcher & {
  /** Opens the playlists and segments; not to be told to anybody else. */
  readonly key: string;
  readonly output: HlsOutput;
  lastAt: number;
  bytes: number;
};

export type HlsSessionsOptions = {
  readonly clock: Clock;
  /** How a stream is cut; asked when its first player comes. */
  cut(streamId: StreamId): Omit<HlsOptions, 'format'>;
  readonly ended: WatcherEnded;
};

type Opening = {
  readonly stream: Stream;
  readonly format: HlsOptions['format'];
  readonly address: string;
  readonly userId: string | null;
};

/** All HLS players of this worker. A stream is cut while it has a session, once per format. */
export class HlsSessions implements Watchers, Disposable {
  readonly #options: HlsSessionsOptions;
  readonly #sessions = new Map<string, HlsSession>();
  readonly #outputs = new Map<string, HlsOutput>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: HlsSessionsOptions) {
    this.#options = options;
    this.#sweeper = setInterval(() => this.sweep(), SWEEP_EVERY_MS);
    this.#sweeper.unref();
  }

  get list(): readonly HlsSession[] {
    return [...this.#sessions.values()];
  }

  /** `null` when this worker is full. */
  open({ stream, format, address, userId }: Opening): HlsSession | null {
    if (this.#sessions.size >= MAX_SESSIONS) return null;
    const since = this.#options.clock.wallNow();
    const session: HlsSession = {
      id: randomUUID(),
      key: randomBytes(16).toString('base64url'),
      streamId: originStreamId(stream.id),
      format: 'hls',
      framesDropped: 0,
      output: this.#output(stream, format),
      address,
      userId,
      since,
      lastAt: since,
      bytes: 0,
    };
    this.#sessions.set(session.key, session);
    return session;
  }

  /** The session of a request, kept alive by it; `null` when it is over or somebody else's. */
  find(key: string | null, address: string): HlsSession | null {
    const session = this.#sessions.get(key ?? '');
    if (!session || session.address !== address) return null;
    session.lastAt = this.#options.clock.wallNow();
    return session;
  }

  kick(id: string): boolean {
    const session = this.list.find((one) => one.id === id);
    if (session) this.end(session, KICKED);
    return session !== undefined;
  }

  /** Ends a session; ending it twice does nothing. */
  end(session: HlsSession, why: ViewerEnd): void {
    if (!this.#sessions.delete(session.key)) return;
    this.#options.ended(session, why);
    if (!this.list.some((other) => other.output === session.output)) this.#close(session.output);
  }

  /** Ends the sessions of players that went away. */
  sweep(): void {
    const now = this.#options.clock.wallNow();
    for (const session of this.list) if (now - session.lastAt > IDLE_MS) this.end(session, LEFT);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweeper);
    for (const session of this.list) this.end(session, STOPPING);
  }

  #output(stream: Stream, format: HlsOptions['format']): HlsOutput {
    const key = `${stream.id} ${format}`;
    const known = this.#outputs.get(key);
    if (known) return known;
    const { cut, clock } = this.#options;
    const output = new HlsOutput(stream, { ...cut(originStreamId(stream.id)), format }, clock);
    this.#outputs.set(key, output);
    return output;
  }

  #close(output: HlsOutput): void {
    for (const [key, open] of this.#outputs) if (open === output) this.#outputs.delete(key);
    output[Symbol.dispose]();
  }
}

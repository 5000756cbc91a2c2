import pg from 'pg';
import type { Clock } from './clock.ts';
import type { Db } from './db.ts';
import type { Logger } from './logger.ts';

const channels = [
  'camera_changes',
  'camera_moves',
  'event_changes',
  'import_progress',
  'ptz_changes',
  'roadside_changes',
  'screen_changes',
  'talk_changes',
] as const;
export type Channel = (typeof channels)[number];

/** What is heard on a channel; `null`: the connection was lost for a while, anything may have been missed. */
type Listener = (payload: string | null) => void;

/** `lost` settles when the connection is gone. */
type Connection = { readonly lost: Promise<void> };

const FIRST_RETRY_MS = 250;
const SLOWEST_RETRY_MS = 5_000;

/** Inside a transaction it is sent when the transaction commits. */
export async function notify(db: Db, channel: Channel, payload: string): Promise<void> {
  await db.$executeRaw`select pg_notify(${channel}, ${payload})`;
}

/** One connection that listens for all of this process; comes back by itself. */
export class Notifications implements AsyncDisposable {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #listeners = new Map<Channel, Set<Listener>>(channels.map((name) => [name, new Set()]));
  readonly #stop = new AbortController();
  #client: pg.Client | null = null;
  #loop: Promise<void> = Promise.resolve();

  private constructor(url: string, clock: Clock, log: Logger) {
    this.#url = url;
    this.#clock = clock;
    this.#log = log;
  }

  static async open(url: string, clock: Clock, log: Logger): Promise<Notifications> {
    const notifications = new Notifications(url, clock, log);
    notifications.#loop = notifications.#keepConnected(await notifications.#connect());
    return notifications;
  }

  /** Returns the way to stop listening. */
  listen(channel: Channel, listener: Listener): () => void {
    this.#listeners.get(channel)?.add(listener);
    return () => this.#listeners.get(channel)?.delete(listener);
  }

  async #connect(): Promise<Connection> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true });
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
    });
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''));
    await client.connect();
    for (const channel of channels) await client.query(`listen ${channel}`);
    this.#client = client;
    return { lost };
  }

  async #keepConnected(first: Connection): Promise<void> {
    let { lost } = first;
    let retryMs = FIRST_RETRY_MS;
    while (!this.#stop.signal.aborted) {
      await lost;
      if (this.#stop.signal.aborted) return;
      this.#log.warn('lost the connection that listens for notifications');
      await this.#clock.sleep(retryMs, this.#stop.signal).catch(() => undefined); // aborted: stopping
      retryMs = Math.min(retryMs * 2, SLOWEST_RETRY_MS);
      try {
        ({ lost } = await this.#connect());
        retryMs = FIRST_RETRY_MS;
        for (const channel of channels) this.#tell(channel, null);
      } catch (error) {
        this.#log.warn({ error }, 'still cannot listen for notifications');
        lost = Promise.resolve();
      }
    }
  }

  #tell(channel: string, payload: string | null): void {
    for (const [name, listeners] of this.#listeners)
      if (name === channel) for (const listener of listeners) listener(payload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined); // already lost
    await this.#loop;
  }
}

import type { RememberedChange } from '../cameras/schema.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import type { RequestFacts, Services } from '../trpc/context.ts';
import { listScreens } from './data.ts';
import { orderFor } from './own/data.ts';
import { ONLINE_MS, type ScreenList, type ScreenOrder } from './schema.ts';
import { hashToken, tokenOf } from './token.ts';

/** Changes of cameras are told together: a storm of them must not become one of orders. */
const CAMERAS_MS = 2_000;

/** All screens, now and after every change; also when one has been silent for too long. */
export async function* followScreens(
  services: Services,
  scope: Scope<'screens.send'>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ScreenList> {
  using news = new News(services, signal);
  while (!news.ended) {
    const list = await listScreens(services.db, scope, services.clock.wallNow());
    yield list;
    await news.next(list.items.some(({ online }) => online) ? ONLINE_MS / 3 : null);
  }
}

/** What a screen shows, whole, at once and after every change of it. */
export async function* followOrder(
  services: Services,
  request: RequestFacts,
  signal: AbortSignal | undefined,
): AsyncGenerator<ScreenOrder> {
  const token = tokenOf(request.headers);
  if (token === null) throw new AppError('screen.not-enrolled');
  using news = new News(services, signal);
  let told = '';
  while (!news.ended) {
    const order = await orderFor(services, hashToken(token));
    news.cameras = camerasOf(order);
    news.events = heedsEvents(order);
    const key = JSON.stringify(order, (name, value) => (name === 'now' ? undefined : value));
    if (key !== told) yield order;
    told = key;
    await news.next(null);
  }
}

/** Walls with event cells show them, patrols stay at them. */
function heedsEvents(order: ScreenOrder): boolean {
  if (order.state !== 'enrolled') return false;
  const { shows } = order;
  if (shows.kind === 'wall') return shows.cells.some(({ events }) => events !== undefined);
  return shows.kind === 'patrol';
}

function camerasOf(order: ScreenOrder): ReadonlySet<string> {
  if (order.state !== 'enrolled') return new Set();
  const { shows, cameras } = order;
  if (shows.kind === 'patrol')
    return new Set(shows.program.entries.map(({ cameraId }) => cameraId));
  const walled = shows.kind === 'wall' ? shows.cells.flatMap((cell) => cell.cameraId ?? []) : [];
  return new Set([...walled, ...cameras.map(({ id }) => id)]);
}

/** Wakes whoever waits when screens change, or cameras it cares for. */
class News implements Disposable {
  cameras: ReadonlySet<string> = new Set();
  /** Events concern it. */
  events = false;
  readonly #services: Services;
  readonly #stop = new AbortController();
  readonly #until: AbortSignal;
  readonly #unlisten: () => void;
  #news = Promise.withResolvers<void>();

  constructor(services: Services, signal: AbortSignal | undefined) {
    this.#services = services;
    const { notifications, stopping } = services;
    const signals = [this.#stop.signal, stopping, ...(signal ? [signal] : [])];
    this.#until = AbortSignal.any(signals);
    const unlisten = [
      notifications.listen('screen_changes', () => this.#wake()),
      notifications.listen('event_changes', () => this.events && this.#wake()),
    ];
    this.#unlisten = () => {
      for (const stop of unlisten) stop();
    };
    this.#until.addEventListener('abort', () => this.#wake());
    void this.#watchCameras();
  }

  get ended(): boolean {
    return this.#until.aborted;
  }

  /** Resolves with the next change, or after so long. */
  async next(atMostMs: number | null): Promise<void> {
    const { promise } = this.#news;
    if (atMostMs === null) await promise;
    else await this.#orLater(promise, atMostMs);
    this.#news = Promise.withResolvers();
  }

  async #orLater(promise: Promise<void>, ms: number): Promise<void> {
    const timer = new AbortController();
    const late = this.#services.clock.sleep(ms, timer.signal).catch(() => undefined); // woken before
    await Promise.race([promise, late]);
    timer.abort();
  }

  #wake(): void {
    this.#news.resolve();
  }

  async #watchCameras(): Promise<void> {
    const { changes, clock } = this.#services;
    let due = false;
    for await (const [, change] of changes.follow(null, this.#until)) {
      if (due || !this.#concerns(change)) continue;
      due = true;
      const wake = (): void => {
        due = false;
        this.#wake();
      };
      void clock.sleep(CAMERAS_MS, this.#until).then(wake, () => undefined); // ended meanwhile
    }
  }

  #concerns(change: RememberedChange): boolean {
    if (change.type === 'picture' || change.type === 'roadside') return false;
    if (change.type === 'reset') return true;
    if (change.type === 'removed') return change.ids.some((id) => this.cameras.has(id));
    return this.cameras.has(change.id);
  }

  [Symbol.dispose](): void {
    this.#unlisten();
    this.#stop.abort();
  }
}

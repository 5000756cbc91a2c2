'use client';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Quality } from '../../../server/cameras/schema.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import type { Importance } from '../../_player/allotment.ts';
import { pageWays } from '../../_player/browser-ways.ts';
import { browserClock } from '../../_player/clock.ts';
import type { Grant, Seat } from '../../_player/decode-budget.ts';
import { pageBudget } from '../../_player/page-budget.ts';
import type { PlayerState, PlayerStats } from '../../_player/state.ts';
import { SteadyPicture, type Wanted } from '../../_player/steady-picture.ts';
import { VideoDeck } from '../../_player/video-deck.ts';
import { videoSurface } from '../../_player/video-surface.ts';
import { watchVisibility } from '../../_player/visibility.ts';
import type { Wish } from '../../_player/ways.ts';
import { playAddress } from './queries.ts';

export type LiveWish = {
  cameraId: string;
  quality: Quality;
  delay: Wish['delay'];
  importance: Importance;
  /** `performance.now()` of the click that asked for the picture. */
  requestedAt?: number;
  /** Waits before every attempt until it is this picture's turn. */
  enter?: (signal: AbortSignal) => Promise<void>;
};

export type PlayerView = {
  state: PlayerState;
  /** A picture has been shown since it began: it may be kept while it reconnects. */
  pictured: boolean;
  retry: () => void;
  stats: () => PlayerStats | null;
};

/** What can be done with a picture besides looking at it. */
export type LiveControls = {
  /** @returns how many seconds are shown again; 0: the browser has none */
  lookBack: (seconds: number) => number;
  goLive: () => void;
};

export type LiveView = PlayerView &
  LiveControls & {
    /** Which of the two videos is in front. */
    side: 0 | 1;
    shown: Quality;
    grant: Grant;
  };

const AS_WANTED: Grant = { level: 'sub', because: null };
type Shown = Pick<LiveView, 'state' | 'side' | 'shown'>;
const NOTHING: Shown = { state: { name: 'idle' }, side: 0, shown: 'sub' };

/** Plays a camera on the two videos below `root`, as well as this computer can. Another camera needs another `key`. */
export function useLiveView(root: RefObject<HTMLElement | null>, wish: LiveWish): LiveView {
  const client = useTRPCClient();
  const latest = useRef(wish);
  latest.current = wish;
  const running = useRef<Running>(null);
  const [shown, setShown] = useState<Shown>(NOTHING);
  const [pictured, setPictured] = useState(false);
  const [grant, setGrant] = useState(AS_WANTED);
  const { cameraId, delay, importance, quality } = wish;

  useEffect(() => {
    const element = root.current;
    const [one, two] = element?.querySelectorAll('video') ?? [];
    if (!element || !one || !two) return;
    const made = new Running([one, two], {
      client,
      latest,
      onShown: (next) => {
        setShown(next);
        if (next.state.name === 'playing') setPictured(true);
      },
      onGrant: setGrant,
    });
    running.current = made;
    const unwatch = watchVisibility(element, (visible) => (visible ? made.start() : made.stop()));
    return () => {
      unwatch();
      running.current = null;
      made[Symbol.dispose]();
    };
  }, [root, client]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `latest` holds them
  useEffect(() => running.current?.wish(), [cameraId, quality, delay, importance]);

  const retry = useCallback(() => running.current?.retry(), []);
  const stats = useCallback(() => running.current?.stats() ?? null, []);
  const lookBack = useCallback((seconds: number) => running.current?.lookBack(seconds) ?? 0, []);
  const goLive = useCallback(() => running.current?.goLive(), []);
  return { ...shown, pictured, grant, retry, stats, lookBack, goLive };
}

type Surroundings = {
  client: ReturnType<typeof useTRPCClient>;
  latest: RefObject<LiveWish>;
  onShown: (shown: Shown) => void;
  onGrant: (grant: Grant) => void;
};

/** A camera on two videos, with a seat in the page's decode budget while it can be seen. */
class Running {
  readonly #around: Surroundings;
  readonly #picture: SteadyPicture<VideoDeck<Wanted>>;
  readonly #decks: readonly [VideoDeck<Wanted>, VideoDeck<Wanted>];
  #seat: Seat | null = null;
  #grant = AS_WANTED;
  #requestedAt: number | undefined;

  constructor([one, two]: readonly [HTMLVideoElement, HTMLVideoElement], around: Surroundings) {
    this.#around = around;
    this.#requestedAt = around.latest.current.requestedAt;
    this.#decks = [this.#deck(one), this.#deck(two)];
    this.#picture = new SteadyPicture({
      decks: this.#decks,
      // The frame after the next: what was changed is painted by then.
      afterPaint: (run) => requestAnimationFrame(() => requestAnimationFrame(run)),
      onChange: () => this.#tell(),
    });
  }

  start(): void {
    if (this.#seat !== null) return;
    this.#seat = pageBudget().join(
      this.#seatWish(),
      () => this.#sample(),
      (grant) => this.#take(grant),
    );
  }

  stop(): void {
    this.#seat?.[Symbol.dispose]();
    this.#seat = null;
    this.#picture.stop();
  }

  wish(): void {
    this.#seat?.want(this.#seatWish());
    if (this.#seat !== null) this.#want();
  }

  retry(): void {
    this.#picture.front.retry();
  }

  lookBack(seconds: number): number {
    return this.#picture.front.lookBack(seconds);
  }

  goLive(): void {
    this.#picture.front.goLive();
  }

  stats(): PlayerStats {
    return this.#picture.front.stats();
  }

  [Symbol.dispose](): void {
    this.stop();
    for (const deck of this.#decks) deck[Symbol.dispose]();
  }

  #deck(video: HTMLVideoElement): VideoDeck<Wanted> {
    const { client, latest } = this.#around;
    return new VideoDeck<Wanted>({
      surface: videoSurface(video),
      ways: pageWays(video),
      clock: browserClock,
      address: (wanted, signal, accepts) => playAddress(client, wanted, signal, accepts),
      enter: async (signal) => latest.current.enter?.(signal),
      qualityOf: ({ quality }) => quality,
      delayOf: ({ delay }) => delay,
      requestedAt: () => {
        const at = this.#requestedAt;
        this.#requestedAt = undefined;
        return at;
      },
      onState: () => this.#picture?.observe(),
    });
  }

  #seatWish() {
    const { importance, quality } = this.#around.latest.current;
    return { wanted: quality, importance };
  }

  #take(grant: Grant): void {
    this.#grant = grant;
    this.#around.onGrant(grant);
    if (grant.level === 'still') this.#picture.stop();
    else this.#want();
  }

  #want(): void {
    const { level } = this.#grant;
    if (level === 'still') return;
    const { cameraId, delay } = this.#around.latest.current;
    this.#picture.want({ cameraId, delay, quality: level });
    this.#picture.start();
  }

  #sample() {
    const { shown } = this.#picture;
    if (shown === null || this.#picture.state().name !== 'playing') return null;
    const { decodedFrames, droppedFrames, fps, height, width } = this.stats();
    return {
      quality: shown.quality,
      decoded: decodedFrames,
      dropped: droppedFrames,
      width,
      height,
      fps,
    };
  }

  #tell(): void {
    const front = this.#picture.front;
    this.#around.onShown({
      state: this.#picture.state(),
      side: front === this.#decks[0] ? 0 : 1,
      shown: this.#picture.shown?.quality ?? 'sub',
    });
  }
}

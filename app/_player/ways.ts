/** How a live stream may come into a video element. */
export const WAYS = ['wsFlv', 'wsFmp4', 'whep', 'hls'] as const;
export type Way = (typeof WAYS)[number];

/** Where one stream is played, by each way. */
export type Addresses = Readonly<Record<Way, string>>;

export type Capabilities = {
  /** Media source extensions, the managed ones of iPhones included. */
  readonly mse: boolean;
  readonly webrtc: boolean;
  /** The video element plays playlists by itself. */
  readonly nativeHls: boolean;
};

export type Wish = {
  /** `lowest` while somebody steers the camera or talks through it. */
  readonly delay: 'usual' | 'lowest';
  /** What the person prefers to everything else. */
  readonly preferred: Way | null;
};

export type FirstBecause = 'preferred' | 'lowestDelay' | 'usual' | 'noMse';
export type EngineOrder = { readonly ways: readonly Way[]; readonly because: FirstBecause };

const USUAL: readonly Way[] = ['wsFlv', 'wsFmp4', 'whep', 'hls'];
const LOWEST_DELAY: readonly Way[] = ['whep', 'wsFlv', 'wsFmp4', 'hls'];
/** Phones: playlists survive sleep and change of network, WebRTC is what else they have. */
const WITHOUT_MSE: readonly Way[] = ['hls', 'whep'];

/** The ways worth trying in this browser, best first, and why the first one is. */
export function engineOrder(capabilities: Capabilities, wish: Wish): EngineOrder {
  const { because, ways } = order(capabilities, wish);
  const possible = ways.filter((way) => isPossible(way, capabilities));
  const { preferred } = wish;
  if (preferred === null || !possible.includes(preferred)) return { ways: possible, because };
  return {
    ways: [preferred, ...possible.filter((way) => way !== preferred)],
    because: 'preferred',
  };
}

function order({ mse, webrtc }: Capabilities, { delay }: Wish): EngineOrder {
  if (delay === 'lowest' && webrtc) return { ways: LOWEST_DELAY, because: 'lowestDelay' };
  return mse ? { ways: USUAL, because: 'usual' } : { ways: WITHOUT_MSE, because: 'noMse' };
}

function isPossible(way: Way, { mse, nativeHls, webrtc }: Capabilities): boolean {
  switch (way) {
    case 'wsFlv':
    case 'wsFmp4':
      return mse;
    case 'whep':
      return webrtc;
    case 'hls':
      return mse || nativeHls;
  }
}

export function readWay(text: string | null): Way | null {
  return WAYS.find((way) => way === text) ?? null;
}

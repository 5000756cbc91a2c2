import type { StartEngine } from './engine.ts';
import { hlsEngine, playsHlsNatively } from './hls-engine.ts';
import { mediaSourceClass } from './media-source.ts';
import { mpegtsEngine } from './mpegts-engine.ts';
import { WayMemory } from './way-memory.ts';
import { type Capabilities, readWay, type Way } from './ways.ts';
import { whepEngine } from './whep-engine.ts';
import { wsFmp4Engine } from './ws-fmp4-engine.ts';

/** What a player needs to know of the page it is on. */
export type PageWays = {
  readonly engines: Readonly<Record<Way, StartEngine>>;
  readonly capabilities: Capabilities;
  readonly memory: WayMemory;
};

const memory = new WayMemory(() => performance.now());

export function pageWays(video: HTMLVideoElement): PageWays {
  return {
    engines: {
      wsFlv: mpegtsEngine(video),
      wsFmp4: wsFmp4Engine(video),
      whep: whepEngine(video),
      hls: hlsEngine(video),
    },
    capabilities: {
      mse: mediaSourceClass() !== null,
      webrtc: typeof RTCPeerConnection !== 'undefined',
      nativeHls: playsHlsNatively(video),
    },
    memory,
  };
}

const PREFERENCE = 'lukou-way';

/** `?way=whep` in the address for one visit, `localStorage['lukou-way']` for good: tried first, not alone. */
export function preferredWay(): Way | null {
  const asked = readWay(new URLSearchParams(window.location.search).get('way'));
  return asked ?? readWay(localStorage.getItem(PREFERENCE));
}

import { browserClock } from './clock.ts';
import { type Engine, NO_ENGINE, type StartEngine, UNSUPPORTED } from './engine.ts';
import type { PlayerFailure } from './state.ts';
import {
  endWhepSession,
  NO_FACTS,
  openWhepSession,
  type WhepSession,
  whepFacts,
} from './whep-session.ts';

const STATISTICS_EVERY_MS = 1_000;

type WhepEvents = {
  readonly stream: (stream: MediaStream) => void;
  readonly state: (state: RTCPeerConnectionState) => void;
};

/** What the engine needs of a browser's connection. */
type WhepConnection = {
  /** Wants picture and sound. */
  readonly offer: () => Promise<string>;
  readonly answer: (sdp: string) => Promise<void>;
  readonly statistics: () => Promise<Iterable<Record<string, unknown>>>;
  readonly close: () => void;
};

export type WhepSurroundings = {
  readonly connect: (events: WhepEvents) => WhepConnection;
  readonly fetchFrom: (address: string, init: RequestInit) => Promise<Response>;
  readonly every: (ms: number, tick: () => void) => () => void;
};

function connectBrowser({ stream, state }: WhepEvents): WhepConnection {
  const connection = new RTCPeerConnection();
  connection.addEventListener('track', ({ streams }) => {
    if (streams[0]) stream(streams[0]);
  });
  connection.addEventListener('connectionstatechange', () => state(connection.connectionState));
  return {
    // The worker finds us by our checks: the offer need not wait for candidates.
    offer: async () => {
      for (const kind of ['video', 'audio'])
        connection.addTransceiver(kind, { direction: 'recvonly' });
      const { sdp = '' } = await connection.createOffer();
      await connection.setLocalDescription({ type: 'offer', sdp });
      return sdp;
    },
    answer: (sdp) => connection.setRemoteDescription({ type: 'answer', sdp }),
    statistics: async () => (await connection.getStats()).values(),
    close: () => connection.close(),
  };
}

const BROWSER: WhepSurroundings = {
  connect: connectBrowser,
  fetchFrom: (address, init) => fetch(address, init),
  every: (ms, tick) => browserClock.every(ms, tick),
};

/** WebRTC by WHEP into a video element: the browser's own jitter buffer and decoder. */
export function whepEngine(
  video: Pick<HTMLVideoElement, 'srcObject' | 'play'>,
  around: WhepSurroundings = BROWSER,
): StartEngine {
  return async (url, onFailure, signal) => {
    if (around === BROWSER && typeof RTCPeerConnection === 'undefined') {
      onFailure(UNSUPPORTED);
      return NO_ENGINE;
    }
    const engine = new WhepEngine(video, around, onFailure);
    try {
      await engine.open(url, signal);
    } catch (error) {
      engine[Symbol.dispose]();
      throw error;
    }
    return engine;
  };
}

class WhepEngine implements Engine {
  readonly keepsUp = true;
  readonly #video: Pick<HTMLVideoElement, 'srcObject' | 'play'>;
  readonly #around: WhepSurroundings;
  readonly #connection: WhepConnection;
  readonly #endReading: () => void;
  #session: WhepSession | null = null;
  #facts = NO_FACTS;
  #over = false;

  constructor(
    video: Pick<HTMLVideoElement, 'srcObject' | 'play'>,
    around: WhepSurroundings,
    onFailure: (failure: PlayerFailure) => void,
  ) {
    this.#video = video;
    this.#around = around;
    this.#connection = around.connect({
      stream: (stream) => this.#show(stream),
      state: (state) => {
        if (state === 'failed' || state === 'closed')
          onFailure({ code: 'player.connection-lost', step: 'connect', final: false });
      },
    });
    this.#endReading = around.every(STATISTICS_EVERY_MS, () => void this.#read());
  }

  async open(url: string, signal: AbortSignal): Promise<void> {
    const offer = await this.#connection.offer();
    this.#session = await openWhepSession(url, offer, signal, this.#around.fetchFrom);
    await this.#connection.answer(this.#session.answer);
  }

  facts() {
    const { codec, bitrate, packetsLost } = this.#facts;
    return { codec, bitrate, packetsLost };
  }

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.#endReading();
    if (this.#session) endWhepSession(this.#session, this.#around.fetchFrom);
    this.#connection.close();
    this.#video.srcObject = null;
  }

  #show(stream: MediaStream): void {
    if (this.#over || this.#video.srcObject === stream) return;
    this.#video.srcObject = stream;
    // Autoplay of muted video is always let through; a refusal shows as a picture that does not come.
    Promise.resolve(this.#video.play()).catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#facts = whepFacts(await this.#connection.statistics(), this.#facts);
  }
}

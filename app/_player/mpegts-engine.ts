import type Mpegts from 'mpegts.js';
import { KEEP_BEHIND_S } from './append-queue.ts';
import { type Engine, NO_ENGINE, type StartEngine, UNSUPPORTED } from './engine.ts';
import { CODEC_UNSUPPORTED, type PlayerFailure } from './state.ts';

type MpegtsModule = typeof Mpegts;

let loading: Promise<MpegtsModule> | null = null;

/** Fetches the engine once; called early so that a click does not wait for it. */
export function loadMpegts(): Promise<MpegtsModule> {
  loading ??= import('mpegts.js').then((module) => {
    module.default.LoggingControl.enableAll = false;
    return module.default;
  });
  return loading;
}

/** WS-FLV into media source extensions. The latency chase is ours, so the library's own stays off. */
const CONFIG = {
  enableWorker: false,
  enableStashBuffer: false,
  isLive: true,
  lazyLoad: false,
  deferLoadAfterSourceOpen: false,
  liveBufferLatencyChasing: false,
  liveSync: false,
  autoCleanupSourceBuffer: true,
  autoCleanupMaxBackwardDuration: KEEP_BEHIND_S + 10,
  autoCleanupMinBackwardDuration: KEEP_BEHIND_S,
  fixAudioTimestampGap: false,
} satisfies Mpegts.Config;

export function mpegtsEngine(video: HTMLVideoElement): StartEngine {
  return async (url, onFailure, signal) => {
    const mpegts = await loadMpegts();
    if (signal.aborted) return NO_ENGINE;
    if (!mpegts.isSupported()) {
      onFailure(UNSUPPORTED);
      return NO_ENGINE;
    }
    return new MpegtsEngine(mpegts, video, url, onFailure);
  };
}

class MpegtsEngine implements Engine {
  readonly keepsUp = false;
  readonly #mpegts: MpegtsModule;
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #onFailure: (failure: PlayerFailure) => void;
  #player: Mpegts.Player;
  #silent = false;
  #codec: string | null = null;
  #kilobytesPerSecond = 0;

  constructor(
    mpegts: MpegtsModule,
    video: HTMLVideoElement,
    url: string,
    onFailure: (failure: PlayerFailure) => void,
  ) {
    this.#mpegts = mpegts;
    this.#video = video;
    this.#url = url;
    this.#onFailure = onFailure;
    this.#player = this.#open();
  }

  facts() {
    return { codec: this.#codec, bitrate: this.#kilobytesPerSecond * 8_000 };
  }

  [Symbol.dispose](): void {
    this.#player.destroy();
  }

  #open(): Mpegts.Player {
    const { Events } = this.#mpegts;
    const player = this.#mpegts.createPlayer(
      { type: 'flv', isLive: true, url: this.#url, ...(this.#silent && { hasAudio: false }) },
      CONFIG,
    );
    player.on(Events.ERROR, (type: string, detail: string, info: unknown) =>
      this.#fail(type, detail, info),
    );
    player.on(Events.LOADING_COMPLETE, () =>
      this.#onFailure({ code: 'player.stream-ended', step: 'connect', final: false }),
    );
    player.on(Events.MEDIA_INFO, (info: Mpegts.MSEPlayerMediaInfo) => {
      this.#codec = info.videoCodec ?? this.#codec;
    });
    player.on(Events.STATISTICS_INFO, (info: Mpegts.MSEPlayerStatisticsInfo) => {
      this.#kilobytesPerSecond = info.speed ?? 0;
    });
    player.attachMediaElement(this.#video);
    player.load();
    // Autoplay of muted video is always let through; a refusal shows as a picture that does not come.
    Promise.resolve(player.play()).catch(() => undefined);
    return player;
  }

  #fail(type: string, detail: string, info: unknown): void {
    const { ErrorDetails, ErrorTypes } = this.#mpegts;
    if (detail === ErrorDetails.MEDIA_CODEC_UNSUPPORTED && !this.#silent && aboutAudio(info)) {
      // Cameras with G.711 sound: the picture is what counts.
      this.#silent = true;
      this.#player.destroy();
      this.#player = this.#open();
      return;
    }
    if (refusesType(info)) this.#onFailure(UNPLAYABLE);
    else this.#onFailure(toFailure(type === ErrorTypes.NETWORK_ERROR, detail, ErrorDetails));
  }
}

function aboutAudio(info: unknown): boolean {
  return /audio/i.test(JSON.stringify(info ?? ''));
}

const UNPLAYABLE: PlayerFailure = { code: CODEC_UNSUPPORTED, step: 'decode', final: true };
/** `code` of the DOMException that `addSourceBuffer` throws for a type the browser cannot play. */
const NOT_SUPPORTED = 9;

/** The browser has no decoder: the library calls that an error of media sources like any other. */
function refusesType(info: unknown): boolean {
  return typeof info === 'object' && info !== null && 'code' in info && info.code === NOT_SUPPORTED;
}

function toFailure(
  network: boolean,
  detail: string,
  details: MpegtsModule['ErrorDetails'],
): PlayerFailure {
  if (network) return { code: 'player.connection-lost', step: 'connect', final: false };
  if (detail === details.MEDIA_CODEC_UNSUPPORTED) return UNPLAYABLE;
  if (detail === details.MEDIA_MSE_ERROR)
    return { code: 'player.decode', step: 'decode', final: false };
  return { code: 'player.bad-stream', step: 'decode', final: false };
}

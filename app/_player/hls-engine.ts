import type Hls from 'hls.js';
import type { ErrorData } from 'hls.js';
import { KEEP_BEHIND_S } from './append-queue.ts';
import { type Engine, NO_ENGINE, type StartEngine, UNSUPPORTED } from './engine.ts';
import { mediaSourceClass } from './media-source.ts';
import type { PlayerFailure } from './state.ts';
import { codeIn } from './worker-code.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** Behind what the playlist asks for, it plays faster; so far behind it, it jumps. */
const HURRY_RATE = 1.15;
const JUMP_BEHIND_S = 3;

type HlsClass = typeof Hls;

export function playsHlsNatively(video: HTMLVideoElement): boolean {
  return video.canPlayType(PLAYLIST_TYPE) !== '';
}

/** Low-latency HLS: by hls.js where there are media source extensions, else by the browser itself. */
export function hlsEngine(video: HTMLVideoElement): StartEngine {
  return async (url, onFailure, signal) => {
    if (mediaSourceClass() === null) {
      if (playsHlsNatively(video)) return new NativeHlsEngine(video, url, onFailure);
      onFailure(UNSUPPORTED);
      return NO_ENGINE;
    }
    const { default: HlsJs } = await import('hls.js');
    if (signal.aborted) return NO_ENGINE;
    if (HlsJs.isSupported()) return new HlsJsEngine(HlsJs, video, url, onFailure);
    onFailure(UNSUPPORTED);
    return NO_ENGINE;
  };
}

class HlsJsEngine implements Engine {
  readonly keepsUp = true;
  readonly #hls: Hls;
  readonly #onFailure: (failure: PlayerFailure) => void;
  #codec: string | null = null;
  #bitrate = 0;
  #rescued = false;

  constructor(
    HlsJs: HlsClass,
    video: HTMLVideoElement,
    url: string,
    onFailure: (failure: PlayerFailure) => void,
  ) {
    const hls = new HlsJs({
      lowLatencyMode: true,
      maxLiveSyncPlaybackRate: HURRY_RATE,
      backBufferLength: KEEP_BEHIND_S,
      enableWorker: false,
    });
    this.#hls = hls;
    this.#onFailure = onFailure;
    hls.on(HlsJs.Events.ERROR, (_, data) => this.#fail(HlsJs, data));
    hls.on(HlsJs.Events.BUFFER_CODECS, (_, { video: track, audiovideo }) => {
      this.#codec = (track ?? audiovideo)?.codec ?? this.#codec;
    });
    hls.on(HlsJs.Events.FRAG_BUFFERED, (_, { frag, part, stats }) => {
      const { duration } = part ?? frag;
      if (duration > 0) this.#bitrate = Math.round((stats.total * 8) / duration);
      const { latency, liveSyncPosition, targetLatency } = hls;
      const behindS = latency - (targetLatency ?? latency);
      if (behindS > JUMP_BEHIND_S && liveSyncPosition !== null)
        video.currentTime = liveSyncPosition;
    });
    hls.on(HlsJs.Events.MANIFEST_PARSED, () => {
      // Autoplay of muted video is always let through; a refusal shows as a picture that does not come.
      video.play().catch(() => undefined);
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  facts() {
    return { codec: this.#codec, bitrate: this.#bitrate };
  }

  [Symbol.dispose](): void {
    this.#hls.destroy();
  }

  #fail({ ErrorDetails, ErrorTypes }: HlsClass, data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === ErrorTypes.MEDIA_ERROR && !this.#rescued) {
      this.#rescued = true;
      this.#hls.recoverMediaError();
      return;
    }
    const noCodec =
      data.details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR ||
      data.details === ErrorDetails.BUFFER_INCOMPATIBLE_CODECS_ERROR ||
      data.details === ErrorDetails.BUFFER_ADD_CODEC_ERROR;
    if (noCodec) this.#onFailure({ code: 'player.codec-unsupported', step: 'decode', final: true });
    else if (data.type === ErrorTypes.NETWORK_ERROR) this.#onFailure(networkFailure(data));
    else this.#onFailure({ code: 'player.decode', step: 'decode', final: false });
  }
}

/** An answer, whatever it says, came from the worker: then the way is open. */
function networkFailure({ networkDetails, response }: ErrorData): PlayerFailure {
  const body = networkDetails instanceof XMLHttpRequest ? networkDetails.responseText : '';
  const code = codeIn(body);
  if (code?.startsWith('ticket.')) return { code, step: 'ticket', final: false };
  if (code !== null) return { code, step: 'connect', final: false };
  const answered = (response?.code ?? 0) > 0;
  return {
    code: answered ? 'player.no-picture' : 'player.connection-lost',
    step: 'connect',
    final: false,
  };
}

class NativeHlsEngine implements Engine {
  readonly keepsUp = true;
  readonly #video: HTMLVideoElement;
  readonly #life = new AbortController();

  constructor(video: HTMLVideoElement, url: string, onFailure: (failure: PlayerFailure) => void) {
    this.#video = video;
    const { signal } = this.#life;
    video.addEventListener('error', () => onFailure(nativeFailure(video.error)), { signal });
    video.addEventListener(
      'ended',
      () => onFailure({ code: 'player.stream-ended', step: 'connect', final: false }),
      { signal },
    );
    video.src = url;
    video.play().catch(() => undefined);
  }

  /** The browser tells neither. */
  facts() {
    return { codec: null, bitrate: 0 };
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    this.#video.removeAttribute('src');
    this.#video.load();
  }
}

function nativeFailure(error: MediaError | null): PlayerFailure {
  if (error?.code === MediaError.MEDIA_ERR_NETWORK)
    return { code: 'player.connection-lost', step: 'connect', final: false };
  // Browsers say "source not supported" also for a playlist that was refused.
  if (error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED)
    return { code: 'player.no-picture', step: 'connect', final: false };
  return { code: 'player.decode', step: 'decode', final: false };
}

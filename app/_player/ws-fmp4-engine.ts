import { AppendQueue } from './append-queue.ts';
import { type Engine, NO_ENGINE, type StartEngine, UNSUPPORTED } from './engine.ts';
import { type MediaSourceClass, mediaSourceClass } from './media-source.ts';
import { codecsOf } from './mp4-codecs.ts';
import type { PlayerFailure } from './state.ts';
import { codeIn } from './worker-code.ts';

const RATE_OVER_MS = 1_000;
/** Ranges of a buffer that nearly touch are one to the browser's decoder, but not always to its clock. */
const GAP_S = 0.1;

/** Fragmented MP4 over WebSocket, straight into media source extensions: nothing is taken apart here. */
export function wsFmp4Engine(video: HTMLVideoElement): StartEngine {
  return async (url, onFailure, signal) => {
    const Source = mediaSourceClass();
    if (signal.aborted) return NO_ENGINE;
    if (Source === null) {
      onFailure(UNSUPPORTED);
      return NO_ENGINE;
    }
    return new WsFmp4Engine(video, Source, url, onFailure);
  };
}

class WsFmp4Engine implements Engine {
  readonly keepsUp = false;
  readonly #video: HTMLVideoElement;
  readonly #Source: MediaSourceClass;
  readonly #source: MediaSource;
  readonly #onFailure: (failure: PlayerFailure) => void;
  readonly #objectUrl: string;
  #socket: WebSocket | null = null;
  #queue: AppendQueue | null = null;
  #codecs: readonly string[] = [];
  #over = false;
  #started = false;
  #received = { bytes: 0, at: performance.now(), rate: 0 };

  constructor(
    video: HTMLVideoElement,
    Source: MediaSourceClass,
    url: string,
    onFailure: (failure: PlayerFailure) => void,
  ) {
    this.#video = video;
    this.#Source = Source;
    this.#source = new Source();
    this.#onFailure = onFailure;
    this.#source.addEventListener('sourceopen', () => this.#connect(url), { once: true });
    this.#objectUrl = URL.createObjectURL(this.#source);
    // Managed media sources open only where the picture cannot be sent to another device.
    video.disableRemotePlayback = true;
    video.src = this.#objectUrl;
  }

  facts() {
    this.#measure();
    return { codec: this.#codecs[0] ?? null, bitrate: this.#received.rate };
  }

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.#socket?.close();
    this.#video.removeAttribute('src');
    this.#video.load();
    URL.revokeObjectURL(this.#objectUrl);
  }

  #connect(url: string): void {
    if (this.#over) return;
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) this.#take(new Uint8Array(data));
    });
    socket.addEventListener('error', () => this.#fail('player.connection-lost', 'connect'));
    socket.addEventListener('close', ({ reason }) => {
      const code = codeIn(reason) ?? 'player.stream-ended';
      this.#fail(code, code.startsWith('ticket.') ? 'ticket' : 'connect');
    });
  }

  #take(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#received.bytes += bytes.byteLength;
    try {
      const codecs = codecsOf(bytes);
      if (codecs !== null && !this.#accepts(codecs)) return;
      if (this.#queue === null) this.#fail('player.bad-stream', 'decode');
      else if (!this.#queue.push(bytes)) this.#fail('player.stalled', 'decode');
    } catch (error) {
      this.#fail(error instanceof RangeError ? 'player.bad-stream' : 'player.decode', 'decode');
    }
  }

  /** Takes the tracks of a beginning stream, or judges those that change in the middle of one. */
  #accepts(codecs: readonly string[]): boolean {
    if (this.#queue !== null) {
      if (codecs.join() === this.#codecs.join()) return true;
      this.#fail('stream.tracks-changed', 'connect');
      return false;
    }
    this.#codecs = codecs;
    const type = `video/mp4; codecs="${codecs.join(', ')}"`;
    if (!this.#Source.isTypeSupported(type)) {
      this.#fail('player.codec-unsupported', 'decode', true);
      return false;
    }
    this.#queue = this.#open(type);
    return true;
  }

  #open(type: string): AppendQueue {
    const buffer = this.#source.addSourceBuffer(type);
    const queue = new AppendQueue({
      get updating() {
        return buffer.updating;
      },
      range: () => rangeOf(buffer.buffered),
      position: () => this.#video.currentTime,
      append: (bytes) => buffer.appendBuffer(bytes),
      remove: (from, to) => buffer.remove(from, to),
    });
    buffer.addEventListener('updateend', () => {
      if (this.#over) return;
      this.#follow();
      try {
        queue.advance();
      } catch {
        this.#fail('player.decode', 'decode');
      }
    });
    buffer.addEventListener('error', () => this.#fail('player.decode', 'decode'));
    return queue;
  }

  /** Goes to where pictures are: to the first one, and over a hole in the stream. */
  #follow(): void {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0) return;
    const newest = buffered.start(buffered.length - 1);
    const inHole = currentTime < newest - GAP_S && !isWithin(buffered, currentTime);
    if (!this.#started || inHole) this.#video.currentTime = newest;
    if (this.#started) return;
    this.#started = true;
    // Autoplay of muted video is always let through; a refusal shows as a picture that does not come.
    this.#video.play().catch(() => undefined);
  }

  #measure(): void {
    const now = performance.now();
    const ms = now - this.#received.at;
    if (ms < RATE_OVER_MS) return;
    this.#received = { bytes: 0, at: now, rate: Math.round((this.#received.bytes * 8_000) / ms) };
  }

  #fail(code: string, step: PlayerFailure['step'], final = false): void {
    if (this.#over) return;
    this.#onFailure({ code, step, final });
  }
}

function rangeOf(buffered: TimeRanges): { start: number; end: number } | null {
  const { length } = buffered;
  return length === 0 ? null : { start: buffered.start(0), end: buffered.end(length - 1) };
}

function isWithin(buffered: TimeRanges, at: number): boolean {
  for (let index = 0; index < buffered.length; index += 1)
    if (at >= buffered.start(index) && at < buffered.end(index) - GAP_S / 2) return true;
  return false;
}

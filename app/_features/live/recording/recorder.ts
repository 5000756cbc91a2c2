import { LiveMp4 } from './live-mp4.ts';

/** Longer than this a recording ends by itself: whoever wants more wants the server's. */
export const MOST_RECORDED_MS = 60 * 60_000;
export const MOST_RECORDED_BYTES = 1024 * 1024 * 1024;
/** So much is held in memory; what is older the browser may keep on disk. */
const PIECE_BYTES = 16 * 1024 * 1024;

export type RecordingEnd =
  /** Somebody pressed. */
  | 'stopped'
  /** As long or as large as one may be. */
  | 'full'
  /** The stream went on with other tracks. */
  | 'changed'
  /** The connection or the stream ended. */
  | 'lost';

export type Recorded = { readonly file: Blob; readonly ms: number; readonly because: RecordingEnd };

type RecorderOptions = {
  /** The stream as fragmented MP4. */
  readonly open: (signal: AbortSignal) => Promise<Response>;
  readonly now: () => number;
  /** With every piece: how much there is. */
  readonly onBytes: (bytes: number) => void;
};

/** Writes a live stream down as it comes, without decoding it. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #stop = new AbortController();
  readonly #mp4 = new LiveMp4();
  #old = new Blob([], { type: 'video/mp4' });
  #new: Uint8Array<ArrayBuffer>[] = [];
  #newBytes = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Resolves with what was recorded once that is over; null: nothing came before. @throws why the stream did not open */
  async run(): Promise<Recorded | null> {
    const { open, now } = this.#options;
    const began = now();
    const response = await open(this.#stop.signal).catch((error: unknown) => {
      if (this.#stop.signal.aborted) return null;
      throw error;
    });
    if (response === null) return null;
    const because = await this.#take(response, began);
    this.#stop.abort();
    const file = this.#whole();
    return file.size === 0 ? null : { file, ms: now() - began, because };
  }

  async #take(response: Response, began: number): Promise<RecordingEnd> {
    const { now, onBytes } = this.#options;
    try {
      for await (const bytes of chunksOf(response)) {
        const { boxes, over } = this.#mp4.push(bytes);
        for (const box of boxes) this.#keep(box);
        onBytes(this.#old.size + this.#newBytes);
        if (over) return 'changed';
        if (now() - began > MOST_RECORDED_MS) return 'full';
        if (this.#old.size + this.#newBytes > MOST_RECORDED_BYTES) return 'full';
      }
    } catch {
      // Ended from here or from there; what came before is whole.
    }
    return this.#stop.signal.aborted ? 'stopped' : 'lost';
  }

  #keep(box: Uint8Array<ArrayBuffer>): void {
    this.#new.push(box);
    this.#newBytes += box.length;
    if (this.#newBytes < PIECE_BYTES) return;
    this.#old = this.#whole();
    this.#new = [];
    this.#newBytes = 0;
  }

  #whole(): Blob {
    return new Blob([this.#old, ...this.#new], { type: 'video/mp4' });
  }
}

/** Not every browser lets a stream be iterated. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

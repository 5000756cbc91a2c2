import type { OpenMicrophone } from './microphone.ts';
import { TalkError } from './talk-error.ts';

export type TalkState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | { readonly name: 'on-air' }
  | {
      readonly name: 'failed';
      readonly code: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

type Line = Pick<WebSocket, 'close' | 'send' | 'bufferedAmount'>;

export type LineEvents = { readonly said: () => void; readonly closed: (reason: string) => void };

export type LineSurroundings = {
  readonly microphone: OpenMicrophone;
  readonly connect: (url: string, events: LineEvents) => Line;
  readonly state: (state: TalkState) => void;
  /** From 0 to 1, at most once a frame. */
  readonly level: (level: number) => void;
};

/** 300 ms unsent: what is said now comes too late anyway. */
const MOST_UNSENT_BYTES = 2_600;
const RELEASED = 1000;

/** One voice on its way from this page to a camera. Pressing anew ends what was there. */
export class TalkLine {
  readonly #around: LineSurroundings;
  #held: AbortController | null = null;

  constructor(around: LineSurroundings) {
    this.#around = around;
  }

  /**
   * Talks until it is released, or fails.
   * @param open answers the address that the voice is sent to
   */
  async press(open: (signal: AbortSignal) => Promise<string>): Promise<void> {
    this.release();
    const held = new AbortController();
    this.#held = held;
    this.#around.state({ name: 'connecting' });
    try {
      await this.#talk(open, held.signal);
    } catch (error) {
      if (held.signal.aborted) return; // released meanwhile
      held.abort();
      const { code, details } =
        error instanceof TalkError ? error : new TalkError('talk.failed', {}, { cause: error });
      this.#around.state({ name: 'failed', code, details });
    }
  }

  release(): void {
    if (!this.#held || this.#held.signal.aborted) return;
    this.#held.abort();
    this.#around.state({ name: 'idle' });
  }

  /** Rejects when it ends otherwise than by release. */
  async #talk(open: (signal: AbortSignal) => Promise<string>, signal: AbortSignal): Promise<void> {
    let line: Line | null = null;
    let onAir = false;
    const over = Promise.withResolvers<never>();
    over.promise.catch(() => {}); // awaited last: it may be over before
    signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
    await this.#around.microphone(({ voice, level }) => {
      this.#around.level(level);
      if (onAir && line && line.bufferedAmount <= MOST_UNSENT_BYTES) line.send(voice);
    }, signal);
    const url = await open(signal);
    if (signal.aborted) throw signal.reason; // the worker ends what nobody comes to
    const opened = this.#around.connect(url, {
      said: () => {
        if (signal.aborted) return;
        onAir = true;
        this.#around.state({ name: 'on-air' });
      },
      closed: (reason) => over.reject(new TalkError(codeIn(reason))),
    });
    line = opened;
    signal.addEventListener('abort', () => opened.close(RELEASED), { once: true });
    await over.promise;
  }
}

/** What a worker says at the end is JSON; a line that breaks says nothing. */
function codeIn(reason: string): string {
  try {
    const told: unknown = JSON.parse(reason);
    if (typeof told === 'object' && told !== null && 'code' in told) return String(told.code);
  } catch {
    // Nothing, or cut.
  }
  return 'talk.connection-lost';
}

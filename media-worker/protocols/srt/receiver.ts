import { Worker } from 'node:worker_threads';
import { MediaError } from '../../media/errors.ts';
import { timeoutError } from '../rtsp/network-error.ts';
import { libsrtUrl, SRT_OPEN_MS, type SrtAddress } from './address.ts';
import { SRT_CELL, type SrtNews, type SrtTask } from './thread-words.ts';

/** Who is told of one connection. */
export type SrtReception = {
  readonly signal: AbortSignal;
  opened(): void;
  /** What arrived, in order; throws to end the reception. */
  bytes(bytes: Uint8Array): void;
};

/** The script and node-av need 10 MB; a heap that grows beyond is a fault. */
const LIMITS = { maxOldGenerationSizeMb: 64 };
/** A refusal is an answer: it comes well before the time is up. */
const ANSWERED_WITHIN_MS = SRT_OPEN_MS.caller - 200;

/**
 * One SRT connection, or one listener and then its connection, in a thread of its own. A process that receives SRT starts no
 * other: libsrt's handler of `fork` may wait for ever in the child for a lock, and `spawn` waits for the child.
 */
export class SrtReceiver {
  readonly #address: SrtAddress;
  readonly #thread: Worker;
  readonly #cells = new Int32Array(new SharedArrayBuffer(8));
  /** Told while nobody received; bounded by what the thread hands over. */
  readonly #held: SrtNews[] = [];
  #takes: ((news: SrtNews) => void) | null = null;
  #stage: 'opening' | 'open' | 'over' = 'opening';

  constructor(address: SrtAddress) {
    this.#address = address;
    const task: SrtTask = {
      url: libsrtUrl(address),
      again: address.mode === 'listener',
      cells: this.#cells,
    };
    this.#thread = new Worker(new URL('./receive-thread.ts', import.meta.url), {
      workerData: task,
      resourceLimits: LIMITS,
    });
    this.#thread.on('message', (news: SrtNews) => this.#told(news));
    // It could not run at all: the same to those who wait as an end.
    this.#thread.once('error', () => this.#told({ type: 'ended' }));
  }

  /** Nobody came yet. */
  get isWaiting(): boolean {
    return this.#stage === 'opening';
  }

  /**
   * Until the other side ends it. Rejects promptly on abort; what comes then waits for the next reception.
   * @throws `refused` with `srt.refused`, `unreachable` with `srt.cannot-listen`, `timeout` with `network.timeout`
   */
  async receive(reception: SrtReception): Promise<void> {
    const { signal } = reception;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const take = (news: SrtNews) => {
      try {
        if (news.type === 'opened') reception.opened();
        else if (news.type === 'bytes') this.#hand(news.bytes, reception);
        else if (news.type === 'ended') resolve();
        else reject(notOpened(this.#address, news));
      } catch (cause) {
        reject(cause);
      }
    };
    for (const news of this.#held.splice(0)) take(news);
    this.#takes = take;
    try {
      await promise;
    } finally {
      this.#takes = null;
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends the thread, at once or when the call for a connection it is in is over: `SRT_OPEN_MS` at the most. */
  stop(): void {
    Atomics.store(this.#cells, SRT_CELL.stop, 1);
    Atomics.notify(this.#cells, SRT_CELL.stop);
    this.#held.length = 0;
  }

  #hand(bytes: Uint8Array, reception: SrtReception): void {
    Atomics.sub(this.#cells, SRT_CELL.waiting, bytes.length);
    reception.bytes(bytes);
  }

  #told(news: SrtNews): void {
    if (Atomics.load(this.#cells, SRT_CELL.stop) === 1) return;
    if (news.type === 'opened') this.#stage = 'open';
    else if (news.type !== 'bytes') this.#stage = 'over';
    if (this.#takes) this.#takes(news);
    else this.#held.push(news);
  }
}

function notOpened(
  address: SrtAddress,
  { errno, afterMs }: { readonly errno: number; readonly afterMs: number },
): MediaError {
  const peer = `${address.host}:${address.port}`;
  if (address.mode === 'listener')
    return new MediaError('unreachable', `${peer}: cannot be listened at (${errno})`, {
      code: 'srt.cannot-listen',
      peer,
    });
  if (afterMs >= ANSWERED_WITHIN_MS) return timeoutError(peer, 'no answer', SRT_OPEN_MS.caller);
  return new MediaError('refused', `${peer}: refused, as for a wrong passphrase or stream id`, {
    code: 'srt.refused',
    peer,
    step: 'sign-in',
  });
}

import type { MosaicSource, MosaicState } from '../control/contract.ts';
import { frameBytes } from '../hub/gop-cache.ts';
import type { Puller, SourceOutput } from '../hub/source.ts';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import { Mosaic } from '../pictures/mosaic/mosaic.ts';
import type { Clock } from '../platform/clock.ts';
import { asTranscodeError } from '../transcoding/transcode-error.ts';
import type { Encoded } from '../transcoding/video-encoder.ts';
import { VideoSlots } from '../transcoding/video-slots.ts';

const NO_CAPACITY = 'mosaic.no-capacity';
/** A mosaic may end soon; asking costs nothing. */
const ASK_AGAIN_MS = 3_000;
const PROTOCOL = 'mosaic';

export type MosaicsOptions = {
  readonly clock: Clock;
  /** Mosaics that may run at a time. */
  readonly max: number;
  /** Pixels a second that each of them may decode. */
  readonly decodeBudget: number;
  /** A stream of this worker; `null`: there is none of that name. */
  find(streamId: string): Stream | null;
};

/** The mosaics of a worker: one picture made of other streams, while somebody watches it. */
export class Mosaics {
  readonly #options: MosaicsOptions;
  readonly #slots: VideoSlots;
  readonly #running = new Map<string, Mosaic>();

  constructor(options: MosaicsOptions) {
    this.#options = options;
    this.#slots = new VideoSlots(options.max, {
      code: NO_CAPACITY,
      message: `this worker makes ${options.max} mosaics at most`,
    });
  }

  /** How many are made now. */
  get running(): number {
    return this.#running.size;
  }

  /** Of one that is made now. */
  state(streamId: string): MosaicState | null {
    return this.#running.get(streamId)?.state ?? null;
  }

  puller(source: MosaicSource, streamId: string): Puller {
    return {
      protocol: PROTOCOL,
      runOnce: async (output, signal) => {
        using _slot = this.#slots.take();
        using mosaic = await this.#open(source);
        this.#running.set(streamId, mosaic);
        try {
          await this.#run(mosaic, source, output, signal);
        } catch (thrown) {
          throw signal.aborted ? signal.reason : asTranscodeError(thrown);
        } finally {
          if (this.#running.get(streamId) === mosaic) this.#running.delete(streamId);
        }
      },
      retryAfterMs: () => ASK_AGAIN_MS,
    };
  }

  #open(source: MosaicSource): Promise<Mosaic> {
    const { clock, decodeBudget } = this.#options;
    return Mosaic.open(source, { clock, decodeBudget, find: (id) => this.#find(id) });
  }

  #find(id: string): Stream {
    const stream = this.#options.find(id);
    if (!stream)
      throw new MediaError('unreachable', 'no such stream here', { code: 'stream.unknown' });
    const { source } = stream;
    if (source.kind === 'pull' && source.puller.protocol === PROTOCOL)
      throw new MediaError('unsupported', 'a mosaic of mosaics', { code: 'mosaic.nested' });
    return stream;
  }

  async #run(
    mosaic: Mosaic,
    source: MosaicSource,
    output: SourceOutput,
    signal: AbortSignal,
  ): Promise<never> {
    const { clock } = this.#options;
    const everyMs = 1_000 / source.fps;
    let keyWanted = false;
    output.takesKeyFrameRequests?.(() => {
      keyWanted = true;
    });
    output.step('connect', `${source.size}, ${source.cells.length} cells`);
    let dueAt = clock.monotonicNow();
    for (;;) {
      const encoded = await mosaic.next(keyWanted);
      keyWanted = false;
      signal.throwIfAborted();
      for (const one of encoded) tell(output, one);
      // What there was no time for is left out: it never piles up.
      const now = clock.monotonicNow();
      dueAt = Math.max(dueAt + everyMs, now);
      await clock.sleep(dueAt - now, signal);
    }
  }
}

function tell(output: SourceOutput, { track, frame }: Encoded): void {
  if (track) {
    output.step('tracks', `${track.codec} ${track.width}x${track.height}`);
    output.event({ type: 'tracks', tracks: [track] });
  }
  output.received(frameBytes(frame));
  output.event({ type: 'frame', frame });
}

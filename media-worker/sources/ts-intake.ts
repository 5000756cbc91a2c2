import { TsDemuxer } from '../formats/mpeg-ts/demuxer.ts';
import type { SourceOutput } from '../hub/source.ts';
import { DemuxedFeed } from './demuxed-feed.ts';

/** A transport stream from the network to stream events. */
export class TsIntake {
  readonly #output: SourceOutput;
  readonly #feed: DemuxedFeed;
  readonly #demuxer = new TsDemuxer();
  #errorsTold = 0;

  constructor(output: SourceOutput) {
    this.#output = output;
    this.#feed = new DemuxedFeed(output);
  }

  /** Something came over the wire. */
  received(bytes: number): void {
    this.#feed.received(bytes);
  }

  push(bytes: Uint8Array): void {
    this.#feed.take(this.#demuxer.push(bytes));
  }

  /** Where nothing around the stream is numbered, the counters inside are all that tells of loss. */
  tellErrors(): void {
    const fresh = this.#demuxer.continuityErrors - this.#errorsTold;
    this.#errorsTold += fresh;
    if (fresh > 0) this.#output.lost(fresh);
  }
}

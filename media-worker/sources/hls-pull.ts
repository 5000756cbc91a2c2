import { Fmp4Demuxer } from '../formats/fmp4/demuxer.ts';
import { TsDemuxer } from '../formats/mpeg-ts/demuxer.ts';
import type { Puller } from '../hub/source.ts';
import type { Clock } from '../platform/clock.ts';
import { DemuxedFeed, type Demuxer } from './demuxed-feed.ts';
import { type FetchedSegment, HlsSegments } from './hls-segments.ts';
import { type HttpAddress, httpUrl } from './http-dial.ts';
import { Pacer } from './pacer.ts';
import { StepLadder } from './step-ladder.ts';

export type HlsPullOptions = { readonly networks: readonly string[]; readonly clock: Clock };

/** Plays a playlist of MPEG-TS or fragmented MP4, live or recorded, at the speed of its own time. */
export function hlsPuller(source: HttpAddress, options: HlsPullOptions): Puller {
  return {
    protocol: 'hls',
    async runOnce(output, signal) {
      const ladder = new StepLadder(output);
      const attempt = new AbortController(); // stops what is fetched ahead when the rest has failed
      const both = AbortSignal.any([signal, attempt.signal]);
      try {
        await play(source, ladder, { ...options, signal: both });
      } catch (cause) {
        if (signal.aborted) throw signal.reason;
        throw ladder.located(cause);
      } finally {
        attempt.abort(new Error('the attempt is over'));
      }
    },
  };
}

type Attempt = HlsPullOptions & { readonly signal: AbortSignal };

async function play(
  source: HttpAddress,
  ladder: StepLadder,
  { networks, clock, signal }: Attempt,
): Promise<void> {
  const peer = httpUrl(source.url).host;
  const feed = new DemuxedFeed(ladder);
  const described = (detail: string) => {
    ladder.step('connect', peer);
    ladder.step('describe', detail);
    ladder.step('setup');
  };
  const resolved = (address: string) => ladder.step('resolve', address);
  const received = (bytes: number) => {
    if (ladder.reached('setup')) feed.received(bytes);
  };
  const segments = new HlsSegments(source, {
    networks,
    clock,
    signal,
    described,
    received,
    resolved,
  });
  const pacer = new Pacer(clock, signal);
  const demuxer = new SegmentDemuxer(() => feed.newTimeline());
  for await (const segment of oneAhead(segments.segments()))
    await pacer.play(demuxer.take(segment), feed);
}

/** One demuxer as long as segments follow on each other, a new one behind each break. */
class SegmentDemuxer {
  readonly #began: () => void;
  #init: Uint8Array | null = null;
  #demuxer: Demuxer | null = null;

  constructor(began: () => void) {
    this.#began = began;
  }

  take({ bytes, init, discontinuity }: FetchedSegment) {
    const demuxer =
      discontinuity || init !== this.#init || !this.#demuxer ? this.#begin(init) : this.#demuxer;
    return [...demuxer.push(bytes), ...(demuxer.flush?.() ?? [])];
  }

  #begin(init: Uint8Array | null): Demuxer {
    const demuxer: Demuxer = init ? new Fmp4Demuxer() : new TsDemuxer();
    if (init) demuxer.push(init);
    this.#init = init;
    this.#demuxer = demuxer;
    this.#began();
    return demuxer;
  }
}

/** Fetches the next one while this one is played. */
async function* oneAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let upcoming = source.next();
  for (;;) {
    const { done, value } = await upcoming;
    if (done) return;
    upcoming = source.next();
    upcoming.catch(() => {}); // told when its turn comes
    yield value;
  }
}

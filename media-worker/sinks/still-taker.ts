import type { Still } from '../control/contract.ts';
import type { StillRequest, StillTaker } from '../control/services.ts';
import type { StreamRegistry } from '../hub/registry.ts';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { VideoFrame } from '../media/frame.ts';
import type { StreamId } from '../media/stream-id.ts';
import { ticks90k, ticksToMs } from '../media/ticks.ts';
import type { VideoTrack } from '../media/track.ts';
import type { StillDecoder } from '../pictures/still.ts';
import type { Clock } from '../platform/clock.ts';

/** Connecting to a slow camera and waiting out a 10 s GOP. */
const KEY_FRAME_WAIT_MS = 15_000;
/** About 20 KB each: the newest picture of every camera a worker has. */
const MAX_REMEMBERED = 1_000;

type KeyFrame = {
  readonly track: VideoTrack;
  readonly frame: VideoFrame;
  readonly takenAt: number;
};

type Taken = { readonly still: Still; readonly frame: VideoFrame };

export type StillTakerOptions = {
  readonly registry: StreamRegistry;
  readonly decoder: StillDecoder;
  readonly clock: Clock;
};

/** Stills from the GOP cache; starts an idle stream, remembers the newest still of each stream and width. */
export function stillTaker(options: StillTakerOptions): StillTaker {
  const remembered = new Map<string, Taken>();
  const running = new Map<string, Promise<Taken>>();
  return {
    take: async (request) => {
      const key = `${request.id} ${request.width}`;
      const known = remembered.get(key);
      if (known && isGood(known, request, options)) return known.still;
      const shared =
        running.get(key) ?? takeStill(request, options).finally(() => running.delete(key));
      running.set(key, shared);
      const taken = await shared;
      remember(remembered, key, taken);
      return taken.still;
    },
  };
}

/** Young enough, or still the newest key frame there is: decoding it again gives the same picture. */
function isGood(
  { still, frame }: Taken,
  request: StillRequest,
  options: StillTakerOptions,
): boolean {
  if (options.clock.wallNow() - still.takenAt <= request.maxAgeMs) return true;
  return options.registry.get(request.id)?.gop.frames[0] === frame;
}

function remember(remembered: Map<string, Taken>, key: string, taken: Taken): void {
  remembered.delete(key);
  remembered.set(key, taken);
  const [oldest] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

async function takeStill(request: StillRequest, options: StillTakerOptions): Promise<Taken> {
  const stream = streamOf(options.registry, request.id);
  using _hold = stream.hold('still');
  const key = cachedKeyFrame(stream) ?? (await nextKeyFrame(stream, options.clock));
  const { jpeg, width, height } = await options.decoder.decode(key.track, key.frame.nalus, {
    maxWidth: request.width,
  });
  const takenAt = Math.round(key.takenAt);
  return {
    still: { jpegBase64: jpeg.toString('base64'), width, height, takenAt },
    frame: key.frame,
  };
}

function streamOf(registry: StreamRegistry, id: StreamId): Stream {
  const stream = registry.get(id);
  if (!stream) throw new MediaError('refused', 'no such stream', { code: 'stream.unknown' });
  return stream;
}

function cachedKeyFrame(stream: Stream): KeyFrame | null {
  const track = stream.tracks.find((one) => one.kind === 'video');
  const [frame] = stream.gop.frames;
  const newest = stream.gop.frames.findLast((one) => one.kind === 'video');
  if (!track || frame?.kind !== 'video' || newest?.kind !== 'video') return null;
  const ageMs = ticksToMs(ticks90k(newest.dts - frame.dts));
  return { track, frame, takenAt: (stream.lastVideoAt ?? 0) - ageMs };
}

async function nextKeyFrame(stream: Stream, clock: Clock): Promise<KeyFrame> {
  const found = Promise.withResolvers<KeyFrame>();
  let track: VideoTrack | undefined;
  using _listening = stream.listen({
    event: (event) => {
      if (event.type === 'tracks') track = event.tracks.find((one) => one.kind === 'video');
      else if (track && event.frame.kind === 'video' && event.frame.randomAccess)
        found.resolve({ track, frame: event.frame, takenAt: clock.wallNow() });
    },
    failed: (failure) => {
      if (failure.kind === 'refused' || failure.kind === 'unsupported')
        found.reject(noPicture(stream));
    },
    ended: (error) => found.reject(error),
  });
  const stop = new AbortController();
  clock.sleep(KEY_FRAME_WAIT_MS, stop.signal).then(
    () => found.reject(noPicture(stream)),
    () => {}, // stopped below: the picture was there first
  );
  try {
    return await found.promise;
  } finally {
    stop.abort();
  }
}

function noPicture(stream: Stream): MediaError {
  const { failure } = stream;
  if (failure) return new MediaError(failure.kind, failure.message, { code: failure.code });
  return new MediaError('timeout', 'no picture within 15 s', { code: 'stream.no-picture' });
}

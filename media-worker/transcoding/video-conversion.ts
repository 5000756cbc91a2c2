import type { Puller } from '../hub/source.ts';
import type { Stream } from '../hub/stream.ts';
import type { Track, VideoTrack } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { type Converter, type ConverterAround, following } from './following.ts';
import type { VideoSlots } from './video-slots.ts';
import { VideoTranscoder } from './video-transcoder.ts';
import type { Height } from './wanted.ts';

export type VideoConversionOptions = {
  readonly height: Height | null;
  /** Also H.264 is made anew, since it has B-frames. */
  readonly inOrder: boolean;
  readonly slots: VideoSlots;
  readonly clock: Clock;
};

/** Whether a track has to be transcoded to be H.264 no higher than that. */
export function needsTranscoding(track: VideoTrack, height: Height | null): boolean {
  return track.codec !== 'h264' || (height !== null && track.height > height);
}

/** The same stream with its picture as H.264, no higher than asked; untouched where it is that already. */
export function videoPuller(from: Stream, options: VideoConversionOptions): Puller {
  return following(from, 'transcode', options.clock, async (around) =>
    videoConverter(around, options),
  );
}

function videoConverter(
  around: ConverterAround,
  { height, inOrder, slots }: VideoConversionOptions,
): Converter {
  let running: { readonly transcoder: VideoTranscoder; readonly slot: Disposable } | null = null;
  const stop = () => {
    running?.transcoder.close();
    running?.slot[Symbol.dispose]();
    running = null;
  };
  const start = () => {
    const slot = slots.take();
    return { transcoder: new VideoTranscoder({ height, ...around }), slot };
  };
  return {
    event: (event) => {
      if (event.type === 'tracks') {
        if (!inOrder && !needsAny(event.tracks, height)) stop();
        else running ??= start();
      }
      if (running) running.transcoder.push(event);
      else around.tell(event);
    },
    close: stop,
  };
}

function needsAny(tracks: readonly Track[], height: Height | null): boolean {
  return tracks.some((track) => track.kind === 'video' && needsTranscoding(track, height));
}

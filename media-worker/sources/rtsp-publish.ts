import { randomInt } from 'node:crypto';
import type { PublishClaim } from '../control/stream-specs.ts';
import type { SourceOutput } from '../hub/source.ts';
import type { Publication, Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { TCP_REORDER, UDP_REORDER } from '../protocols/rtp/reorder.ts';
import type {
  MediaProvider,
  Recording,
  RecordingAround,
} from '../protocols/rtsp/media-provider.ts';
import type { SdpMedia } from '../protocols/rtsp/sdp.ts';
import { offeredEncodings, type RtspTrack, supportedTracks } from '../protocols/rtsp/sdp-tracks.ts';
import { keyFramePackets } from './key-frame-packets.ts';
import { RtspReceiver } from './rtsp-receiver.ts';

const PATH = /^\/([^/]+)\/([^/]+)$/;

/** The end of a publisher over RTSP, for one log line. */
export type RtspPublishEnd = {
  readonly peer: string;
  readonly stream: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly error: MediaError;
};

export type RtspPublishOptions = {
  readonly clock: Clock;
  /** Finds the stream a request may publish to. @throws MediaError `refused` */
  admit(claim: PublishClaim): Stream;
  ended(end: RtspPublishEnd): void;
};

const ownSsrc = randomInt(1, 2 ** 32 - 1);

/** Takes publishers over RTSP, by the same rules as over RTMP. An older one is evicted when the newer one records. */
export function rtspPublish(
  options: RtspPublishOptions,
): Exclude<MediaProvider['announce'], undefined> {
  return ({ path, query, peer }, media) => {
    const [, app = '', name = ''] = PATH.exec(path) ?? [];
    const stream = options.admit({ app, name, key: query.get('key') });
    const tracks = supportedTracks(media);
    if (!tracks.some((track) => track.kind === 'video'))
      throw new MediaError('unsupported', `cannot carry ${offeredEncodings(media)}`, {
        code: 'rtsp.no-supported-track',
      });
    return {
      record: ({ overUdp, evict, rtcp }) => {
        const publishing = publish(stream, { peer, evict }, options);
        const limits = overUdp ? UDP_REORDER : TCP_REORDER;
        const now = () => options.clock.monotonicNow();
        const receiver = new RtspReceiver(tracks, { output: publishing.output, limits, now });
        letAskForKeyFrames(tracks, media, { receiver, rtcp, output: publishing.output });
        return recording(publishing, receiver, placesOf(tracks, media));
      },
    };
  };
}

type Asking = {
  readonly receiver: RtspReceiver;
  readonly output: SourceOutput;
  readonly rtcp: RecordingAround['rtcp'];
};

/** Where its description says that requests for a key frame are heard. */
function letAskForKeyFrames(
  tracks: readonly RtspTrack[],
  media: readonly SdpMedia[],
  { receiver, output, rtcp }: Asking,
): void {
  const track = tracks.find(({ kind }) => kind === 'video');
  const ask = keyFramePackets(track, receiver, ownSsrc);
  if (!track || !ask) return;
  output.takesKeyFrameRequests?.(() => {
    const packet = ask();
    if (packet) rtcp(media.indexOf(track.media), packet);
  });
}

type Publishing = Pick<Publication, 'output'> & { received(bytes: number): void; left(): void };

function publish(
  stream: Stream,
  { peer, evict }: { readonly peer: string; readonly evict: () => void },
  { clock, ended }: RtspPublishOptions,
): Publishing {
  const startedAt = clock.monotonicNow();
  let bytes = 0;
  let left = false;
  const publication = stream.publish({
    evict: (error) => {
      const durationMs = Math.round(clock.monotonicNow() - startedAt);
      ended({ peer, stream: stream.id, bytes, durationMs, error });
      if (!left) evict(); // whoever leaves still hears the answer to its TEARDOWN
    },
  });
  return {
    output: publication.output,
    received: (count) => {
      bytes += count;
      publication.output.received(count);
    },
    left: () => {
      left = true;
      publication.end(
        new MediaError('unreachable', 'the publisher left', { code: 'publish.ended' }),
      );
    },
  };
}

/** Which of the receiver's tracks a medium of the description is; −1 for those we do not carry. */
function placesOf(tracks: readonly RtspTrack[], media: readonly SdpMedia[]): readonly number[] {
  return media.map((medium) => tracks.findIndex((track) => track.media === medium));
}

function recording(
  publishing: Publishing,
  receiver: RtspReceiver,
  places: readonly number[],
): Recording {
  const placeOf = (medium: number) => places[medium] ?? -1;
  return {
    rtp: (medium, bytes) => {
      publishing.received(bytes.length);
      receiver.rtp(placeOf(medium), bytes);
    },
    rtcp: (medium, bytes) => receiver.rtcp(placeOf(medium), bytes),
    receiverReport: (medium) => receiver.receiverReport(placeOf(medium), ownSsrc),
    end: publishing.left,
  };
}

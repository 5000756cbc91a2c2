// Relay push over RTSP: our side announces and records. Packets as for readers of RTSP play.
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Track } from '../media/track.ts';
import type { Clock } from '../platform/clock.ts';
import { announce, type Recorded } from '../protocols/rtsp/announce.ts';
import { openConnection, type RtspConnection } from '../protocols/rtsp/connection.ts';
import { parseRtspUrl } from '../protocols/rtsp/control-url.ts';
import { cameraAddress } from '../sources/camera-address.ts';
import type { Push, PushProgress } from './pushes.ts';
import { RtpFanout, type RtpReader } from './rtp-fanout.ts';
import { type RtpMedia, rtpMedia } from './rtp-media.ts';
import { streamTracks } from './stream-tracks.ts';

export type RtspRelayTarget = {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly transport: 'tcp' | 'udp';
};
export type RtspRelayOptions = { readonly networks: readonly string[]; readonly clock: Clock };

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** Publishes a stream to `rtsp://host[:port]/path`. @throws `rtsp.bad-address` */
export function rtspRelay(to: RtspRelayTarget, target: string, options: RtspRelayOptions): Push {
  const where = parseRtspUrl(to.url);
  if (!where)
    throw new MediaError('unsupported', 'not an RTSP address', { code: 'rtsp.bad-address' });
  const credentials =
    to.username === undefined
      ? where.credentials
      : { username: to.username, password: to.password ?? '' };
  return {
    target,
    runOnce: async (stream, progress, signal) => {
      const tracks = await streamTracks(stream, options.clock, signal);
      const media = tracks.map((track) => rtpMedia(track)).filter((one) => one !== null);
      if (media.length === 0)
        throw new MediaError('unsupported', 'RTP carries none of the tracks', {
          code: 'rtsp.no-supported-track',
        });
      const address = await cameraAddress(where.host, options.networks, signal);
      progress.step('connect', address);
      const connection = await openConnection({
        address,
        port: where.port,
        credentials,
        userAgent: 'Lukou',
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
        signal,
      });
      try {
        const what = {
          name: stream.id,
          media: media.map((one) => one.served),
          protocol: to.transport,
        };
        const recorded = await announce(connection, where.url, what);
        progress.step('setup', to.transport);
        const sending = { stream, tracks, media, connection, url: where.url, recorded };
        await send(sending, progress, options.clock, signal);
      } finally {
        connection.close();
      }
    },
  };
}

type Sending = {
  readonly stream: Stream;
  readonly tracks: readonly Track[];
  readonly media: readonly RtpMedia[];
  readonly connection: RtspConnection;
  readonly url: string;
  readonly recorded: Recorded;
};

async function send(
  { stream, tracks, media, connection, url, recorded }: Sending,
  progress: PushProgress,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { outputs, session, timeoutMs } = recorded;
  const over = Promise.withResolvers<void>();
  const reader: RtpReader = { outputs, waiting: true, bytes: 0, framesDropped: 0 };
  const fanout = new RtpFanout(media, clock, stream.gop.newestPts);
  using _packets = stream.listen(fanout);
  using _changes = stream.listen({
    event: (event) => {
      if (event.type === 'tracks' && codecs(event.tracks) !== codecs(tracks))
        over.reject(otherTracks());
    },
    ended: over.reject,
  });
  const abort = () => over.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  connection.ended.then(over.resolve, over.reject);
  // Also how we notice a receiver that takes nothing any more: it does not answer.
  const beat = () => connection.request('OPTIONS', url, { Session: session });
  const beating = setInterval(() => void beat().catch(over.reject), timeoutMs / 2);
  try {
    fanout.add(reader, stream.gop.frames);
    progress.sending(() => reader);
    await over.promise;
  } finally {
    clearInterval(beating);
    signal.removeEventListener('abort', abort);
    for (const output of outputs) output.close();
    // Not awaited: whoever stopped us is told at once; the receiver may be gone.
    void connection.request('TEARDOWN', url, { Session: session }).catch(() => {});
  }
}

function codecs(tracks: readonly Track[]): string {
  return tracks.map((track) => track.codec).join(' ');
}

/** New parameter sets travel in band; another codec needs another description. */
function otherTracks(): MediaError {
  return new MediaError('unreachable', 'the stream has other codecs now', {
    code: 'push.tracks-changed',
  });
}

// Relay push over RTMP: our side publishes. The bytes are those of the fan-out that RTMP players share.
import type { Socket } from 'node:net';
import { asMediaError } from '../hub/failure.ts';
import type { Stream } from '../hub/stream.ts';
import { MediaError } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { RtmpClientSession } from '../protocols/rtmp/client-session.ts';
import { writeCommand } from '../protocols/rtmp/commands.ts';
import { controlMessage, MESSAGE } from '../protocols/rtmp/messages.ts';
import { STREAM_ID } from '../protocols/rtmp/session.ts';
import { networkError, timeoutError } from '../protocols/rtsp/network-error.ts';
import { cameraAddress } from '../sources/camera-address.ts';
import { openRtmp, type RtmpTarget, rtmpTarget } from '../sources/rtmp-pull.ts';
import type { LiveFormat } from './live-format.ts';
import type { Push, PushProgress } from './pushes.ts';
import { RTMP_CHUNK_SIZE } from './rtmp-muxer.ts';
import { streamTracks } from './stream-tracks.ts';
import type { ViewerTransport } from './viewer.ts';
import type { Place, Viewers } from './viewers.ts';

export type RtmpRelayOptions = {
  readonly networks: readonly string[];
  readonly clock: Clock;
  /** The fan-out of relays alone: they are no viewers. */
  readonly viewers: Viewers;
};

/** From dialling to the receiver's word that it takes what we publish. */
const PUBLISH_WITHIN_MS = 10_000;

/** Publishes a stream to `rtmp(s)://host[:port]/app/name[?key]`. @throws `rtmp.bad-address` */
export function rtmpRelay(url: string, target: string, options: RtmpRelayOptions): Push {
  const where = rtmpTarget(url);
  return {
    target,
    runOnce: async (stream, progress, signal) => {
      const { clock, networks } = options;
      await streamTracks(stream, clock, signal); // an encoder that sends nothing is thrown out
      const address = await cameraAddress(where.host, networks, signal);
      progress.step('connect', address);
      await publish(stream, { where, address }, progress, { ...options, signal });
    },
  };
}

async function publish(
  stream: Stream,
  { where, address }: { readonly where: RtmpTarget; readonly address: string },
  progress: PushProgress,
  { viewers, signal }: RtmpRelayOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const peer = `${where.host}:${where.port}`;
  const socket = openRtmp(where, address);
  let place: Place | null = null;
  const session: RtmpClientSession = new RtmpClientSession(
    where,
    {
      write: (bytes) => void socket.write(bytes),
      reached: (state) => {
        if (state !== 'publishing') return;
        clearTimeout(late);
        progress.step('setup', 'publishing');
        socket.write(controlMessage(MESSAGE.setChunkSize, RTMP_CHUNK_SIZE));
        const format = relayFormat(session);
        const taken = viewers.join({ stream, format, userId: null }, transport(socket, reject));
        place = taken;
        progress.sending(() => ({
          bytes: socket.bytesWritten,
          framesDropped: taken.framesDropped,
        }));
      },
      audio: () => {},
      video: () => {},
      end: () => {},
    },
    'publish',
  );
  const late = setTimeout(
    () => reject(timeoutError(peer, 'not let in', PUBLISH_WITHIN_MS)),
    PUBLISH_WITHIN_MS,
  );
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  socket.on(where.tls ? 'secureConnect' : 'connect', () => session.start());
  socket.on('data', (bytes) => {
    try {
      session.push(bytes);
    } catch (thrown) {
      reject(asMediaError(thrown));
    }
  });
  socket.on('error', (cause) => reject(networkError(cause, peer)));
  socket.on('close', () =>
    reject(
      new MediaError('unreachable', `${peer} closed the connection`, { code: 'network.closed' }),
    ),
  );
  if (signal.aborted) abort();
  try {
    await promise;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', abort);
    leave(socket, place);
  }
}

/** What the receiver listed that it reads. */
function relayFormat({ enhanced, readsOpus }: RtmpClientSession): LiveFormat {
  if (!enhanced) return 'rtmp-legacy';
  return readsOpus ? 'rtmp-opus' : 'rtmp';
}

/** The fan-out skips to a key frame when the connection is slow and gives up when it is stuck. */
function transport(socket: Socket, reject: (error: MediaError) => void): ViewerTransport {
  return {
    format: 'rtmp',
    framed: false,
    socket,
    prologue: Buffer.alloc(0),
    finish: ({ code, message }) => reject(new MediaError('unreachable', message, { code })),
  };
}

function leave(socket: Socket, place: Disposable | null): void {
  place?.[Symbol.dispose]();
  if (socket.destroyed || socket.writableLength > 0 || !place) {
    socket.destroy();
    return;
  }
  socket.end(writeCommand(0, 'deleteStream', 0, null, STREAM_ID), () => socket.destroySoon());
}

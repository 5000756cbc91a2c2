import type { Stream } from './hub/stream.ts';
import type { Logger } from './platform/logger.ts';
import type { PushState } from './sinks/pushes.ts';
import type { ViewerEnd } from './sinks/viewer.ts';
import type { Watcher } from './sinks/watcher.ts';
import type { RtmpSessionEnd } from './sources/rtmp-publish.ts';
import type { RtspPublishEnd } from './sources/rtsp-publish.ts';

/** One line per change of a stream's state. */
export function logState(logger: Logger, stream: Stream): void {
  const { id, state, failure } = stream;
  if (failure) logger.warn({ stream: id, state, failure }, 'stream changed state');
  else logger.info({ stream: id, state }, 'stream changed state');
}

/** One line per RTMP session that played nothing and per RTSP or WHIP publisher, at its end. */
export function logPublisher(
  logger: Logger,
  protocol: 'rtmp' | 'rtsp' | 'whip',
  end: RtmpSessionEnd | RtspPublishEnd,
): void {
  const { peer, stream, bytes, durationMs, error } = end;
  const code = error.context.code ?? error.kind;
  logger.info({ protocol, peer, stream, bytes, durationMs, code }, 'publishing session ended');
  if (error.kind === 'bug') logger.error({ err: error }, 'publishing failed by our own mistake');
}

/** One line per viewer, at its end. */
export function logViewer(logger: Logger, viewer: Watcher, end: ViewerEnd): void {
  const { id, streamId, format, address, userId, bytes, framesDropped } = viewer;
  logger.info(
    {
      stream: streamId,
      viewer: id,
      format,
      address,
      userId,
      bytes,
      framesDropped,
      reason: end.code,
    },
    'viewer ended',
  );
}

/** One line per change of a stream that is sent to somebody. */
export function logPush(logger: Logger, kind: string, push: PushState): void {
  const { id, streamId, target, state, bytes, failure } = push;
  const about = { kind, push: id, stream: streamId, target, state, bytes };
  if (failure) logger.warn({ ...about, failure }, 'push changed state');
  else logger.info(about, 'push changed state');
}

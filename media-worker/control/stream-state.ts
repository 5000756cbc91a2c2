import type { Stream } from '../hub/stream.ts';
import type { Watcher } from '../sinks/watcher.ts';
import type { MosaicState, StreamState, ViewerState } from './contract.ts';
import { trackState } from './track-state.ts';

/** A stream as the contract tells it. */
export function streamState(
  stream: Stream,
  around: {
    readonly sourceKind: StreamState['sourceKind'];
    readonly viewers: number;
    readonly nowMs: number;
    readonly derived: readonly Stream[];
    readonly mosaic: MosaicState | null;
  },
): StreamState {
  const { statistics, gop } = stream;
  return {
    id: stream.id,
    state: stream.state,
    since: stream.since,
    sourceKind: around.sourceKind,
    tracks: stream.tracks.map(trackState),
    holders: stream.holders.map(({ name, since }) => ({ name, since })),
    viewers: around.viewers,
    failure: stream.failure,
    nextAttemptAt: stream.nextAttemptAt,
    bytesIn: statistics.bytesIn,
    framesIn: statistics.framesIn,
    packetsLost: statistics.packetsLost,
    jitterMs: statistics.jitterMs,
    bitrate: statistics.bitrate(around.nowMs),
    videoBitrate: statistics.videoBitrate(around.nowMs),
    audioBitrate: statistics.audioBitrate(around.nowMs),
    fps: statistics.fps(around.nowMs),
    gop: statistics.gop,
    gopFrames: gop.frames.length,
    gopBytes: gop.bytes,
    derived: around.derived.map((one) => derivedState(one, around.nowMs)),
    mosaic: around.mosaic,
    trace: [...stream.trace],
  };
}

function derivedState(stream: Stream, nowMs: number): StreamState['derived'][number] {
  const { id, state, tracks, holders, failure, statistics } = stream;
  return {
    name: id.slice(id.indexOf('~') + 1),
    state,
    tracks: tracks.map(trackState),
    holders: holders.map(({ name, since }) => ({ name, since })),
    failure,
    bitrate: statistics.bitrate(nowMs),
    framesDropped: statistics.packetsLost,
  };
}

/** A viewer as the contract tells it. */
export function viewerState(watcher: Watcher): ViewerState {
  const { id, streamId, format, address, userId, since, bytes, framesDropped } = watcher;
  return { id, streamId, format, address, userId, since, bytes, framesDropped };
}

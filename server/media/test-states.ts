import type { StreamState } from '../../media-worker/control/contract.ts';

/** A stream as a worker tells of it, with a picture. */
export function liveState(id: string, holders: StreamState['holders'] = []): StreamState {
  const nothing = {
    bytesIn: 0,
    framesIn: 0,
    packetsLost: 0,
    jitterMs: null,
    bitrate: 0,
    videoBitrate: 0,
    audioBitrate: 0,
    fps: 0,
    gop: null,
    gopFrames: 0,
    gopBytes: 0,
    derived: [],
    mosaic: null,
  };
  const idle = {
    tracks: [],
    holders,
    viewers: 0,
    failure: null,
    nextAttemptAt: null,
    trace: [],
  };
  return { id, state: 'live', since: 0, sourceKind: 'publish', ...idle, ...nothing };
}

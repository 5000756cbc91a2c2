import type { MediaGateway } from '../media/gateway.ts';
import type { LiveState } from './schema.ts';

/** What people may know of a running stream: how it is and why it is not better. */
export function liveState(
  streamId: string,
  found: Awaited<ReturnType<MediaGateway['state']>>,
): LiveState {
  if (!found)
    return {
      streamId,
      nodeId: null,
      state: 'unplaced',
      since: null,
      tracks: [],
      viewers: 0,
      failure: null,
      nextAttemptAt: null,
      bitrate: 0,
      packetsLost: 0,
      trace: [],
    };
  const { node, state } = found;
  return {
    streamId,
    nodeId: node.id,
    state: state.state,
    since: new Date(state.since),
    tracks: state.tracks,
    viewers: state.viewers,
    failure: state.failure,
    nextAttemptAt: state.nextAttemptAt === null ? null : new Date(state.nextAttemptAt),
    bitrate: state.bitrate,
    packetsLost: state.packetsLost,
    trace: state.trace,
  };
}

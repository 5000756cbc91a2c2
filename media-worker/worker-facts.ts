import { join } from 'node:path';
import { type Fact, Outbox } from './control/outbox.ts';
import { OutboxFile } from './control/outbox-file.ts';
import { trackState } from './control/track-state.ts';
import { StreamRegistry } from './hub/registry.ts';
import { originStreamId } from './media/stream-id.ts';
import { systemClock as clock } from './platform/clock.ts';
import type { WorkerEnv } from './platform/env.ts';
import type { Logger } from './platform/logger.ts';
import type { PushState } from './sinks/pushes.ts';
import type { TalkEnded } from './sinks/talks.ts';
import type { WatcherEnded } from './sinks/watcher.ts';
import { logPush, logState, logViewer } from './worker-log.ts';

/** What the server has not acknowledged yet, kept over a restart where there is a folder for it. */
export async function openOutbox(env: WorkerEnv, epoch: string, logger: Logger): Promise<Outbox> {
  const file =
    env.LUKOU_DATA && env.LUKOU_SERVER_URL
      ? new OutboxFile(join(env.LUKOU_DATA, `worker-${env.LUKOU_NODE_ID}`, 'outbox.jsonl'))
      : null;
  const storageFailed = (error: unknown) => logger.error({ err: error }, 'cannot write the outbox');
  const left = file
    ? await file.read().catch((error: unknown) => {
        storageFailed(error);
        return [];
      })
    : [];
  return new Outbox({ epoch, wallNow: () => clock.wallNow(), left, file, storageFailed });
}

/** All streams; each change of one is a line in the log, and a fact. */
export function openRegistry(tell: (fact: Fact) => void, logger: Logger): StreamRegistry {
  return new StreamRegistry({
    clock,
    random: Math.random,
    stateChanged: (stream) => {
      logState(logger, stream);
      if (originStreamId(stream.id) !== stream.id) return; // the server knows the streams it put
      tell({
        type: 'stream.state',
        streamId: stream.id,
        state: stream.state,
        failure: stream.failure,
        tracks: stream.tracks.map(trackState),
      });
    },
  });
}

/** A watcher ended: a line in the log, and a fact for whoever asks later who watched. */
export function watcherEnded(tell: (fact: Fact) => void, logger: Logger): WatcherEnded {
  return (watcher, end) => {
    logViewer(logger, watcher, end);
    const { id: viewerId, streamId: id, userId, since, bytes, framesDropped } = watcher;
    const fact = { viewerId, streamId: id, userId, since, bytes, framesDropped };
    tell({ type: 'viewer.ended', ...fact, reason: end.code });
  };
}

/** A push went on or failed: a line in the log, and a fact. */
export function pushChanged(
  kind: 'relay' | 'sender',
  tell: (fact: Fact) => void,
  logger: Logger,
): (state: PushState) => void {
  return (push) => {
    logPush(logger, kind, push);
    const { id, streamId: stream, state, failure } = push;
    tell({ type: 'push.state', kind, id, streamId: stream, state, failure });
  };
}

/** A talk ended: a line in the log, and a fact. */
export function talkEnded(tell: (fact: Fact) => void, logger: Logger): (talk: TalkEnded) => void {
  return (talk) => {
    const { id: talkId, streamId: id, cameraId, userId } = talk;
    const { since, packets, framesDropped, reason } = talk;
    const fact = { talkId, streamId: id, cameraId, userId, since, packets, framesDropped, reason };
    logger.info(fact, 'talk ended');
    tell({ type: 'talk.ended', ...fact });
  };
}
